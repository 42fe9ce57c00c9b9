/**
 * The pitch of a component from its row of W, by a comb of harmonics over quarter-tones. F = bins,
 * h = number of a harmonic, p = exponent of V. Strings are a little inharmonic: harmonic h lies at
 * h f0 sqrt(1 + B h^2). A drum or noise has no comb, so its pitch is null rather than a guess.
 */
import { peakOffset } from '../../../shared/dsp/peak-offset'
import { noteToHz } from '../../../shared/note-names'

const LOWEST_NOTE = 28
const HIGHEST_NOTE = 100
const HARMONICS = 12
const HIGHEST_HARMONIC_HZ = 6000
const INHARMONICITY = 1e-4
/** Energy halfway between the harmonics counts against a candidate, which tells octaves apart. */
const BETWEEN_WEIGHT = 0.7
/** A pitch is clear when its comb holds this share of the row's energy ... */
const CLEAR_SHARE = 0.4
/** ... and the comb halfway between its harmonics holds less than this share of that. */
const CLEAR_CONTRAST = 0.35
/**
 * ... and its strongest partial is a peak: two bins away it has fallen to this. A drum's resonance
 * is wider.
 */
const CLEAR_PEAK_FALL = 0.35
/** Harmonics this many bins apart leave room to see that fall. */
const BINS_TO_SEE_FALL = 6
/**
 * A fundamental weaker than this share of the strongest partial is rejected: two notes a fifth
 * apart look like one an octave lower.
 */
const LEAST_FUNDAMENTAL = 0.03
/** Harmonics closer than this many bins cannot be separated from what lies between them. */
const FEWEST_BINS_APART = 3

/**
 * A refined pitch stays within half a semitone of the rough one, or two bins where that is more.
 */
const FARTHEST_SHARE = 0.03

/** The frequency scale of a row's bins. */
export interface BinScale {
  readonly sampleRate: number
  readonly windowSize: number
}

/**
 * Fundamental frequency of a spectrum.
 * @param amplitude [F], at any scale, all >= 0
 * @returns Hz, null when no pitch is clear
 */
export function findPitch(amplitude: Float32Array, scale: BinScale): number | null {
  const binHz = scale.sampleRate / scale.windowSize
  const largest = amplitude.reduce((a, b) => Math.max(a, b), 0)
  if (!(largest > 0)) return null
  const rough = strongestComb(amplitude, binHz, LEAST_FUNDAMENTAL * largest)
  if (rough === null) return null
  // High harmonics are searched last: the low ones tell where their peaks must be.
  const pitchHz = refine(amplitude, binHz, refine(amplitude, binHz, rough))
  const total = sumOfSquares(amplitude)
  const onComb = energyAt(amplitude, binHz, pitchHz, 0)
  const between = energyAt(amplitude, binHz, pitchHz, 0.5)
  const isClear = onComb >= CLEAR_SHARE * total && between <= CLEAR_CONTRAST * onComb
  const hasPeak =
    pitchHz < BINS_TO_SEE_FALL * binHz || isPeak(amplitude, amplitude.indexOf(largest))
  return isClear && hasPeak ? pitchHz : null
}

function strongestComb(
  amplitude: Float32Array,
  binHz: number,
  leastFundamental: number
): number | null {
  let best: number | null = null
  let bestScore = 0
  for (let note = LOWEST_NOTE; note <= HIGHEST_NOTE; note += 0.5) {
    const hz = noteToHz(note)
    if (hz < FEWEST_BINS_APART * binHz) continue
    if (largestAround(amplitude, hz / binHz) < leastFundamental) continue
    const score = combScore(amplitude, binHz, hz)
    if (score > bestScore) {
      bestScore = score
      best = hz
    }
  }
  return best
}

/**
 * Sum over harmonics of (amplitude - what lies half a step below) / sqrt(h), evened out over their
 * number.
 */
function combScore(amplitude: Float32Array, binHz: number, pitchHz: number): number {
  const count = harmonicCount(amplitude.length, binHz, pitchHz)
  if (count < 2) return 0
  let sum = 0
  for (let h = 1; h <= count; h++) {
    const here = harmonicHz(pitchHz, h) / binHz
    const peak = largestAround(amplitude, here)
    const below = largestAround(amplitude, here - (0.5 * pitchHz) / binHz)
    sum += (peak - BETWEEN_WEIGHT * below) / Math.sqrt(h)
  }
  return sum / count ** 0.25
}

function harmonicHz(pitchHz: number, h: number): number {
  return h * pitchHz * Math.sqrt(1 + INHARMONICITY * h * h)
}

function harmonicCount(binCount: number, binHz: number, pitchHz: number): number {
  const highest = Math.min(0.95 * (binCount - 1) * binHz, HIGHEST_HARMONIC_HZ)
  return Math.min(HARMONICS, Math.floor(highest / pitchHz))
}

/**
 * The nearest bin of `position` (a fraction of bins) or one of its neighbors, whichever is largest.
 */
function largestAround(amplitude: Float32Array, position: number): number {
  const f = Math.round(position)
  return Math.max(amplitude[f - 1] ?? 0, amplitude[f] ?? 0, amplitude[f + 1] ?? 0)
}

/**
 * Moves a rough pitch to where the harmonics' peaks are, each read between bins by a parabola
 * through the logarithms; strong and high harmonics weigh most, since they fix the spacing most
 * exactly.
 */
function refine(amplitude: Float32Array, binHz: number, roughHz: number): number {
  let sum = 0
  let weight = 0
  for (let h = 1; h <= harmonicCount(amplitude.length, binHz, roughHz); h++) {
    const peak = peakNear(amplitude, harmonicHz(roughHz, h) / binHz)
    if (peak === null) continue
    const own = amplitude[Math.round(peak)]! * h
    sum += (own * peak * binHz) / harmonicHz(1, h)
    weight += own
  }
  const refined = weight > 0 ? sum / weight : roughHz
  const farthest = Math.max(2 * binHz, FARTHEST_SHARE * roughHz)
  return Math.abs(refined - roughHz) <= farthest ? refined : roughHz
}

function peakNear(amplitude: Float32Array, position: number): number | null {
  const f = Math.round(position)
  for (const at of [f, f - 1, f + 1]) {
    const here = amplitude[at] ?? 0
    const before = amplitude[at - 1] ?? 0
    const after = amplitude[at + 1] ?? 0
    if (!(before > 0 && after > 0 && here >= before && here >= after)) continue
    return at + peakOffset(before, here, after)
  }
  return null
}

/**
 * Energy in the bins nearest to the harmonics and beside them, all shifted by `shift` pitches; each
 * bin counts once.
 */
function energyAt(amplitude: Float32Array, binHz: number, pitchHz: number, shift: number): number {
  let sum = 0
  let next = 0
  for (let h = 1; h <= 15; h++) {
    const f = Math.round((harmonicHz(pitchHz, h) - shift * pitchHz) / binHz)
    for (let at = Math.max(next, f - 1); at <= Math.min(f + 1, amplitude.length - 1); at++) {
      sum += amplitude[at]! ** 2
      next = at + 1
    }
  }
  return sum
}

function isPeak(amplitude: Float32Array, f: number): boolean {
  const beside = Math.max(amplitude[f - 2] ?? 0, amplitude[f + 2] ?? 0)
  return beside <= CLEAR_PEAK_FALL * amplitude[f]!
}

function sumOfSquares(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0)
}
