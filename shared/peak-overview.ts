/**
 * Peaks of a whole recording, few enough to be sent along when it is opened, so that its waveform
 * can be drawn before anything is fetched. N = samples.
 */

/** Most parts of an overview: about as many as a window has pixels. */
const MOST_PARTS = 2048

/** How a recording of N samples is cut: into `count` equal parts of about 2^level samples. */
export interface PeakOverview {
  readonly level: number
  readonly count: number
}

/** The finest overview of `sampleCount` samples, at least one. */
export function peakOverview(sampleCount: number): PeakOverview {
  const level = Math.max(0, Math.ceil(Math.log2(sampleCount / MOST_PARTS)))
  return { level, count: Math.ceil(sampleCount / 2 ** level) }
}
