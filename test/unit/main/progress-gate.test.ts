import { expect, test } from 'vitest'
import type { SeparationProgress } from '../../../shared/contract'
import { joinProgress, ProgressGate } from '../../../src-main/progress-gate'

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
      ...{ document: 1, stage: 'factorize', fraction: sweep / 200, sweep, sweeps: 200 },
      ...{ secondsLeft: null, divergence: [[sweep, 1 / sweep]] }
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
