/** Frequency axes of the spectrogram picture: from a height of 0 (lowest) to 1 (highest) to Hz. */
import type { SpectrogramShape } from '../../shared/contract'

/** How frequency is laid out: mel(f) = 2595 log10(1 + f / 700), octaves, or plain Hz. */
export type PictureAxis = SpectrogramShape['axis']

const LOWEST_HZ = { mel: 20, log: 30, linear: 0 } as const satisfies Record<PictureAxis, number>
const HIGHEST_HZ = 20_000

const warps = {
  mel: (hz: number) => 2595 * Math.log10(1 + hz / 700),
  log: (hz: number) => Math.log2(hz),
  linear: (hz: number) => hz
} as const satisfies Record<PictureAxis, (hz: number) => number>

const unwarps = {
  mel: (value: number) => 700 * (10 ** (value / 2595) - 1),
  log: (value: number) => 2 ** value,
  linear: (value: number) => value
} as const satisfies Record<PictureAxis, (value: number) => number>

/** Ends of an axis in Hz at this rate. */
export function axisRange(axis: PictureAxis, sampleRate: number): { minHz: number; maxHz: number } {
  return { minHz: LOWEST_HZ[axis], maxHz: Math.min(HIGHEST_HZ, sampleRate / 2) }
}

/** Frequency at a height from 0 (lowest) to 1 (highest) of an axis. */
export function heightToHz(axis: PictureAxis, sampleRate: number, height: number): number {
  const { minHz, maxHz } = axisRange(axis, sampleRate)
  const low = warps[axis](minHz)
  return unwarps[axis](low + height * (warps[axis](maxHz) - low))
}
