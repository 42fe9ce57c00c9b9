/** From what a person set (gain, mute, solo) to one linear gain for each component. */
import { dbToAmplitude } from './dsp/decibels'

/** A stem as the mix sees it: the components it is made of, and its controls. */
export interface MixStem {
  readonly components: readonly number[]
  /** -60 to +12; -60 is off. */
  readonly gainDb: number
  readonly muted: boolean
  readonly solo: boolean
}

/** Lowest position of a fader: it means off. */
export const GAIN_OFF_DB = -60
/** Highest position of a fader. */
export const GAIN_MAX_DB = 12

/** Linear gains: one for each component, and one for Rest (what no component explains). */
export interface ComponentGains {
  readonly gains: Float32Array
  readonly rest: number
}

/** Whether a stem is heard: not muted, and soloed if any is. Mute wins over solo. */
export function isAudible(stem: MixStem, stems: readonly MixStem[]): boolean {
  return !stem.muted && (stem.solo || !stems.some((other) => other.solo))
}

/** Linear gain of a fader's value in dB; its lowest position is silence. */
export function faderGain(gainDb: number): number {
  return gainDb > GAIN_OFF_DB ? dbToAmplitude(gainDb) : 0
}

/** Gain of each of the K components; one that belongs to no stem counts as Rest. Rest falls silent while anything is soloed. */
export function componentGains(stems: readonly MixStem[], componentCount: number): ComponentGains {
  const rest = stems.some((stem) => stem.solo) ? 0 : 1
  const gains = new Float32Array(componentCount).fill(rest)
  for (const stem of stems) {
    const gain = isAudible(stem, stems) ? faderGain(stem.gainDb) : 0
    for (const k of stem.components) gains[k] = gain
  }
  return { gains, rest }
}
