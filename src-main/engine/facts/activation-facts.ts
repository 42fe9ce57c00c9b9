/**
 * Facts from a component's activations over time: how often it begins, and whether it is made of
 * hits. T = frames.
 */
import { findNoteFrames, percentile } from '../notes/note-frames'

/** This share of a component's frames is not louder than 0 dB. */
const REFERENCE_SHARE = 0.995
/** Longest hit, as power over peak power, beyond the time that the window smears it over. */
const HIT_SECONDS = 0.045
/** The length of a click's power under the window, sine to the fourth, as a share of the window. */
const SMEARED_SHARE = 0.375
/** This share of a percussive component's power lies in hits. */
const HIT_SHARE = 0.7

/** Facts of one column of H. */
export interface ActivationFacts {
  readonly onsets: number
  /** True when most power lies in short peaks. */
  readonly percussive: boolean
}

/** The times of a transform that are needed here. */
export interface FrameTimes {
  readonly hopSeconds: number
  readonly windowSeconds: number
}

/**
 * Reads the facts of one component.
 * @param power [T], proportional to the component's power in each frame
 */
export function readActivations(
  power: Float64Array,
  { hopSeconds, windowSeconds }: FrameTimes
): ActivationFacts {
  const onsets = findOnsets(power, hopSeconds)
  const longest = HIT_SECONDS + SMEARED_SHARE * windowSeconds
  let total = 0
  let inHits = 0
  for (const [i, onset] of onsets.entries()) {
    const note = summarize(power, onset, onsets[i + 1] ?? power.length)
    total += note.sum
    if ((note.sum / note.peak) * hopSeconds <= longest) inHits += note.sum
  }
  const whole = power.reduce((a, b) => a + b, 0)
  return {
    onsets: onsets.length,
    percussive: total > 0.5 * whole && inHits > HIT_SHARE * total
  }
}

/**
 * Frames at which notes or hits begin.
 * @param power [T]
 */
export function findOnsets(power: Float64Array, hopSeconds: number): number[] {
  const reference = percentile(power, REFERENCE_SHARE)
  return findNoteFrames(power, reference, hopSeconds).map(({ start }) => start)
}

function summarize(power: Float64Array, from: number, to: number): { sum: number; peak: number } {
  let sum = 0
  let peak = 0
  for (let t = from; t < to; t++) {
    sum += power[t]!
    peak = Math.max(peak, power[t]!)
  }
  return { sum, peak }
}
