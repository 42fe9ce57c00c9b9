import { describe, expect, test } from 'vitest'
import type { SeparationResult } from '../../../../shared/contract'
import type { ComponentFacts } from '../../../../shared/factorization'
import { defaultSettings } from '../../../../shared/settings'
import {
  group,
  moveToRest,
  rename,
  sortStems
} from '../../../../src-renderer/state/document/arranging'
import { carryOver, nextArrangement } from '../../../../src-renderer/state/document/carry-over'
import { matchComponents, type Comparable } from '../../../../src-renderer/state/document/matching'
import { turn } from '../../../../src-renderer/state/document/mixing'
import type { LoadedSeparation } from '../../../../src-renderer/state/document/loaded-separation'
import { startArrangement } from '../../../../src-renderer/state/document/arrangement'
import { noise } from '../../../support/signals'
import { factsOf, shape, singles } from '../../../support/some-arrangement'

/**
 * A separation whose component k is sound number `sounds[k]`: a peak of its own, active at its own
 * times.
 */
function viewOf(
  sounds: readonly number[],
  {
    windowSize = 1024,
    exponent = 1,
    seed = 1
  }: { windowSize?: number; exponent?: 1 | 2; seed?: number } = {}
): Comparable {
  const [K, F, hopSize] = [sounds.length, windowSize / 2 + 1, windowSize / 4]
  const T = Math.round(400_000 / hopSize)
  const W = noise(K * F, seed).map((value) => Math.abs(value) * 0.02)
  const H = noise(T * K, seed + 1).map((value) => Math.abs(value) * 0.02)
  sounds.forEach((sound, k) => {
    const peak = Math.round((F - 1) * (0.05 + 0.04 * sound))
    for (let f = peak; f < peak + F / 100; f++) W[k * F + f]! += 1
    for (let t = 0; t < T; t++) {
      const phase = (t / T) * (11 + 2 * sound) + sound / 3
      if (phase % 1 < 0.3) H[t * K + k]! += 1
    }
  })
  const power = (values: Float32Array): Float32Array => values.map((value) => value ** exponent)
  return {
    W: power(W),
    H: power(H),
    frameCount: T,
    binCount: F,
    componentCount: K,
    settings: { windowSize, hopSize, exponent },
    sampleRate: 44_100
  }
}

function loaded(view: Comparable, components: readonly ComponentFacts[]): LoadedSeparation {
  const settings = { ...defaultSettings(44_100), ...view.settings }
  const { frameCount, binCount, componentCount, W, H } = view
  const factorization = {
    settings,
    frameCount,
    binCount,
    componentCount,
    W,
    H,
    meanV: 1,
    peak: 1,
    divergence: [1]
  }
  const { W: _W, H: _H, ...rest } = factorization
  const result: SeparationResult = {
    document: 1,
    generation: 1,
    factorization: rest,
    components,
    seconds: 1,
    residualDb: -140
  }
  return { result, factorization, view }
}

describe('components of two separations', () => {
  test('match where they sound alike at the same times, whatever their order', () => {
    const matches = matchComponents(viewOf([0, 1, 2, 3]), viewOf([3, 0, 2, 1], { seed: 9 }))
    expect([...matches]).toEqual([3, 0, 2, 1])
  })

  test('match across windows and exponents', () => {
    const next = viewOf([2, 1, 0], { windowSize: 4096, exponent: 2, seed: 5 })
    expect([...matchComponents(viewOf([0, 1, 2]), next)]).toEqual([2, 1, 0])
  })

  test('stay without a match when they are new, and none is matched twice', () => {
    const matches = matchComponents(viewOf([0, 1]), viewOf([1, 7, 1, 8], { seed: 9 }))
    expect([...matches].filter((k) => k === 1)).toHaveLength(1)
    expect([matches[1], matches[3]]).toEqual([-1, -1])
  })

  test('that are silent match nothing', () => {
    const silent = viewOf([0, 1])
    const next = { ...silent, W: silent.W.map(() => 0), H: silent.H.map(() => 0) }
    expect([...matchComponents(silent, next)]).toEqual([-1, -1])
  })

  test('need no time worth mentioning for 128 of them', () => {
    const many = Array.from({ length: 128 }, (_, k) => k % 20)
    const [before, after] = [viewOf(many), viewOf(many, { seed: 9 })]
    const start = process.cpuUsage()
    matchComponents(before, after)
    // Far above what it takes, for machines that are slow and busy.
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(3)
  })
})

describe('the next separation', () => {
  const facts = (count: number): ComponentFacts[] =>
    Array.from({ length: count }, (_, id) => factsOf(id, { name: `New ${id}` }))

  test('keeps groups, names, colors and controls where components match', () => {
    const { arrangement, id } = group(singles(4), [1, 2])
    const named = turn(rename(arrangement, id ?? -1, 'Sax'), id ?? -1, { gainDb: -6, pan: 0.5 })
    const next = carryOver(named, facts(4), Int32Array.of(2, 0, 1, 3))
    const sax = next.stems.find((stem) => stem.id === id)
    expect(sax).toMatchObject({ name: 'Sax', gainDb: -6, pan: 0.5, components: [2, 0] })
    expect(sax?.parts.map(({ name }) => name)).toEqual(['New 2', 'New 0'])
  })

  test('names after its facts what nobody has named', () => {
    const named = rename(singles(2), 1, 'Bass')
    const next = carryOver(named, facts(2), Int32Array.of(0, 1))
    expect(next.stems.map(({ name }) => name)).toEqual(['New 0', 'Bass'])
  })

  test('gives what is new its own stem, with an id and a color that are free', () => {
    const next = carryOver(singles(2), facts(4), Int32Array.of(-1, 0, -1, 1))
    expect(shape(next)).toEqual([[0], [1], [2], [3]])
    expect(next.stems.map(({ id }) => id)).toEqual([2, 0, 3, 1])
    expect(new Set(next.stems.map(({ color }) => color)).size).toBe(4)
  })

  test('keeps an order that somebody made, and appends what is new', () => {
    const sorted = { ...singles(3), stems: singles(3).stems.toReversed() }
    const next = carryOver(sorted, facts(4), Int32Array.of(-1, 0, 1, 2))
    expect(shape(next)).toEqual([[3], [2], [1], [0]])
    expect(shape(sortStems(next, 'energy'))).toEqual([[0], [1], [2], [3]])
  })

  test('leaves in Rest what was moved there', () => {
    const next = carryOver(moveToRest(singles(3), [1]), facts(3), Int32Array.of(2, 1, 0))
    expect(next.removed.map(({ component }) => component)).toEqual([1])
    expect(shape(next)).toEqual([[0], [2]])
  })

  test('lets go of a group that has nothing left', () => {
    const { arrangement } = group(singles(3), [0, 1])
    expect(shape(carryOver(arrangement, facts(2), Int32Array.of(-1, 2)))).toEqual([[0], [1]])
  })

  test('is matched by its sound', () => {
    const separation = loaded(viewOf([0, 1, 2]), facts(3))
    const before = startArrangement(facts(3), { separation: 1 })
    const named = rename(before, 2, 'Hum')
    const next = nextArrangement(
      named,
      separation,
      loaded(viewOf([2, 0, 1], { seed: 9 }), facts(3))
    )
    expect(next.stems.find(({ name }) => name === 'Hum')?.components).toEqual([0])
  })

  test('begins anew when there was none before', () => {
    const next = nextArrangement(startArrangement([]), null, loaded(viewOf([0, 1]), facts(2)))
    expect(shape(next)).toEqual([[0], [1]])
  })
})
