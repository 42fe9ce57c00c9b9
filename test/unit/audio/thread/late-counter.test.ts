import { expect, test } from 'vitest'
import { LateCounter } from '../../../../src-renderer/audio/thread/late-counter'
import type { LateCall } from '../../../../src-renderer/audio/between/transport-memory'

const QUANTUM = 128 / 44_100

/** Calls in bursts of `burst` seconds, as devices ask for them; each call takes `workMs`. */
function play(counter: LateCounter, seconds: number, burst: number, workMs: number): void {
  const calls = Math.round(burst / QUANTUM)
  let free = 0
  for (let start = 0; start < seconds; start += burst) {
    let now = Math.max(start * 1000, free)
    for (let i = 0; i < calls; i++) {
      counter.end(Math.floor(now), Math.floor(now + workMs), QUANTUM)
      now += workMs
    }
    free = now
  }
}

test('calls that keep up are never late, however the device asks for them', () => {
  for (const burst of [QUANTUM, 4 * QUANTUM, 8 * QUANTUM]) {
    const counter = new LateCounter(Math.max(2 * burst, 0.01))
    play(counter, 20, burst, 0.9 * QUANTUM * 1000)
    expect(counter.late).toBe(0)
    expect(counter.calls).toBeGreaterThan(5000)
  }
})

test('calls that take longer than they last are late, be it by little', () => {
  for (const [load, capacity] of [
    [1.3, 0.02],
    [1.05, 0.02],
    [1.02, 0.02],
    [1.05, 0.046]
  ] as const) {
    const counter = new LateCounter(capacity)
    play(counter, 60, 8 * QUANTUM, load * QUANTUM * 1000)
    expect(counter.late, `load ${load}`).toBeGreaterThan(1000)
  }
})

test('a device that asks for more at a time than it says it holds is not late for that', () => {
  const burst = 8 * QUANTUM
  const counter = new LateCounter(0.8 * burst)
  play(counter, 20, burst, 0.1)
  expect(counter.late).toBe(0)
})

test('one burst longer than usual, after a stop, does not hide the next stop', () => {
  const counter = new LateCounter(0.02)
  const burst = (ms: number, calls: number): void => {
    for (let i = 0; i < calls; i++) counter.end(ms, ms, 0.01)
  }
  for (const ms of [0, 10, 20, 30]) burst(ms, 1)
  burst(100, 7)
  expect(counter.late).toBe(1)
  for (const ms of [110, 120]) burst(ms, 1)
  burst(150, 3)
  expect(counter.late).toBe(2)
})

test('a stop counts when it outlasts what the device holds', () => {
  const counter = new LateCounter(0.02)
  const call = (ms: number): void => counter.end(ms, ms, 0.01)
  for (const ms of [0, 10, 20, 35, 45, 55]) call(ms)
  expect(counter.late).toBe(0)
  call(80)
  expect(counter.late).toBe(1)
})

test('a rest is no delay', () => {
  const counter = new LateCounter(0.02)
  counter.end(0, 1, 0.01)
  counter.rest()
  counter.end(5000, 5001, 0.01)
  expect([counter.late, counter.calls]).toEqual([0, 2])
})

test('a clock of whole milliseconds measures the work right on average', () => {
  const counter = new LateCounter(0.02)
  play(counter, 20, QUANTUM, 0.31)
  expect(counter.busyMs / counter.calls).toBeCloseTo(0.31, 2)
})

test('a device whose clock runs slower or faster than ours is never late for that', () => {
  for (const rate of [0.998, 0.9999, 1.0001, 1.002]) {
    const counter = new LateCounter(0.02)
    for (let ms = 0; ms < 600_000; ms += 10 / rate) {
      for (let i = 0; i < 4; i++) counter.end(Math.floor(ms), Math.floor(ms + 0.3), 0.0025)
    }
    expect(counter.late, `rate ${rate}`).toBe(0)
  }
})

test('what a device left out long ago does not make a small delay late', () => {
  const counter = new LateCounter(0.02)
  const call = (ms: number): void => counter.end(ms, ms, 0.01)
  // It asks every 10 ms, but once leaves out a turn: what was not asked for was not played either.
  for (let turn = 0; turn < 200; turn++) if (turn !== 50) call(10 * turn)
  call(2005)
  for (let turn = 201; turn < 300; turn++) call(10 * turn)
  expect(counter.late).toBe(0)
  call(3025)
  expect(counter.late).toBe(1)
})

test('late calls are told with the gap before them and their own time', () => {
  const told: LateCall[] = []
  const counter = new LateCounter(0.02, (index, endMs, gapMs, tookMs) => {
    told[index] = { endMs, gapMs, tookMs }
  })
  for (const ms of [0, 10, 20]) counter.end(ms, ms, 0.01)
  counter.end(55, 56, 0.01)
  counter.end(57, 90, 0.01)
  expect(told).toEqual([
    { endMs: 56, gapMs: 35, tookMs: 1 },
    { endMs: 90, gapMs: 1, tookMs: 33 }
  ])
})
