/** Frequency axes of the pictures: Hz to a height of 0 (lowest) to 1 (highest), and back. */

/** How frequency is laid out: mel(f) = 2595 log10(1 + f / 700), octaves, or plain Hz. */
export type FrequencyAxisName = 'mel' | 'log' | 'linear'

/** An axis with its ends in Hz; `minHz` is above 0 for `log`. */
export interface FrequencyScale {
  readonly axis: FrequencyAxisName
  readonly minHz: number
  readonly maxHz: number
}

/** Lowest frequency of the mel axis. */
export const MEL_MIN_HZ = 20
/** Highest frequency of any axis, where the rate reaches it. */
export const AXIS_MAX_HZ = 20_000

/** The mel axis on which strips and spectra of components are drawn. */
export function melScale(sampleRate: number): FrequencyScale {
  return { axis: 'mel', minHz: MEL_MIN_HZ, maxHz: Math.min(AXIS_MAX_HZ, sampleRate / 2) }
}

function warp(axis: FrequencyAxisName, hz: number): number {
  switch (axis) {
    case 'mel':
      return 2595 * Math.log10(1 + hz / 700)
    case 'log':
      return Math.log2(Math.max(hz, Number.MIN_VALUE))
    case 'linear':
      return hz
  }
}

function unwarp(axis: FrequencyAxisName, value: number): number {
  switch (axis) {
    case 'mel':
      return 700 * (10 ** (value / 2595) - 1)
    case 'log':
      return 2 ** value
    case 'linear':
      return value
  }
}

/** Height of a frequency, 0 at `minHz` to 1 at `maxHz`; beyond that range where the frequency is. */
export function hzToHeight({ axis, minHz, maxHz }: FrequencyScale, hz: number): number {
  const low = warp(axis, minHz)
  return (warp(axis, hz) - low) / (warp(axis, maxHz) - low)
}

/** Frequency in Hz at a height. */
export function heightToHz({ axis, minHz, maxHz }: FrequencyScale, height: number): number {
  const low = warp(axis, minHz)
  return unwarp(axis, low + height * (warp(axis, maxHz) - low))
}
