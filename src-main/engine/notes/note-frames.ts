/**
 * Where notes or hits begin and end in a curve of power over time, by hysteresis in dB.
 * T = frames. Levels are in dB relative to a reference that the caller chooses.
 */

/** Levels of the rule; all in dB. */
export interface NoteLevels {
  /** A note is on above this level ... */
  readonly onDb: number
  /** ... once it rises by this much ... */
  readonly riseDb: number
  /** ... or by this much while another one still sounds. */
  readonly riseAgainDb: number
  /** It is off below this level ... */
  readonly offDb: number
  /** ... or this far below its own peak. */
  readonly offBelowPeakDb: number
  /**
   * It begins where its amplitude is this part of the way from the valley before it to its peak.
   */
  readonly begunShare: number
}

/** The levels that fit best on recordings with known notes. */
export const noteLevels: NoteLevels = {
  onDb: -22,
  riseDb: 2.8,
  riseAgainDb: 4,
  offDb: -32,
  offBelowPeakDb: 30,
  begunShare: 0.25
}

const RISE_SECONDS = 0.046
const SHORTEST_GAP_SECONDS = 0.08
/** The same for hits, which are shorter than the window: seen through it, they begin too early. */
export const hitLevels: NoteLevels = { ...noteLevels, begunShare: 0.8 }

/** The power that this share of all frames does not exceed counts as loud, 0 dB ... */
const LOUD_SHARE = 0.995
/**
 * ... unless a sound is so rare that it is not among them: loud is at least this part of the peak.
 */
const LOUD_PART = 1 / 16
/** Below every level: silence. */
const FLOOR = 1e-9

/** A note in frames: it sounds from `start` to before `end`. */
export interface NoteFrames {
  readonly start: number
  readonly end: number
  /** Where it begins, to a fraction of a frame. */
  readonly onset: number
  /** Its loudest frame, in dB relative to the reference. */
  readonly peakDb: number
}

/**
 * Finds notes, in order; they do not overlap.
 * @param power [T], at any scale, all >= 0
 * @param reference power of 0 dB; nothing is found for 0
 */
export function findNoteFrames(
  power: Float64Array,
  reference: number,
  hopSeconds: number,
  { onDb, riseDb, riseAgainDb, offDb, offBelowPeakDb, begunShare }: NoteLevels = noteLevels
): NoteFrames[] {
  if (!(reference > 0)) return []
  const level = power.map((value) => 10 * Math.log10(value / reference + FLOOR))
  const look = Math.max(1, Math.round(RISE_SECONDS / hopSeconds))
  const gap = Math.max(1, Math.round(SHORTEST_GAP_SECONDS / hopSeconds))
  const notes: NoteFrames[] = []
  let start: number | null = null
  let last = -Infinity
  let peakDb = -Infinity
  const end = (t: number): void => {
    if (start !== null)
      notes.push({ start, end: t, onset: onsetNear(power, start, look, begunShare), peakDb })
    start = null
  }
  for (let t = 0; t < level.length; t++) {
    const now = level[t]!
    // Before the first frame there was silence, so a recording may begin with a note.
    let before = t < look ? offDb : Infinity
    for (let i = Math.max(0, t - look); i < t; i++) before = Math.min(before, level[i]!)
    const rise = start === null ? riseDb : riseAgainDb
    if (now > onDb && now - before > rise && t - last > gap) {
      end(t)
      start = t
      last = t
      peakDb = now
    }
    peakDb = Math.max(peakDb, now)
    if (start !== null && (now < offDb || now < peakDb - offBelowPeakDb)) end(t)
  }
  end(level.length)
  return notes
}

/**
 * Where a note begins that was noticed at frame `start`. When a sound sets in, a window whose
 * middle it meets holds half of its amplitude: that is the point, between frames, where the
 * amplitude is halfway from the valley before it to the peak after it.
 * @param look frames before and after `start` that hold the valley and the peak
 */
export function onsetNear(
  power: Float64Array,
  start: number,
  look: number,
  begunShare: number
): number {
  let top = start
  const last = Math.min(power.length - 1, start + look)
  for (let t = start + 1; t <= last; t++) if (power[t]! > power[top]!) top = t
  let bottom = start
  for (let t = start - 1; t >= Math.max(0, start - look); t--) {
    if (power[t]! < power[bottom]!) bottom = t
  }
  // A note in the first frame began before it, or with it.
  const valley = bottom === 0 && start < look ? 0 : Math.sqrt(power[bottom]!)
  const half = valley + begunShare * (Math.sqrt(power[top]!) - valley)
  let t = bottom
  while (t < top && Math.sqrt(power[t]!) < half) t++
  if (t === 0) return 0
  const before = Math.sqrt(power[t - 1]!)
  const here = Math.sqrt(power[t]!)
  return here > before ? t - 1 + Math.min(1, Math.max(0, (half - before) / (here - before))) : t
}

/** The power of loud frames, 0 for silence. */
export function referencePower(power: Float64Array): number {
  const peak = power.reduce((a, b) => Math.max(a, b), 0)
  return Math.max(LOUD_PART * peak, percentile(power, LOUD_SHARE))
}

/** The value that `share` of all values do not exceed, 0 for none. */
export function percentile(values: Float64Array, share: number): number {
  return values.toSorted()[Math.floor(share * (values.length - 1))] ?? 0
}
