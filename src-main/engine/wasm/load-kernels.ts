/** From the files that the build made of kernels/ to a compiled module. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

/**
 * Compiles the kernels: with relaxed SIMD (fused multiply-add) where the runtime has it.
 * @param folder where kernels.wasm and kernels-relaxed.wasm lie
 */
export function loadKernels(folder: string | URL): WebAssembly.Module {
  const path = typeof folder === 'string' ? folder : fileURLToPath(folder)
  // Node 20 has relaxed SIMD behind this switch; newer runtimes have it on and ignore the switch.
  if (!process.versions['electron']) setFlagsFromString('--experimental-wasm-relaxed-simd')
  const relaxed = readFileSync(`${path}/kernels-relaxed.wasm`)
  if (WebAssembly.validate(relaxed)) return new WebAssembly.Module(relaxed)
  return new WebAssembly.Module(readFileSync(`${path}/kernels.wasm`))
}
