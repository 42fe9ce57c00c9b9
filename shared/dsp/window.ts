/** Window functions, all periodic (the sample at n = size would equal the one at n = 0). */

/**
 * Sine window sin(pi (n + 1/2) / size), [size]; its square overlap-adds to size / (2 hop) at hop
 * size / 2, / 4, ...
 */
export function sineWindow(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, n) => Math.sin((Math.PI * (n + 0.5)) / size))
}

/** Hann window 1/2 - 1/2 cos(2 pi n / size), [size]; used for the picture, not for separation. */
export function hannWindow(size: number): Float64Array {
  return Float64Array.from(
    { length: size },
    (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size)
  )
}

/**
 * Gain of the synthesis window that makes analysis x synthesis overlap-add to exactly 1 for the
 * sine window.
 */
export function synthesisGain(windowSize: number, hopSize: number): number {
  return (2 * hopSize) / windowSize
}
