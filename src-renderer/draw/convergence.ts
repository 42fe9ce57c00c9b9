/** The curve of a separation that converges: log divergence against log sweeps. */

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

/** Least height of the curve in natural logarithms, about 1 %: rounding must not look like divergence. */
const MIN_SPAN = 0.01

/** Across, of a sweep. */
export function sweepX(sweep: number, { widthPx, marginPx, sweeps }: ConvergenceBox): number {
  const share = Math.log(Math.max(1, sweep)) / Math.log(Math.max(2, sweeps))
  return marginPx + Math.min(1, share) * (widthPx - 2 * marginPx)
}

/**
 * The curve as points in pixels. The start (sweep 0) is left out: it says how bad noise is, not how the fit
 * goes. So is what has no logarithm: a divergence of 0 or below stands at the foot.
 */
export function convergenceLine(
  points: readonly ConvergencePoint[],
  box: ConvergenceBox
): readonly (readonly [x: number, y: number])[] {
  const shown = points.filter(([sweep, value]) => sweep >= 1 && !Number.isNaN(value))
  const logs = shown.flatMap(([, value]) => (value > 0 ? [Math.log(value)] : []))
  const low = logs.reduce((least, log) => Math.min(least, log), Infinity)
  const high = logs.reduce((most, log) => Math.max(most, log), -Infinity)
  const span = Math.max(high - low, MIN_SPAN)
  const { heightPx, marginPx } = box
  return shown.map(([sweep, value]) => {
    const share = value > 0 ? (Math.log(value) - low) / span : 0
    return [sweepX(sweep, box), marginPx + (1 - share) * (heightPx - 2 * marginPx)] as const
  })
}

/** Powers of ten from `first` to `last`, and 1-2-5 steps where that leaves fewer than two; ascending. */
export function convergenceTicks(first: number, last: number): readonly number[] {
  const between = (digits: readonly number[]): number[] => {
    const ticks: number[] = []
    for (let e = Math.floor(Math.log10(first)); e <= Math.ceil(Math.log10(last)); e++) {
      for (const digit of digits) {
        // Dividing keeps 0.1, 0.01 ... the nearest double.
        const tick = e < 0 ? digit / 10 ** -e : digit * 10 ** e
        if (tick >= first && tick <= last) ticks.push(tick)
      }
    }
    return ticks
  }
  const decades = between([1])
  return decades.length >= 2 ? decades : between([1, 2, 5])
}
