/** The kernels for stems, as TypeScript calls them; see kernels/fft.ts and kernels/stems.ts. */

/** An address in the kernels' memory, in bytes. */
export type At = number

type Kernel<A extends number[]> = (...args: A) => void

/** The kernels. */
export interface StemKernels {
  readonly fftForward: Kernel<[re: At, im: At, twiddles: At, size: number]>
  readonly fftInverse: Kernel<[re: At, im: At, twiddles: At, size: number]>
  readonly windowFrame: Kernel<[samples: At, window: At, out: At, count: number]>
  readonly mixRows: Kernel<[rows: At, weights: At, count: number, power: At, size: number]>
  readonly divideSpectrum: Kernel<[re: At, im: At, divisor: At, least: number, size: number]>
  readonly meanMagnitude: Kernel<
    [re: At, im: At, pairs: number, mirror: At, scale: number, magnitude: At, size: number]
  >
  readonly maskOne: Kernel<[re: At, im: At, mask: At, outRe: At, outIm: At, size: number]>
  readonly maskTwo: Kernel<[re: At, im: At, a: At, b: At, outRe: At, outIm: At, size: number]>
  readonly overlapAdd: Kernel<
    [frame: At, window: At, sums: At, final: At, hop: number, size: number]
  >
  readonly beginRest: Kernel<[recording: At, rest: At, steps: number, count: number]>
  readonly storeFloats: Kernel<[samples: At, rest: At, out: At, count: number]>
  readonly storeSteps: (
    ...args: [samples: At, rest: At, out: At, steps: number, min: number, max: number, n: number]
  ) => number
}

/** The kernels on a memory. */
export function stemKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): StemKernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } })
  return exports as unknown as StemKernels
}
