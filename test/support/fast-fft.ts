/**
 * The Fourier transform of the kernels by itself, for its test and its bench; shared/dsp/fft.ts
 * defines it.
 */
import { fftTwiddles, passOrder, twiddleCount } from '../../src-main/engine/wasm/fft-order'
import { stemKernels } from '../../src-main/engine/wasm/stem-kernels'

/** A complex transform of one size, in place. */
export interface FastFft {
  /** [size] real parts: of the samples, after `forward` of the spectrum. */
  readonly re: Float64Array
  /** [size] imaginary parts. */
  readonly im: Float64Array
  /** [size] the bin that each position of a spectrum holds. */
  readonly order: Int32Array
  /** Not scaled. */
  forward(): void
  /** Undoes `forward`, times size. */
  inverse(): void
}

const PAGE = 65_536

/**
 * Makes a transform of the compiled kernels, with memory of its own after the page that they keep.
 */
export function createFastFft(module: WebAssembly.Module, size: number): FastFft {
  const [re, im, twiddles] = [PAGE, PAGE + 8 * size, PAGE + 16 * size]
  const pages = Math.ceil((twiddles + 8 * twiddleCount(size)) / PAGE)
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  const { fftForward, fftInverse } = stemKernels(module, memory)
  new Float64Array(memory.buffer, twiddles, twiddleCount(size)).set(fftTwiddles(size))
  return {
    re: new Float64Array(memory.buffer, re, size),
    im: new Float64Array(memory.buffer, im, size),
    order: passOrder(size),
    forward: () => fftForward(re, im, twiddles, size),
    inverse: () => fftInverse(re, im, twiddles, size)
  }
}
