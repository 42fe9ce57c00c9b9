import { expect, test } from 'vitest'
import type { SeparationProgress } from '../../../../shared/contract'
import { joinProgress, ProgressGate } from '../../../../src-main/tasks/progress-gate'

test('at most fifteen a second pass, and no point of the curve is lost', () => {
  let clock = 0
  const sent: SeparationProgress[] = []
  const gate = new ProgressGate<SeparationProgress>({
    send: (progress) => sent.push(progress),
    merge: joinProgress,
    now: () => clock
  })
  for (let sweep = 1; sweep <= 200; sweep++) {
    clock += 5
    gate.push({
      document: 1,
      stage: 'factorize',
      fraction: sweep / 200,
      sweep,
      sweeps: 200,
      secondsLeft: null,
      divergence: [[sweep, 1 / sweep]]
    })
  }
  expect(sent.length).toBeLessThanOrEqual(16)
  gate.flush()
  gate.flush()
  expect(sent.flatMap((progress) => progress.divergence.map(([sweep]) => sweep))).toEqual(
    Array.from({ length: 200 }, (_, i) => i + 1)
  )
  expect(sent.at(-1)).toMatchObject({ fraction: 1 })
})

test.each([40, 150])(
  'with %i ms between them, progress passes that often and no oftener',
  (everyMs) => {
    let clock = 0
    const sent: number[] = []
    const gate = new ProgressGate<number>({
      send: () => sent.push(clock),
      everyMs,
      now: () => clock
    })
    for (; clock < 1000; clock += 10) gate.push(clock)
    expect(sent[0]).toBe(0)
    expect(sent.slice(1).map((at, i) => at - sent[i]!)).toEqual(
      new Array(Math.ceil(1000 / everyMs) - 1).fill(everyMs)
    )
  }
)
