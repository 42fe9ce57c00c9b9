/** Where the ruler has its ticks and labels. */
import { timeToX, xToTime } from './time-scale'
import type { TimeScale } from './time-scale'

/** Least distance of labels, in CSS pixels. */
export const MIN_LABEL_GAP_PX = 56
/** Parts between two labels. */
const MINOR_PARTS = 5

/** A line of the ruler; only labeled ones have text. */
export interface TimeTick {
  readonly seconds: number
  readonly x: number
  readonly label: string | null
}

/**
 * Least step of 1, 2 or 5 times a power of ten that is at least `seconds`; of times, in minutes
 * from a minute on.
 * @param isTime false for any other quantity, which has no minutes
 */
export function tickStep(seconds: number, isTime = true): number {
  for (const unit of isTime && seconds > 20 ? [60, 600, 6000, 60_000] : []) {
    for (const digit of [1, 2, 5]) if (digit * unit >= seconds) return digit * unit
  }
  const decade = Math.floor(Math.log10(seconds))
  for (const exponent of [decade, decade + 1]) {
    for (const digit of [1, 2, 5]) {
      // Dividing gives the doubles nearest to 0.1, 0.01 ...; multiplying by 10 ** -n does not.
      const step = exponent < 0 ? digit / 10 ** -exponent : digit * 10 ** exponent
      if (step >= seconds * (1 - 1e-12)) return step
    }
  }
  return 10 ** (decade + 2)
}

/** Label of a tick: m:ss, with as many decimals as the step needs. */
export function tickLabel(seconds: number, step: number): string {
  const decimals = step >= 1 ? 0 : Math.ceil(-Math.log10(step) - 1e-9)
  const scale = 10 ** decimals
  const units = Math.round(seconds * scale)
  const minutes = Math.floor(units / (60 * scale))
  const rest = ((units - minutes * 60 * scale) / scale).toFixed(decimals)
  return `${minutes}:${rest.padStart(decimals > 0 ? decimals + 3 : 2, '0')}`
}

/** All ticks in sight of a recording of `duration` seconds, from left to right. */
export function timeTicks(scale: TimeScale, duration: number): readonly TimeTick[] {
  const step = tickStep(scale.secondsPerPixel * MIN_LABEL_GAP_PX)
  const minor = step / MINOR_PARTS
  // Starts one step to the left, because a label reaches to the right of its tick.
  const first = Math.max(0, Math.floor(scale.startSeconds / step) * MINOR_PARTS)
  const last = Math.floor(Math.min(duration, xToTime(scale, scale.widthPx)) / minor + 1e-9)
  const ticks: TimeTick[] = []
  for (let i = first; i <= last; i++) {
    const seconds = (i * step) / MINOR_PARTS
    const label = i % MINOR_PARTS === 0 ? tickLabel(seconds, step) : null
    ticks.push({ seconds, x: timeToX(scale, seconds), label })
  }
  return ticks
}
