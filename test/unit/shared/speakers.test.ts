import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  believableMask,
  channelNames,
  layoutText,
  loudnessWeights,
  mixdownOf
} from '../../../shared/speakers'

const surround = { channelCount: 6, channelMask: 0x3f }
/** Any number of channels with any mask, right or wrong. */
const layouts = fc.record({
  channelCount: fc.integer({ min: 1, max: 8 }),
  channelMask: fc.integer({ min: 0, max: 2 ** 32 - 1 })
})

describe('people read', () => {
  test.each([
    [{ channelCount: 1 }, 'mono', ['M']],
    [{ channelCount: 2 }, 'stereo', ['L', 'R']],
    [surround, '6 channels (5.1)', ['L', 'R', 'C', 'LFE', 'Ls', 'Rs']],
    [
      { channelCount: 6, channelMask: 0x60f },
      '6 channels (5.1)',
      ['L', 'R', 'C', 'LFE', 'Ls', 'Rs']
    ],
    [
      { channelCount: 8, channelMask: 0x63f },
      '8 channels (7.1)',
      ['L', 'R', 'C', 'LFE', 'Lb', 'Rb', 'Ls', 'Rs']
    ],
    [{ channelCount: 4, channelMask: 0x33 }, '4 channels (4.0)', ['L', 'R', 'Ls', 'Rs']],
    [{ channelCount: 3, channelMask: 0x0b }, '3 channels (2.1)', ['L', 'R', 'LFE']],
    [
      { channelCount: 8, channelMask: 0x3f | 0x5000 },
      '8 channels (5.1.2)',
      ['L', 'R', 'C', 'LFE', 'Ls', 'Rs', 'Tfl', 'Tfr']
    ],
    [{ channelCount: 5 }, '5 channels', ['1', '2', '3', '4', '5']]
  ])('%j', (layout, text, names) => {
    expect(layoutText(layout)).toBe(text)
    expect(channelNames(layout)).toEqual(names)
  })

  test('a name for each channel, whatever a file says', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        const names = channelNames(layout)
        expect(names).toHaveLength(layout.channelCount)
        expect(new Set(names).size).toBe(layout.channelCount)
      })
    )
  })
})

test('a mask that does not fit the channels says nothing', () => {
  for (const channelMask of [0x3, 0x1f, 0x7f, 0x8000001f, 2 ** 31 + 0x1f]) {
    expect(believableMask({ channelCount: 6, channelMask })).toBe(0)
  }
  expect(believableMask({ channelCount: 2, channelMask: 0x3 })).toBe(0)
  expect(believableMask(surround)).toBe(0x3f)
})

describe('heard in stereo', () => {
  test('mono and stereo stay as they are', () => {
    expect([1, 2].map((channelCount) => mixdownOf({ channelCount }))).toEqual([null, null])
  })

  test('center and surrounds of 5.1 are 3 dB lower than front, low effects are left out', () => {
    const { left, right } = mixdownOf(surround)!
    const front = left[0]!
    const relative = [...left].map((gain) => gain / front)
    const expected = [1, 0, Math.SQRT1_2, 0, Math.SQRT1_2, 0]
    relative.forEach((gain, c) => expect(gain).toBeCloseTo(expected[c]!, 12))
    expect([...right]).toEqual([1, 0, 2, 3, 5, 4].map((c) => left[c]))
  })

  test('no channel at full scale makes it clip, and there is always something to hear', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        const mixdown = mixdownOf(layout)
        if (!mixdown) return
        const sides = [mixdown.left, mixdown.right].map((gains) => {
          expect(gains).toHaveLength(layout.channelCount)
          expect([...gains].every((gain) => gain >= 0)).toBe(true)
          return gains.reduce((sum, gain) => sum + gain, 0)
        })
        expect(Math.max(...sides)).toBeCloseTo(1, 12)
      })
    )
  })

  test('channels of unknown places are pairs of left and right, and a middle', () => {
    const gains = mixdownOf({ channelCount: 5 })!
    expect([...gains.left].map((gain) => gain > 0)).toEqual([true, false, true, false, true])
    expect([...gains.right].map((gain) => gain > 0)).toEqual([false, true, false, true, true])
    expect(gains.left[4]).toBe(gains.right[4])
  })
})

test('loudness counts surrounds beside the listener more, and low effects not at all', () => {
  expect(loudnessWeights(surround)).toEqual([1, 1, 1, 0, 1.41, 1.41])
  expect(loudnessWeights({ channelCount: 8, channelMask: 0x63f })).toEqual([
    1, 1, 1, 0, 1, 1, 1.41, 1.41
  ])
  expect(loudnessWeights({ channelCount: 7, channelMask: 0x70f })).toEqual([
    1, 1, 1, 0, 1, 1.41, 1.41
  ])
  expect(loudnessWeights({ channelCount: 6 })).toEqual([1, 1, 1, 1, 1, 1])
})
