/**
 * What a component's activations over time say: how often it begins, and whether it is made of hits.
 * T = frames. Levels are in dB relative to the power that only 0.5 % of the frames exceed.
 */

/** A note is on above this level once it rises by `RISE_DB` ... */
const ON_DB = -22
const RISE_DB = 2.8
/** ... or by this much while another one still sounds. */
const RISE_AGAIN_DB = 4
/** A note is off below this level, or this far below its own peak. */
const OFF_DB = -32
const OFF_BELOW_PEAK_DB = 30
const RISE_SECONDS = 0.046
const SHORTEST_GAP_SECONDS = 0.08
/** Power over peak power of a hit lasts this long beyond the time the window itself smears it over. */
const HIT_SECONDS = 0.045
/** A windowed click, squared twice over, is this share of the window long. */
const SMEARED_SHARE = 0.375
/** Of a percussive component's power, this share lies in hits. */
const HIT_SHARE = 0.7

/** Facts of one column of H. */
export interface ActivationFacts {
  readonly onsets: number
  /** True when most power lies in short peaks. */
  readonly percussive: boolean
}

/** Times of a transform that matter here. */
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
  const reference = percentile(power, 0.995)
  if (!(reference > 0)) return []
  const level = power.map((value) => 10 * Math.log10(value / reference + 1e-9))
  const look = Math.max(1, Math.round(RISE_SECONDS / hopSeconds))
  const gap = Math.max(1, Math.round(SHORTEST_GAP_SECONDS / hopSeconds))
  const onsets: number[] = []
  let isOn = false
  let last = -Infinity
  let peak = -Infinity
  for (let t = 0; t < level.length; t++) {
    const now = level[t]!
    // Before the first frame there was silence, so a recording may begin with a note.
    const lowest = t < look ? OFF_DB : Infinity
    const before = level.subarray(Math.max(0, t - look), t).reduce((a, b) => Math.min(a, b), lowest)
    if (now > ON_DB && now - before > (isOn ? RISE_AGAIN_DB : RISE_DB) && t - last > gap) {
      onsets.push(t)
      isOn = true
      last = t
      peak = now
    }
    peak = Math.max(peak, now)
    if (isOn && (now < OFF_DB || now < peak - OFF_BELOW_PEAK_DB)) isOn = false
  }
  return onsets
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

function percentile(values: Float64Array, share: number): number {
  return values.toSorted()[Math.floor(share * (values.length - 1))] ?? 0
}
