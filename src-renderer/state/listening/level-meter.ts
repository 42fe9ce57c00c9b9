/**
 * How a level meter moves: up at once, down by 24 dB a second, the highest level held for a while.
 */
import type { MeterReading } from '../../audio/window/player'

const FALL_DB_PER_SECOND = 24
const HOLD_SECONDS = 1.2
/** The lowest level that a meter shows, in dB. */
export const METER_FLOOR_DB = -54
const QUIET = 10 ** ((METER_FLOOR_DB - 6) / 20)

/** One bar: linear levels. */
export interface MeterBar {
  readonly level: number
  readonly peak: number
  /** Seconds since the peak was reached. */
  readonly peakAge: number
}

/** Both bars and the clip light, which stays on until it is put out. */
export interface MeterState {
  readonly left: MeterBar
  readonly right: MeterBar
  readonly clipped: boolean
}

const emptyBar: MeterBar = { level: 0, peak: 0, peakAge: 0 }
/** A meter at rest. */
export const emptyMeter: MeterState = { left: emptyBar, right: emptyBar, clipped: false }

/** The meter `seconds` later, after a reading. */
export function advanceMeter(
  meter: MeterState,
  { left, right, clipped }: MeterReading,
  seconds: number
): MeterState {
  return {
    left: advanceBar(meter.left, left, seconds),
    right: advanceBar(meter.right, right, seconds),
    clipped: meter.clipped || clipped
  }
}

/** Whether any of it is still visible. */
export function isMoving({ left, right }: MeterState): boolean {
  return Math.max(left.level, left.peak, right.level, right.peak) > QUIET
}

/** Length of a bar, 0 to 1: linear in decibels from the floor to full scale. */
export function meterLength(level: number): number {
  const db = 20 * Math.log10(Math.max(level, 1e-9))
  return Math.min(1, Math.max(0, 1 - db / METER_FLOOR_DB))
}

function advanceBar(bar: MeterBar, fresh: number, seconds: number): MeterBar {
  const fall = 10 ** ((-FALL_DB_PER_SECOND * Math.max(0, seconds)) / 20)
  const level = Math.max(fresh, bar.level * fall)
  if (level >= bar.peak) return { level, peak: level, peakAge: 0 }
  const peakAge = bar.peakAge + seconds
  const peak = peakAge < HOLD_SECONDS ? bar.peak : Math.max(level, bar.peak * fall)
  return { level, peak, peakAge }
}
