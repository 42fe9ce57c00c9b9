/**
 * The curve of a separation that converges: log divergence against log sweeps, or against seconds.
 */
import { tickStep } from '../axes/time-ticks'

/** A sweep, from 0, and the divergence after it. */
export type ConvergencePoint = readonly [sweep: number, divergence: number]

/** Where the curve is drawn, in pixels. */
export interface ConvergenceBox {
  readonly widthPx: number
  readonly heightPx: number
  readonly marginPx: number
  /** Sweeps at the right edge. */
  readonly sweeps: number
}

/**
 * Least span of the curve in natural logarithms, about 1 %: rounding must not look like divergence.
 */
const MIN_SPAN = 0.01

/** The x of a sweep. */
export function sweepX(sweep: number, { widthPx, marginPx, sweeps }: ConvergenceBox): number {
  const share = Math.log(Math.max(1, sweep)) / Math.log(Math.max(2, sweeps))
  return marginPx + Math.min(1, share) * (widthPx - 2 * marginPx)
}

/**
 * The x of a time: from the start of the work at the left edge to its last sweep at the right edge.
 */
export function secondsX(
  time: number,
  seconds: readonly number[],
  { widthPx, marginPx }: Pick<ConvergenceBox, 'widthPx' | 'marginPx'>
): number {
  const share = time / Math.max(Number.MIN_VALUE, seconds.at(-1) ?? 0)
  return marginPx + Math.min(1, Math.max(0, share)) * (widthPx - 2 * marginPx)
}

/**
 * The curve as points in pixels. The start (sweep 0) is left out: it says how bad noise is, not how
 * the fit goes. A divergence of 0 or below has no logarithm and is drawn at the bottom.
 * @param seconds when each point was reached; the curve is drawn against them then
 */
export function convergenceLine(
  points: readonly ConvergencePoint[],
  box: ConvergenceBox,
  seconds?: readonly number[]
): readonly (readonly [x: number, y: number])[] {
  const shown = points
    .map(([sweep, value], i) => ({
      sweep,
      value,
      x: seconds === undefined ? sweepX(sweep, box) : secondsX(seconds[i] ?? 0, seconds, box)
    }))
    .filter(({ sweep, value }) => sweep >= 1 && !Number.isNaN(value))
  const logs = shown.flatMap(({ value }) => (value > 0 ? [Math.log(value)] : []))
  const low = logs.reduce((least, log) => Math.min(least, log), Infinity)
  const high = logs.reduce((most, log) => Math.max(most, log), -Infinity)
  const span = Math.max(high - low, MIN_SPAN)
  const { heightPx, marginPx } = box
  return shown.map(({ x, value }) => {
    const share = value > 0 ? (Math.log(value) - low) / span : 0
    return [x, marginPx + (1 - share) * (heightPx - 2 * marginPx)] as const
  })
}

/** Sweeps that get a grid line: powers of ten. */
export function sweepTicks(sweeps: number): readonly number[] {
  return [1, 10, 100, 1000, 10_000, 100_000].filter((sweep) => sweep <= sweeps)
}

/** Times that get a grid line: about four, from 0 on. */
export function secondTicks(seconds: number): readonly { time: number; label: string }[] {
  if (!(seconds > 0)) return []
  const step = tickStep(seconds / 4, false)
  const decimals = step >= 1 ? 0 : Math.ceil(-Math.log10(step) - 1e-9)
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, i) => ({
    time: i * step,
    label: `${(i * step).toFixed(decimals)} s`
  }))
}
