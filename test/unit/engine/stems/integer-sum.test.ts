import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addUpExactly,
  emptyTally,
  integerScale,
  roundToSteps
} from '../../../../src-main/engine/stems/integer-sum'

const formats = ['wav16', 'wav24'] as const

/** Rounds one sample of every stem and makes them add up. */
function addUp(format: 'wav16' | 'wav24', recording: number, stems: readonly number[]) {
  const scale = integerScale(format)!
  const blocks = stems.map((value) => Float64Array.of(value))
  const rest = new Float64Array(1)
  const tally = emptyTally()
  for (const block of blocks) tally.clipped += roundToSteps(block, 1, scale)
  const rounded = blocks.map((block) => block[0]!)
  addUpExactly(Float32Array.of(recording), 0, blocks, rest, 1, scale, tally)
  const values = blocks.map((block) => block[0]!)
  // + 0 makes a 0 of -0, which files do not know.
  const target = Math.round(Math.fround(recording) * scale.steps) + 0
  return { scale, values, rounded, rest: rest[0]!, target, tally }
}

const level = fc.double({ min: -1, max: 1 - 2 ** -15, noNaN: true })
const levels = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 8 })

describe.each(formats)('%s', (format) => {
  test('any stems and Rest add up to any recording within full scale, in range', () => {
    fc.assert(
      fc.property(level, levels, (recording, stems) => {
        const { values, rest, target, scale, tally } = addUp(format, recording, stems)
        expect(values.reduce((sum, value) => sum + value, rest) + 0).toBe(target)
        expect(tally.squares).toBe(0)
        for (const value of [...values, rest]) {
          expect(Number.isInteger(value) && value >= scale.min && value <= scale.max).toBe(true)
        }
      }),
      { seed: 5 }
    )
  })

  test('stems that add up but for rounding need no Rest, and only the last one is moved', () => {
    const parts = fc.array(fc.double({ min: -0.1, max: 0.1, noNaN: true }), {
      minLength: 1,
      maxLength: 8
    })
    fc.assert(
      fc.property(parts, (stems) => {
        const recording = stems.reduce((sum, value) => sum + value, 0)
        const { values, rounded, rest } = addUp(format, recording, stems)
        expect(rest).toBe(0)
        expect(values.slice(0, -1)).toStrictEqual(rounded.slice(0, -1))
        const last = stems.length - 1
        const moved = Math.abs((values[last] ?? NaN) - (rounded[last] ?? NaN))
        expect(moved).toBeLessThanOrEqual(stems.length / 2 + 1)
      }),
      { seed: 6 }
    )
  })
})

test('sound that no stem has goes to Rest and leaves the stems alone', () => {
  const { values, rounded, rest } = addUp('wav16', 0.5, [0.25, 0.125])
  expect(values).toEqual(rounded)
  expect(rest).toBe(2 ** 12)
})

test('a full last stem passes its rounding error on to Rest', () => {
  const { values, rest } = addUp('wav16', 1 - 2 ** -15, [-(2.4 ** -15), 2])
  const [first = NaN, last = NaN] = values
  expect(last).toBe(32767)
  expect(first + rest).toBe(0)
})

test('a recording over full scale is shared out, and what fits nowhere is told', () => {
  const fits = addUp('wav16', 2.5, [2.4, 0.1])
  expect(fits.values.reduce((sum, value) => sum + value, fits.rest)).toBe(fits.target)
  expect(fits.tally.clipped).toBeGreaterThan(0)
  const tooLoud = addUp('wav16', 3.5, [3.4, 0.1])
  expect(tooLoud.values).toEqual([32767, 32767])
  expect(tooLoud.rest).toBe(32767)
  expect(tooLoud.tally.squares).toBe((tooLoud.target - 3 * 32767) ** 2)
})
