import { expect, test } from 'vitest'
import {
  advanceMeter,
  emptyMeter,
  isMoving,
  meterLength
} from '../../../../src-renderer/state/listening/level-meter'

const silence = { left: 0, right: 0, clipped: false }

test('a meter rises at once and falls by 24 dB a second', () => {
  const loud = advanceMeter(emptyMeter, { left: 1, right: 0.5, clipped: false }, 0.016)
  expect(loud.left.level).toBe(1)
  expect(loud.right.level).toBe(0.5)
  const later = advanceMeter(loud, silence, 1)
  expect(20 * Math.log10(later.left.level)).toBeCloseTo(-24, 9)
})

test('how often it is read does not change how fast it falls', () => {
  let often = advanceMeter(emptyMeter, { left: 1, right: 1, clipped: false }, 0)
  const once = advanceMeter(often, silence, 0.5)
  for (let i = 0; i < 50; i++) often = advanceMeter(often, silence, 0.01)
  expect(often.left.level).toBeCloseTo(once.left.level, 9)
})

test('the peak is held for 1.2 seconds, then falls', () => {
  let meter = advanceMeter(emptyMeter, { left: 0.8, right: 0, clipped: false }, 0)
  meter = advanceMeter(meter, silence, 1.1)
  expect(meter.left.peak).toBe(0.8)
  meter = advanceMeter(meter, silence, 0.2)
  expect(meter.left.peak).toBeLessThan(0.8)
  expect(meter.left.peak).toBeGreaterThanOrEqual(meter.left.level)
})

test('the clip light stays on', () => {
  const clipped = advanceMeter(emptyMeter, { left: 1.2, right: 0, clipped: true }, 0)
  expect(advanceMeter(clipped, silence, 60).clipped).toBe(true)
})

test('a meter comes to rest', () => {
  let meter = advanceMeter(emptyMeter, { left: 1, right: 1, clipped: false }, 0)
  expect(isMoving(meter)).toBe(true)
  for (let i = 0; i < 60; i++) meter = advanceMeter(meter, silence, 0.1)
  expect(isMoving(meter)).toBe(false)
})

test('length is linear in decibels from -54 to 0 dBFS', () => {
  expect(meterLength(1)).toBe(1)
  expect(meterLength(10 ** (-27 / 20))).toBeCloseTo(0.5, 9)
  expect(meterLength(10 ** (-54 / 20))).toBeCloseTo(0, 9)
  expect(meterLength(0)).toBe(0)
  expect(meterLength(4)).toBe(1)
})
