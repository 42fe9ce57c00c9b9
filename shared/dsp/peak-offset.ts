/**
 * Where a peak lies between bins: the vertex of the parabola through the logarithms of three
 * neighbors, of which the middle one is largest.
 * @returns -0.5 to 0.5 bins from the middle one; 0 where a neighbor is 0
 */
export function peakOffset(before: number, here: number, after: number): number {
  if (!(before > 0 && after > 0)) return 0
  const [a, b, c] = [Math.log(before), Math.log(here), Math.log(after)]
  const curve = a - 2 * b + c
  return curve < 0 ? (0.5 * (a - c)) / curve : 0
}
