import { describe, expect, it } from 'vitest'
import { SILENCE_DB, amplitudeToDb, dbToAmplitude } from '../../../../shared/dsp/decibels'

describe('decibels', () => {
  it('go there and back', () => {
    for (const db of [-150, -60, -6, 0, 12, 40]) {
      expect(amplitudeToDb(dbToAmplitude(db))).toBeCloseTo(db, 10)
    }
  })

  it('call full scale 0 and half of it -6.02', () => {
    expect(amplitudeToDb(1)).toBe(0)
    expect(amplitudeToDb(0.5)).toBeCloseTo(-6.0206, 4)
    expect(dbToAmplitude(20)).toBe(10)
  })

  it('read silence, negative amplitudes and NaN as silence', () => {
    for (const amplitude of [0, 1e-11, -1, NaN]) expect(amplitudeToDb(amplitude)).toBe(SILENCE_DB)
  })
})
