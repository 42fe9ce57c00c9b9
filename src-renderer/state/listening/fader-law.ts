/** The fader's law: position 0 to 1 against decibels; 0 dB stands at three quarters. */
import { GAIN_MAX_DB, GAIN_OFF_DB } from '../../../shared/mix'

const UNITY = 0.75
const CURVE = 1.8

/** Position of a gain, 0 (off) to 1. */
export function gainToPosition(db: number): number {
  if (db > 0) return UNITY + (1 - UNITY) * Math.min(1, db / GAIN_MAX_DB)
  return UNITY * Math.max(0, (db - GAIN_OFF_DB) / -GAIN_OFF_DB) ** CURVE
}

/** Gain at a position, to a tenth of a decibel. */
export function positionToGain(position: number): number {
  const p = Math.min(1, Math.max(0, position))
  const db =
    p > UNITY
      ? ((p - UNITY) / (1 - UNITY)) * GAIN_MAX_DB
      : GAIN_OFF_DB - GAIN_OFF_DB * (p / UNITY) ** (1 / CURVE)
  return Math.round(db * 10) / 10
}
