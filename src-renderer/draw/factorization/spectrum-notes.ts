/**
 * The notes of a spectrum's peaks. Read from the bins themselves: a row of a drawn axis is wider
 * than a semitone where notes are low. F = bins.
 */
import { peakOffset } from '../../../shared/dsp/peak-offset'
import { hzToNote, noteName } from '../../../shared/note-names'
import { hzToHeight, type FrequencyScale } from '../../../shared/picture-axis'

const PEAK_WITHIN_DB = 22
/** A partial has fallen by this much this many bins beside its peak; a drum's resonance has not. */
const PEAK_ABOVE_DB = 6
const PEAK_REACH = 3
/** Below, what leaks from the mirrored spectrum moves a peak. */
const LOWEST_BIN = 3
/**
 * How far a peak read between bins may be off, in bins. The parabola's own error is 0.03 at most
 * for the sine window; the rest is for what lies beside a partial.
 */
const READING_ERROR_BINS = 0.1
/** Room a name needs, CSS pixels. */
const NAME_GAP_PX = 26

/** A peak whose note is certain. */
export interface NotedPeak {
  readonly hz: number
  /** Relative to the loudest bin, 0 or less but for rounding. */
  readonly db: number
  readonly note: string
}

/** A peak's name and its place in a plot, pixels from the left. */
export interface PlacedPeak extends NotedPeak {
  readonly x: number
}

/**
 * Peaks of a spectrum that have a note, from the lowest up. One that may as well be the next note
 * has none.
 * @param power [F], at any scale, all >= 0
 * @param tonal [F], as much of `power` as belongs to tones and chords; a drum or noise has no notes
 * @param binHz distance of two bins
 */
export function notedPeaks(
  power: Float32Array,
  tonal: Float32Array,
  binHz: number
): readonly NotedPeak[] {
  const loudest = power.reduce((most, value) => Math.max(most, value), 0)
  const least = loudest * 10 ** (-PEAK_WITHIN_DB / 10)
  const fallen = 10 ** (-PEAK_ABOVE_DB / 10)
  const peaks: NotedPeak[] = []
  if (!(loudest > 0)) return peaks
  for (let f = LOWEST_BIN; f < power.length - 1; f++) {
    const here = power[f]!
    if (here < least || here <= power[f - 1]! || here < power[f + 1]!) continue
    const beside = Math.max(power[f - PEAK_REACH] ?? 0, power[f + PEAK_REACH] ?? 0)
    if (beside > fallen * here || 2 * tonal[f]! < here) continue
    const bin = f + peakOffset(power[f - 1]!, here, power[f + 1]!)
    const note = noteName(hzToNote((bin - READING_ERROR_BINS) * binHz))
    if (note !== noteName(hzToNote((bin + READING_ERROR_BINS) * binHz))) continue
    peaks.push({ hz: bin * binHz, db: 10 * Math.log10(here / loudest), note })
  }
  return peaks
}

/** The peaks whose names fit into a plot `widthPx` wide, the louder first, from left to right. */
export function placedPeaks(
  peaks: readonly NotedPeak[],
  scale: FrequencyScale,
  widthPx: number
): readonly PlacedPeak[] {
  const placed: PlacedPeak[] = []
  for (const { hz, db, note } of [...peaks].sort((a, b) => b.db - a.db)) {
    const x = hzToHeight(scale, hz) * widthPx
    const isFree = placed.every((other) => Math.abs(other.x - x) >= NAME_GAP_PX)
    if (x >= 0 && x <= widthPx && isFree) placed.push({ hz, db, note, x })
  }
  return placed.sort((a, b) => a.x - b.x)
}
