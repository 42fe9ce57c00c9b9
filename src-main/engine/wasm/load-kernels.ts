/** Compiles the WebAssembly files that the build made of kernels/. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

/** What decides whether a runtime gets relaxed SIMD. */
export interface WasmRuntime {
  /** Version of V8, as in `11.3.244.8-node.38`. */
  readonly v8: string
  /** Whether it would compile these bytes. */
  validate(bytes: Uint8Array<ArrayBuffer>): boolean
  /** Sets a V8 flag. An unknown one makes V8 complain on stderr. */
  setFlag(flag: string): void
}

const ownRuntime: WasmRuntime = {
  v8: process.versions.v8,
  validate: (bytes) => WebAssembly.validate(bytes),
  setFlag: setFlagsFromString
}

/**
 * Compiles the kernels: with relaxed SIMD (fused multiply-add) where the runtime has it.
 * @param folder where kernels.wasm and kernels-relaxed.wasm lie
 */
export function loadKernels(folder: string | URL): WebAssembly.Module {
  const path = typeof folder === 'string' ? folder : fileURLToPath(folder)
  const relaxed = readFileSync(`${path}/kernels-relaxed.wasm`)
  if (canCompile(relaxed)) return new WebAssembly.Module(relaxed)
  return new WebAssembly.Module(readFileSync(`${path}/kernels.wasm`))
}

/**
 * Whether the runtime compiles a module with relaxed SIMD. V8 11, which is Node 20's, has it behind
 * a flag, which is set here when needed and then holds for all threads of the process. Newer
 * versions have it on and no longer know the flag.
 */
export function canCompile(
  relaxed: Uint8Array<ArrayBuffer>,
  runtime: WasmRuntime = ownRuntime
): boolean {
  if (runtime.validate(relaxed)) return true
  if (!runtime.v8.startsWith('11.')) return false
  runtime.setFlag('--experimental-wasm-relaxed-simd')
  return runtime.validate(relaxed)
}
