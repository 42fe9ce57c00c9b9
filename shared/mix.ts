/**
 * From what a person set (gain, pan, mute, solo) to linear gains for each component. Solos add up;
 * a solo inside a stem narrows that stem to its soloed parts. K = components.
 */
import { dbToAmplitude } from './dsp/decibels'

/** What is heard: the file itself, or the mix of its components. */
export type ListenTo = 'original' | 'remix'

/** A component inside a stem of several, with controls of its own that act before the stem's. */
export interface MixPart {
  readonly component: number
  /** -60 to +12; -60 is off. */
  readonly gainDb: number
  readonly muted: boolean
  readonly solo: boolean
}

/** A stem as the mix sees it: the components it is made of, and its controls. */
export interface MixStem {
  readonly components: readonly number[]
  /** Controls of its components, each at most once; a component without is heard as it is. */
  readonly parts?: readonly MixPart[]
  /** -60 to +12; -60 is off. */
  readonly gainDb: number
  /** Balance, -1 (left only) to 1 (right only); 0 keeps both channels at unity. */
  readonly pan: number
  readonly muted: boolean
  readonly solo: boolean
}

/** Controls of Rest, what belongs to no stem. */
export interface MixRest {
  readonly muted: boolean
  readonly solo: boolean
}

/** Lowest position of a fader: it means off. */
export const GAIN_OFF_DB = -60
/** Highest position of a fader. */
export const GAIN_MAX_DB = 12

/** Linear gains: for each component one to the left and one to the right, and one for Rest. */
export interface ComponentGains {
  /** [K] */
  readonly left: Float32Array
  /** [K] */
  readonly right: Float32Array
  /** Of what no component explains. */
  readonly rest: number
}

const openRest: MixRest = { muted: false, solo: false }

/** Whether anything of a stem is soloed: itself, or a part. */
function hasSolo(stem: MixStem): boolean {
  return stem.solo || (stem.parts?.some(({ solo }) => solo) ?? false)
}

/** Whether something is soloed, so that everything else is silent. */
export function anySolo(stems: readonly MixStem[], rest: MixRest = openRest): boolean {
  return rest.solo || stems.some(hasSolo)
}

/**
 * Whether a stem is heard: not muted, and soloed (or a part of it) if any is. Mute wins over solo.
 */
export function isAudible(stem: MixStem, stems: readonly MixStem[], rest?: MixRest): boolean {
  return !stem.muted && (hasSolo(stem) || !anySolo(stems, rest))
}

/** Whether a part is heard within its stem: not muted, and soloed if any part of the stem is. */
export function isPartAudible(part: MixPart, stem: MixStem): boolean {
  return !part.muted && (part.solo || !(stem.parts?.some(({ solo }) => solo) ?? false))
}

/** Linear gain of a fader's value in dB; its lowest position is silence. */
export function faderGain(gainDb: number): number {
  return gainDb > GAIN_OFF_DB ? dbToAmplitude(gainDb) : 0
}

/**
 * Factors [left, right] of a balance, -1 to 1: the side turned away from gets quieter, the other
 * stays.
 */
export function balance(pan: number): readonly [left: number, right: number] {
  return [Math.min(1, 1 - pan), Math.min(1, 1 + pan)]
}

/** The same gain to both sides. */
export function centerGains(gains: Float32Array, rest: number): ComponentGains {
  return { left: gains, right: gains.slice(), rest }
}

/**
 * Gains of each of the K components; one that belongs to no stem counts as Rest. Rest falls silent
 * while anything else is soloed.
 */
export function componentGains(
  stems: readonly MixStem[],
  componentCount: number,
  rest: MixRest = openRest
): ComponentGains {
  const isSoloing = anySolo(stems, rest)
  const restGain = rest.muted || (isSoloing && !rest.solo) ? 0 : 1
  const left = new Float32Array(componentCount).fill(restGain)
  const right = left.slice()
  for (const stem of stems) {
    const isHeard = !stem.muted && (hasSolo(stem) || !isSoloing)
    const gain = isHeard ? faderGain(stem.gainDb) : 0
    const [toLeft, toRight] = balance(stem.pan)
    const parts = new Map(stem.parts?.map((part) => [part.component, part]))
    for (const k of stem.components) {
      const part = parts.get(k)
      const own = part ? (isPartAudible(part, stem) ? faderGain(part.gainDb) : 0) : 1
      left[k] = gain * own * toLeft
      right[k] = gain * own * toRight
    }
  }
  return { left, right, rest: restGain }
}
