/**
 * The SIMD Fourier transform of the kernels behind a small interface. shared/dsp/fft.ts is the
 * definition; this is four times as fast, but leaves spectra in an order of its own.
 */
import { fftTwiddles, LEAST_FFT_SIZE, passOrder, twiddleCount } from './fft-order'
import { allocate } from './kernel-memory'

/** A complex transform of one size, in place; allocates nothing after it was made. */
export interface FastFft {
  readonly size: number
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

interface FftExports {
  fftForward(re: number, im: number, twiddles: number, size: number): void
  fftInverse(re: number, im: number, twiddles: number, size: number): void
}

/** The module keeps its own data in the first page. */
const FIRST_BYTE = 65_536

/**
 * Makes a transform with memory of its own.
 * @param module the compiled kernels
 * @param size a power of two, at least 256; anything else is a bug
 * @throws Failure `engine/out-of-memory`
 */
export function createFastFft(module: WebAssembly.Module, size: number): FastFft {
  if (!Number.isInteger(Math.log2(size)) || size < LEAST_FFT_SIZE) {
    throw new Error(`FFT size ${size} is not a power of two from ${LEAST_FFT_SIZE} on`)
  }
  const re = FIRST_BYTE
  const im = re + 8 * size
  const twiddles = im + 8 * size
  const memory = allocate(twiddles + 8 * twiddleCount(size))
  const exports = new WebAssembly.Instance(module, { env: { memory } })
    .exports as unknown as FftExports
  new Float64Array(memory.buffer, twiddles, twiddleCount(size)).set(fftTwiddles(size))
  return {
    size,
    re: new Float64Array(memory.buffer, re, size),
    im: new Float64Array(memory.buffer, im, size),
    order: passOrder(size),
    forward: () => exports.fftForward(re, im, twiddles, size),
    inverse: () => exports.fftInverse(re, im, twiddles, size)
  }
}
