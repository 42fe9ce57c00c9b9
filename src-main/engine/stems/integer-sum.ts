/**
 * Stems in whole steps that add up exactly, sample by sample, to the recording in whole steps.
 * S = stems, N = samples of a block; a step is the smallest difference an integer format can store.
 *
 * Rounding S stems leaves an error of at most S/2 steps, rounding the recording at most half a step
 * more. An error that small goes into the last stem, where nobody can hear it; anything larger is
 * sound that no stem has and belongs in Rest. Where a file is at full scale, the others take what
 * is left.
 */
import { exportFormatFacts, type ExportFormat } from '../../../shared/contract'

/** The integers a format can store. */
export interface IntegerScale {
  /** Steps from 0 to full scale. */
  readonly steps: number
  readonly min: number
  readonly max: number
}

/** Totals over the samples so far; every block adds to them. */
export interface SumTally {
  /** Samples that did not fit and were clipped. */
  clipped: number
  /** Sum of (recording - stems - Rest)^2. */
  squares: number
  /** Sum of (recording - stems)^2. */
  squaresWithoutRest: number
  /** Largest absolute sample of Rest. */
  restPeak: number
}

/** An empty tally. */
export function emptyTally(): SumTally {
  return { clipped: 0, squares: 0, squaresWithoutRest: 0, restPeak: 0 }
}

/** The scale of an integer format, null for float. */
export function integerScale(format: ExportFormat): IntegerScale | null {
  const { integerBits } = exportFormatFacts[format]
  if (integerBits === null) return null
  const steps = 2 ** (integerBits - 1)
  return { steps, min: -steps, max: steps - 1 }
}

/**
 * Rounds samples [N] of full scale 1 to whole steps and clips them, in place.
 * @returns how many were clipped
 */
export function roundToSteps(samples: Float64Array, count: number, scale: IntegerScale): number {
  const { steps, min, max } = scale
  let clipped = 0
  for (let n = 0; n < count; n++) {
    const value = Math.round(samples[n]! * steps)
    if (value > max) {
      samples[n] = max
      clipped++
    } else if (value < min) {
      samples[n] = min
      clipped++
    } else {
      samples[n] = value
    }
  }
  return clipped
}

/**
 * Makes rounded stems and Rest add up to the recording, in place. The sum is exact whenever S + 1
 * files can hold the recording, so always within full scale; beyond that the tally shows the error.
 * @param recording samples of full scale 1; the block begins at `start`; rounded here, not clipped
 * @param stems S arrays [N] in whole steps, from `roundToSteps`
 * @param rest [N], written here, in whole steps
 */
export function addUpExactly(
  recording: Float32Array,
  start: number,
  stems: readonly Float64Array[],
  rest: Float64Array,
  count: number,
  scale: IntegerScale,
  tally: SumTally
): void {
  for (let n = 0; n < count; n++) rest[n] = Math.round(recording[start + n]! * scale.steps)
  for (const stem of stems) {
    for (let n = 0; n < count; n++) rest[n]! -= stem[n]!
  }
  carryErrors(rest, stems, 0, count, scale, tally)
}

/**
 * The last step of `addUpExactly`: what is missing goes into the last stem, into Rest, or into any
 * file with room, in place.
 * @param rest [N] recording minus stems; becomes Rest
 * @param stems S arrays in whole steps, whose block begins at `start`
 */
export function carryErrors(
  rest: Float64Array,
  stems: readonly (Float64Array | Int32Array)[],
  start: number,
  count: number,
  { min, max }: IntegerScale,
  tally: SumTally
): void {
  const small = stems.length / 2 + 1
  const last = stems[stems.length - 1]!
  for (let n = 0; n < count; n++) {
    let error = rest[n]!
    if (error === 0) continue
    const carried = last[start + n]! + error
    if (Math.abs(error) <= small && carried >= min && carried <= max) {
      last[start + n] = carried
      rest[n] = 0
      continue
    }
    tally.squaresWithoutRest += error * error
    rest[n] = Math.min(max, Math.max(min, error))
    tally.restPeak = Math.max(tally.restPeak, Math.abs(rest[n]!))
    error -= rest[n]!
    if (error === 0) continue
    tally.clipped++
    for (let s = stems.length - 1; s >= 0 && error !== 0; s--) {
      const stem = stems[s]!
      const filled = Math.min(max, Math.max(min, stem[start + n]! + error))
      error -= filled - stem[start + n]!
      stem[start + n] = filled
    }
    tally.squares += error * error
  }
}

/**
 * Rest as float32 holds it, and what is still missing then; the counterpart of `carryErrors`.
 * @param rest [N] recording minus stems; becomes Rest
 */
export function keepFloats(rest: Float64Array, count: number, tally: SumTally): void {
  for (let n = 0; n < count; n++) {
    const missing = rest[n]!
    const kept = Math.fround(missing)
    rest[n] = kept
    tally.squaresWithoutRest += missing * missing
    tally.squares += (missing - kept) ** 2
    tally.restPeak = Math.max(tally.restPeak, Math.abs(kept))
  }
}
