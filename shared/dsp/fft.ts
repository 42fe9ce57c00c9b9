/**
 * The Fourier transform of a power-of-two size, behind one small interface (fft.js inside).
 * Float64 throughout: fft.js becomes several times slower when array types are mixed.
 */
import FFT from 'fft.js'

/** A transform of one size. Its methods allocate nothing, so it may run on the audio thread. */
export interface Fft {
  readonly size: number
  /** output = DFT(input); both complex, interleaved re/im, [2 * size]; not scaled; not in place. */
  forward(input: Float64Array, output: Float64Array): void
  /** output = inverse DFT(input), scaled by 1 / size, so that it undoes `forward`; not in place. */
  inverse(input: Float64Array, output: Float64Array): void
  /**
   * Bins 0 .. size / 2 of a real input [size], written to output [at least size + 2], interleaved;
   * the rest of output is scratch.
   */
  forwardReal(input: Float64Array, output: Float64Array): void
}

/**
 * Makes a transform of the given size.
 * @param size a power of two, at least 2; anything else is a bug
 */
export function createFft(size: number): Fft {
  if (!Number.isInteger(Math.log2(size)) || size < 2) {
    throw new Error(`FFT size ${size} is not a power of two`)
  }
  const fft = new FFT(size)
  return {
    size,
    forward: (input, output) => fft.transform(output, input),
    inverse: (input, output) => fft.inverseTransform(output, input),
    forwardReal: (input, output) => fft.realTransform(output, input)
  }
}
