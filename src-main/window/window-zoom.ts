/** How large everything in the window is drawn, as a factor. */

/** The factors offered; at 200 % everything can still be reached in the smallest window. */
export const zoomFactors = [0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const

/** The factor one step up (1) or down (-1) from a factor, or the original size (0). */
export function nextZoom(factor: number, step: -1 | 0 | 1): number {
  if (step === 0) return 1
  const [least, most] = [zoomFactors[0], zoomFactors[zoomFactors.length - 1] ?? 1]
  // Chromium answers with a rounded factor.
  const near = 0.01
  return step === 1
    ? (zoomFactors.find((other) => other > factor + near) ?? most)
    : (zoomFactors.findLast((other) => other < factor - near) ?? least)
}

/** A factor from whatever was stored. */
export function repairZoom(stored: unknown): number {
  return zoomFactors.find((factor) => factor === stored) ?? 1
}
