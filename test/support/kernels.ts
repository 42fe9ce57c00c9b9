/** Kernels for tests: the compiled module and matrices put into kernels. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildKernels } from '../../build/kernels.mjs'
import type { Backend } from '../../src-main/engine/factorize/sweep/backend'
import { simdBackend } from '../../src-main/engine/factorize/sweep/simd-kernels'
import type { KernelShape, Kernels } from '../../src-main/engine/factorize/sweep/kernels'
import { createPlainGuided } from '../../src-main/engine/reference/plain-guided'
import { createReferenceKernels } from '../../src-main/engine/reference/plain-kernels'
import { soloTeam } from '../../src-main/engine/threads/team'
import { loadKernels } from '../../src-main/engine/wasm/load-kernels'

await buildKernels()

/** The compiled module. */
export const kernelModule = loadKernels(join(import.meta.dirname, '../../out/kernels'))

/** The same compiled without relaxed SIMD, as older runtimes take it. */
export const plainKernelModule = new WebAssembly.Module(
  readFileSync(join(import.meta.dirname, '../../out/kernels/kernels.wasm'))
)

/** The app's own way to compute sweeps. */
export const fastBackend: Backend = simdBackend(kernelModule)

/** The same in plain loops. */
export const plainBackend: Backend = {
  open: createReferenceKernels,
  openGuided: createPlainGuided
}

/** Fast kernels with V [T x F] in place. */
export function fastKernels(shape: KernelShape, V: Float32Array): Kernels {
  return fill(fastBackend.open(shape, soloTeam), V)
}

/** Reference kernels with V [T x F] in place. */
export function referenceKernels(shape: KernelShape, V: Float32Array): Kernels {
  return fill(createReferenceKernels(shape), V)
}

function fill(kernels: Kernels, V: Float32Array): Kernels {
  const { T, F } = kernels.shape
  for (let t = 0; t < T; t++) {
    kernels.V.set(V.subarray(t * F, (t + 1) * F), t * kernels.rowStride)
  }
  return kernels
}

/** W and H of kernels. */
export function modelOf(kernels: Kernels): { W: Float32Array; H: Float32Array } {
  const { T, F, K } = kernels.shape
  const model = { W: new Float32Array(K * F), H: new Float32Array(T * K) }
  kernels.readModel(model)
  return model
}
