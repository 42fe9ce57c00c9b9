import { describe, expect, test } from 'vitest'
import { AudioClock } from '../../../../src-renderer/audio/window/audio-clock'

/** Time that rises in steps of a device buffer. */
const stepped = (seconds: number, step: number): number => Math.floor(seconds / step) * step

describe('the smooth clock', () => {
  test('moves evenly where the context moves in steps', () => {
    const clock = new AudioClock()
    const readings: number[] = []
    for (let frame = 0; frame < 300; frame++) {
      const steady = frame / 60
      readings.push(clock.read(5 + stepped(steady, 0.04), 100 + steady))
    }
    const settled = readings.slice(60)
    for (let i = 1; i < settled.length; i++) {
      const moved = settled[i]! - settled[i - 1]!
      expect(moved).toBeGreaterThan(0.75 / 60)
      expect(moved).toBeLessThan(1.25 / 60)
    }
    expect(Math.abs(settled.at(-1) - (5 + 299 / 60 - 0.02))).toBeLessThan(0.01)
  })

  test('never runs backwards while the context runs', () => {
    const clock = new AudioClock()
    let last = -Infinity
    for (let i = 0; i < 500; i++) {
      const steady = i * 0.0137
      const reading = clock.read(stepped(steady, 0.06), steady)
      expect(reading).toBeGreaterThanOrEqual(last)
      last = reading
    }
  })

  test('follows a jump at once', () => {
    const clock = new AudioClock()
    clock.read(1, 1)
    expect(clock.read(1.5, 9)).toBe(1.5)
    expect(clock.read(0.2, 9.1)).toBe(0.2)
  })
})
