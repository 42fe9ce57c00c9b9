/** How far apart two arrays are. */
import { amplitudeToDb } from '../../shared/dsp/decibels'

/** Root mean square of b - a against that of a, in dB; -200 for no difference. */
export function errorDb(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths ${a.length} and ${b.length} differ`)
  let error = 0
  let energy = 0
  for (let i = 0; i < a.length; i++) {
    error += (b[i]! - a[i]!) ** 2
    energy += a[i]! ** 2
  }
  if (Number.isNaN(error)) return Infinity
  return error === 0 ? amplitudeToDb(0) : amplitudeToDb(Math.sqrt(error / energy))
}

/** Largest |b - a| / (|a| + floor). */
export function largestRelativeError(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  floor = 1e-9
): number {
  if (a.length !== b.length) throw new Error(`lengths ${a.length} and ${b.length} differ`)
  let largest = 0
  for (let i = 0; i < a.length; i++) {
    const error = Math.abs(b[i]! - a[i]!) / (Math.abs(a[i]!) + floor)
    if (!(error <= largest)) largest = error
  }
  return largest
}

/** Whether every value is finite. */
export function isFiniteEverywhere(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false
  return true
}
