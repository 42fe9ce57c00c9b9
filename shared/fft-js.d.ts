declare module 'fft.js' {
  /** The part of fft.js that Partwise uses; complex numbers lie interleaved as re, im. */
  export default class FFT {
    constructor(size: number)
    transform(out: Float64Array, input: Float64Array): void
    inverseTransform(out: Float64Array, input: Float64Array): void
    realTransform(out: Float64Array, input: Float64Array): void
  }
}
