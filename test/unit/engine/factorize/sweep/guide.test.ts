import { describe, expect, it } from 'vitest'
import {
  checkGuide,
  firstRows,
  type SweepGuide
} from '../../../../../src-main/engine/factorize/sweep/guide'

const stem = { rowCount: 2, isFiltered: false, isHeld: false }
const box = { stem: 0, fromFrame: 0, toFrame: 1, fromBin: 0, toBin: 1, factor: 0.5 }
const guide: SweepGuide = {
  T: 3,
  F: 4,
  channels: 1,
  stems: [stem, { ...stem, rowCount: 1 }],
  exponent: 1.3,
  gates: new Uint8Array(9),
  weights: [box]
}

describe('a guide', () => {
  it('counts the rows of its stems one after the other', () => {
    expect(firstRows(guide.stems)).toEqual([0, 2, 3])
    expect(firstRows([])).toEqual([0])
  })

  it('is taken as it should be', () => {
    expect(() => checkGuide(guide)).not.toThrow()
  })

  it.each<[string, Partial<SweepGuide>]>([
    ['a stem without rows', { stems: [{ ...stem, rowCount: 0 }] }],
    ['a part of a row', { stems: [{ ...stem, rowCount: 1.5 }] }],
    ['no exponent', { exponent: 0 }],
    ['too few gates', { gates: new Uint8Array(8) }],
    ['a weight of no stem', { weights: [{ ...box, stem: 2 }] }],
    ['a weight of 0', { weights: [{ ...box, factor: 0 }] }],
    ['a weight above 1', { weights: [{ ...box, factor: 1.1 }] }],
    ['a weight that is no number', { weights: [{ ...box, factor: NaN }] }],
    ['a part of a frame', { T: 1.5 }],
    ['three channels', { channels: 3 as 2 }]
  ])('is refused with %s', (_, change) => {
    expect(() => checkGuide({ ...guide, ...change })).toThrow(RangeError)
  })
})
