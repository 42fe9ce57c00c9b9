import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TimeLeft } from '../../../../src-main/tasks/time-left'

/** Seconds left as shown after each step of [seconds passed, fraction done]. */
function shownAfter(steps: readonly (readonly [number, number])[]): (number | null)[] {
  let clock = 5000
  const timeLeft = new TimeLeft(() => clock)
  return steps.map(([seconds, fraction]) => {
    clock += seconds * 1000
    return timeLeft.at(fraction)
  })
}

const steps = fc.array(
  fc.tuple(fc.double({ min: 0, max: 3, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  { maxLength: 40 }
)

/** A stage of a job: its share as it is said to be, and as it is. */
interface Stage {
  readonly said: number
  readonly real: number
}

/** What a job shows at one moment. */
interface Shown {
  readonly left: number
  readonly trueLeft: number
  /** Seconds since the job and its present stage began. */
  readonly since: number
  readonly inStage: number
  readonly isLastStage: boolean
}

const UPDATES_PER_SECOND = 10

/** Runs a job to its end and notes what it shows. */
function watch(stages: readonly Stage[], seconds: number, isNamed: boolean): readonly Shown[] {
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
  const said = sum(stages.map((stage) => stage.said))
  const real = sum(stages.map((stage) => stage.real))
  let clock = 0
  const timeLeft = new TimeLeft(() => clock * 1000)
  const shown: Shown[] = []
  for (let update = 1; update < seconds * UPDATES_PER_SECOND; update++) {
    clock = update / UPDATES_PER_SECOND
    let [start, before, index] = [0, 0, 0]
    const length = (i: number): number => (stages[i]!.real / real) * seconds
    while (index < stages.length - 1 && start + length(index) < clock) {
      start += length(index)
      before += stages[index++]!.said / said
    }
    const part = ((clock - start) / length(index)) * (stages[index]!.said / said)
    const left = timeLeft.at(before + part, isNamed ? `stage ${index}` : '')
    if (left === null) continue
    const isLastStage = index === stages.length - 1
    const trueLeft = seconds - clock
    shown.push({ left, trueLeft, since: clock, inStage: clock - start, isLastStage })
  }
  return shown
}

/** Jobs whose stages take up to five times more or less than their shares say. */
const wrongJobs = fc.record({
  stages: fc.array(
    fc
      .tuple(
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true })
      )
      .map(([said, wrong]) => ({ said, real: said * 5 ** wrong })),
    { minLength: 1, maxLength: 5 }
  ),
  seconds: fc.double({ min: 3, max: 200, noNaN: true }),
  isNamed: fc.boolean()
})

describe('the time left of a job whose stages take up to five times what they were said to', () => {
  test('never stands still', () => {
    fc.assert(
      fc.property(wrongJobs, ({ stages, seconds, isNamed }) => {
        const shown = watch(stages, seconds, isNamed)
        const standing = shown.filter(({ left }, i) => i > 0 && left === shown[i - 1]!.left)
        expect(standing).toEqual([])
      })
    )
  })

  test('falls with the time, but for what is corrected upward', () => {
    fc.assert(
      fc.property(wrongJobs, ({ stages, seconds, isNamed }) => {
        const shown = watch(stages, seconds, isNamed)
        const slow = shown.filter(({ left }, i) => {
          const fall = (shown[i - 1]?.left ?? Infinity) - left
          return left > 2 && fall >= 0 && fall < 0.2 / UPDATES_PER_SECOND
        })
        expect(slow).toEqual([])
      })
    )
  })

  test('is right in the last stage, once that has gone on for a while', () => {
    fc.assert(
      fc.property(wrongJobs, ({ stages, seconds, isNamed }) => {
        for (const { isLastStage, inStage, since, left, trueLeft } of watch(
          stages,
          seconds,
          isNamed
        )) {
          if (!isLastStage || inStage < Math.max(3, 0.2 * since)) continue
          expect(Math.abs(left - trueLeft)).toBeLessThan(1 + 0.8 * trueLeft)
        }
      })
    )
  })

  test('grows when the first guess was too small, instead of waiting for the truth', () => {
    const stages = [
      { said: 0.2, real: 0.13 },
      { said: 0.5, real: 0.69 },
      { said: 0.3, real: 0.18 }
    ]
    const shown = watch(stages, 20, false)
    const late = shown.filter(({ since }) => since > 6)
    late.forEach(({ left, trueLeft }) => expect(left).toBeGreaterThan(0.6 * trueLeft))
  })
})

test('it is never negative and always finite, however the fraction goes', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      for (const seconds of shownAfter(taken)) {
        if (seconds === null) continue
        expect(seconds).toBeGreaterThanOrEqual(0)
        expect(seconds).toBeLessThanOrEqual(86_400)
      }
    })
  )
})

test('a job that hangs has more and more left', () => {
  const work = Array.from({ length: 50 }, (_, i) => [0.1, (i + 1) / 100] as const)
  const hanging = Array.from({ length: 300 }, () => [0.1, 0.5] as const)
  const shown = shownAfter([...work, ...hanging])
  expect(shown.at(-1)!).toBeGreaterThan(2 * shown[49]!)
})

test('it says nothing in the first second, nor before anything is done', () => {
  expect(shownAfter([[0.1, 0.5], [0.8, 0.9]])).toEqual([null, null]) // prettier-ignore
  expect(shownAfter([[5, 0]])).toEqual([null])
})

test('steady work is told to the second', () => {
  const tenths = Array.from({ length: 190 }, (_, i) => [0.1, (i + 1) / 200] as const)
  shownAfter(tenths).forEach((seconds, i) => {
    if (seconds !== null) expect(seconds).toBeCloseTo(20 - (i + 1) / 10, 6)
  })
})

test('what is done has nothing left', () => {
  expect(shownAfter([[2, 0.3], [0.5, 1]]).at(-1)).toBe(0) // prettier-ignore
})
