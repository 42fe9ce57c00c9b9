/** From the files that the build made of kernels/ to a compiled module. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

/** What is asked of a runtime before it gets relaxed SIMD. */
export interface WasmRuntime {
  /** Version of V8, as in `11.3.244.8-node.38`. */
  readonly v8: string
  /** Whether it would compile these bytes. */
  validate(bytes: Uint8Array<ArrayBuffer>): boolean
  /** Gives V8 a switch. One that V8 does not know makes it complain on stderr. */
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
 * a switch, which is set here when it is needed; it then holds for the threads of the process, too.
 * Newer ones have it on and no longer know the switch.
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
