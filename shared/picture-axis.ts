/**
 * Frequency axes of the pictures: from Hz to a height of 0 (lowest) to 1 (highest), and back.
 * An axis warps frequency, and heights are even steps of what comes out:
 *
 *   height(f) = (warp(f) - warp(minHz)) / (warp(maxHz) - warp(minHz))
 */

interface AxisLaw {
  readonly label: string
  /** Where a picture of a whole recording begins. */
  readonly lowestHz: number
  readonly warp: (hz: number) => number
  readonly unwarp: (value: number) => number
}

/** New axes are added here. */
const axes = {
  mel: {
    label: 'Mel',
    lowestHz: 20,
    warp: (hz) => 2595 * Math.log10(1 + hz / 700),
    unwarp: (value) => 700 * (10 ** (value / 2595) - 1)
  },
  log: {
    label: 'Log',
    lowestHz: 30,
    warp: (hz) => Math.log2(Math.max(hz, Number.MIN_VALUE)),
    unwarp: (value) => 2 ** value
  },
  linear: { label: 'Linear', lowestHz: 0, warp: (hz) => hz, unwarp: (value) => value }
} as const satisfies Record<string, AxisLaw>

/** Where every axis ends, if the sample rate reaches that far. */
const HIGHEST_HZ = 20_000

/** How frequency is laid out: on the mel scale, in octaves, or in plain Hz. */
export type PictureAxis = keyof typeof axes

/** All axes, in the order in which they are offered. */
export const pictureAxes = Object.keys(axes) as readonly PictureAxis[]

/** An axis with its ends in Hz; `minHz` is above 0 for `log`. */
export interface FrequencyScale {
  readonly axis: PictureAxis
  readonly minHz: number
  readonly maxHz: number
}

/** What an axis is called. */
export function axisLabel(axis: PictureAxis): string {
  return axes[axis].label
}

/** An axis as pictures of recordings at that rate (Hz) show it. */
export function axisScale(axis: PictureAxis, sampleRate: number): FrequencyScale {
  return { axis, minHz: axes[axis].lowestHz, maxHz: Math.min(HIGHEST_HZ, sampleRate / 2) }
}

/** Height of a frequency in Hz: 0 at `minHz` to 1 at `maxHz`, less or more beyond them. */
export function hzToHeight({ axis, minHz, maxHz }: FrequencyScale, hz: number): number {
  const { warp } = axes[axis]
  const low = warp(minHz)
  return (warp(hz) - low) / (warp(maxHz) - low)
}

/** Frequency in Hz at a height. */
export function heightToHz({ axis, minHz, maxHz }: FrequencyScale, height: number): number {
  const { warp, unwarp } = axes[axis]
  const low = warp(minHz)
  return unwarp(low + height * (warp(maxHz) - low))
}
