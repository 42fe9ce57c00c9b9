/** Atoms: the table itself, and that all who read W and H go by it. */
import { describe, expect, test } from 'vitest'
import { atomTable, readWeights } from '../../../../shared/dsp/atoms'
import type { ComponentFacts, Factorization } from '../../../../shared/factorization'
import { axisScale } from '../../../../shared/picture-axis'
import { describeComponents } from '../../../../src-main/engine/facts/describe'
import { drumVoices, componentPowers } from '../../../../src-main/engine/notes/voices'
import { factorizationView } from '../../../../src-renderer/draw/factorization/factorization-view'
import {
  levelOfComponents,
  loudestComponents
} from '../../../../src-renderer/draw/factorization/loudest'
import { stemLines } from '../../../../src-renderer/draw/factorization/stem-lines'
import { TileMasker } from '../../../../src-renderer/draw/spectrogram/tile-mask'
import { loudestSeconds } from '../../../../src-renderer/state/listening/loudest'
import { matchComponents } from '../../../../src-renderer/state/document/matching'
import { mixtureToy } from '../../../support/mixture-toys'
import { noise } from '../../../support/signals'

const N = 20_000
const RATE = 44_100
const stft = { windowSize: 1024, hopSize: 256 }
const componentOf = Uint16Array.of(0, 0, 1, 2, 3, 3, 3, 4)
const lagOf = Uint16Array.of(0, 2, 0, 0, 1, 0, 5, 0)
const stemOf = Uint16Array.of(1, 0, 1, 2, 0)

test('the table says which atoms are whose, in both directions', () => {
  const sharing = { stemOf, atoms: { componentOf, lagOf }, factors: [], filter: null }
  const table = atomTable({ componentCount: 5, sharing })
  expect([...table.firstAtom]).toEqual([0, 2, 3, 4, 7, 8])
  expect([...table.stemOf]).toEqual([1, 1, 0, 1, 2, 2, 2, 0])
  expect([...table.byStem]).toEqual([2, 7, 0, 1, 3, 4, 5, 6])
  expect([...table.firstOfStem]).toEqual([0, 2, 5, 8])
})

test('the weight of an atom is the activation as many frames ago as it lags', () => {
  const sharing = { stemOf, atoms: { componentOf, lagOf }, factors: [], filter: null }
  const table = atomTable({ componentCount: 5, sharing })
  const H = Float32Array.from({ length: 10 * 5 }, (_, i) => i + 1)
  const weights = new Float32Array(8)
  readWeights(table, H, 4, weights)
  const at = (t: number, k: number): number => H[t * 5 + k]!
  expect([...weights]).toEqual([
    at(4, 0),
    at(2, 0),
    at(4, 1),
    at(4, 2),
    at(3, 3),
    at(4, 3),
    0,
    at(4, 4)
  ])
})

describe('atoms without a spectrum change nothing of', () => {
  const plain = mixtureToy('grouped', N, stft)
  const { binCount: F, W } = plain
  const owners = [0, 2, 3, 5, 7]
  const padded = new Float32Array(8 * F)
  owners.forEach((a, k) => padded.set(W.subarray(k * F, (k + 1) * F), a * F))
  const lags = Uint16Array.of(0, 2, 0, 0, 1, 0, 5, 0)
  const more: Factorization = {
    ...plain,
    W: padded,
    sharing: { ...plain.sharing!, atoms: { componentOf, lagOf: lags } }
  }
  const both = [plain, more]
  const views = both.map((one) => factorizationView(one, RATE))
  const pcm = { sampleRate: RATE, channels: [noise(N, 41), noise(N, 42)] }

  test('the facts and the powers of components', () => {
    const [expected, facts] = both.map((one) => describeComponents(pcm, one, () => true)!)
    facts!.forEach(({ energy, position, ...fact }, i) => {
      const { energy: energyBefore, position: positionBefore, ...before } = expected![i]!
      expect(fact).toEqual(before)
      expect(energy).toBeCloseTo(energyBefore, 9)
      expect(position).toBeCloseTo(positionBefore, 9)
    })
    const [powers, others] = both.map((one) => componentPowers(one, [0, 3]))
    powers!.forEach((power, i) =>
      power.forEach((value, t) => {
        expect(others![i]![t]! / (value || 1)).toBeCloseTo(value === 0 ? 0 : 1, 9)
      })
    )
    const facts0 = [0, 1, 2, 3, 4].map((id) => ({ id }) as ComponentFacts)
    const pitches = both.map((factorization) => {
      const source = { factorization, facts: facts0, sampleRate: RATE }
      return drumVoices(source, [0, 1, 2, 3, 4]).map(({ midiPitch }) => midiPitch)
    })
    expect(pitches[1]).toEqual(pitches[0])
  })

  test('what is loudest, and how loud', () => {
    const place = { startSeconds: 0.1, endSeconds: 0.3, lowHz: 200, highHz: 2000 }
    const [expected, shares] = both.map((one) => loudestComponents(one, RATE, place))
    expect(shares!.map(({ component }) => component)).toEqual(
      expected!.map(({ component }) => component)
    )
    expect(levelOfComponents(more, RATE, [3, 0], 0.2)).toBe(
      levelOfComponents(plain, RATE, [3, 0], 0.2)
    )
    expect(loudestSeconds(views[0]!, [1, 2])).toBe(loudestSeconds(views[1]!, [1, 2]))
  })

  test('lanes, tiles and matches', () => {
    const [expected, lines] = views.map((view) => stemLines(view, [0, 3]))
    expect(lines).toEqual(expected)
    expect([...matchComponents(views[0]!, views[1]!)]).toEqual([0, 1, 2, 3, 4])
    const rowCount = 32
    const tile = {
      bytes: new Uint8Array(20 * rowCount).fill(200),
      firstFrame: 2,
      frameCount: 20,
      rowCount,
      level: 0,
      hopSize: 256,
      scale: axisScale('mel', RATE)
    }
    const mix = { kind: 'mix', gains: Float32Array.of(1, 0, 0.5, 1, 0), rest: 0 } as const
    const [tiles, others] = both.map((one) =>
      new TileMasker({ ...one, sampleRate: RATE }).mask(tile, mix)
    )
    expect(others).toEqual(tiles)
  })
})
