import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIXED, type SweepGuide } from '../../../../../src-main/engine/factorize/sweep/guide'
import type { GuidedKernels } from '../../../../../src-main/engine/factorize/sweep/guided-kernels'
import {
  sweepGuided,
  updateShares
} from '../../../../../src-main/engine/factorize/sweep/guided-sweep'
import { soloTeam } from '../../../../../src-main/engine/threads/team'
import { isFiniteEverywhere, largestRelativeError } from '../../../../support/compare'
import {
  fillChannels,
  guidedModelOf,
  guidedStart,
  mixedCounts,
  richGuide,
  rowCountOf,
  shapesOf
} from '../../../../support/guided'
import { fastBackend, plainBackend } from '../../../../support/kernels'
import { exactRankMatrix, positiveMatrix } from '../../../../support/signals'

const go = (): boolean => true
const nothing = (): void => undefined

type Make = (guide: SweepGuide) => GuidedKernels
const simd: Make = (guide) => fastBackend.openGuided(guide, soloTeam)
const makers: readonly (readonly [string, Make])[] = [
  ['reference', (guide: SweepGuide) => plainBackend.openGuided(guide, soloTeam)],
  ['kernels', simd]
]

const [T, F] = [30, 43]
const rowCounts = [4, 3, 1]
const K = 8

/** Stems of some rows, none of them filtered or held. */
function plainGuide(channels: 1 | 2, change: Partial<SweepGuide> = {}): SweepGuide {
  const stems = rowCounts.map((rowCount) => ({ rowCount, isFiltered: false, isHeld: false }))
  return { T, F, channels, stems, exponent: 1, gates: null, weights: [], ...change }
}

/** Puts V, shapes, counts and a start into kernels. */
function prepare(kernels: GuidedKernels, counts: ArrayLike<number>, seed = 3): GuidedKernels {
  const { guide } = kernels
  const own = rowCountOf(guide)
  fillChannels(
    kernels,
    Array.from({ length: guide.channels }, (_, c) =>
      positiveMatrix(guide.T * guide.F, seed + 10 * c, 1)
    )
  )
  const shapes = shapesOf(own, guide.F, 4)
  kernels.setPrior({ shapes, counts })
  // Where rows are fixed, the start is their shape.
  const start = guidedStart(guide, seed)
  const W = start.W.map((w, i) => (counts[Math.floor(i / guide.F)] === FIXED ? shapes[i]! : w))
  kernels.setModel({ W, H: start.H })
  return kernels
}

/** What pulled rows cost: - sum of counts P log W. */
function priorCost(W: Float32Array, counts: ArrayLike<number>): number {
  const shapes = shapesOf(K, F, 4)
  let sum = 0
  for (let k = 0; k < K; k++) {
    if (counts[k] === FIXED) continue
    for (let f = 0; f < F; f++) sum -= counts[k]! * shapes[k * F + f]! * Math.log(W[k * F + f]!)
  }
  return sum
}

describe.each(makers)('a guided sweep (%s)', (name, make) => {
  it.each([1, 2] as const)(
    'never raises divergence and prior together, %i channels',
    (channels) => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 1000 }),
          fc.double({ min: 0, max: 300, noNaN: true }),
          (seed, most) => {
            const counts = mixedCounts(K, most)
            const kernels = prepare(make(plainGuide(channels)), counts, seed)
            let before = Infinity
            for (let sweep = 0; sweep < 8; sweep++) {
              const cost = priorCost(guidedModelOf(kernels).W, counts)
              const divergence = sweepGuided(kernels, (_, sums) => updateShares(kernels, sums), go)!
              const now = divergence + cost
              expect(now - before).toBeLessThan(2e-6 * Math.abs(now))
              before = now
            }
          }
        ),
        { numRuns: name === 'kernels' ? 30 : 6 }
      )
    }
  )

  it('leaves zeros behind shut gates, and what is open above the floor', () => {
    for (const channels of [1, 2] as const) {
      const gates = Uint8Array.from({ length: T * K }, (_, i) => ((i * 7) % 5 === 0 ? 0 : 1))
      const kernels = prepare(
        make(plainGuide(channels, { gates, exponent: 1.3 })),
        mixedCounts(K, 9)
      )
      for (let sweep = 0; sweep < 5; sweep++) sweepGuided(kernels, nothing, go)
      const { H } = guidedModelOf(kernels)
      expect(H.every((h, i) => (gates[i] === 0 ? h === 0 : h >= Math.fround(1e-12)))).toBe(true)
    }
  })

  it('stays finite where every gate of a frame is shut', () => {
    const gates = new Uint8Array(T * K).fill(1).fill(0, 5 * K, 9 * K)
    const kernels = prepare(make(plainGuide(1, { gates, exponent: 1.3 })), mixedCounts(K, 9))
    for (let sweep = 0; sweep < 5; sweep++) sweepGuided(kernels, nothing, go)
    const { W, H } = guidedModelOf(kernels)
    expect(isFiniteEverywhere(W) && isFiniteEverywhere(H)).toBe(true)
    expect(H.subarray(5 * K, 9 * K).every((h) => h === 0)).toBe(true)
  })

  it('keeps the bits of fixed rows and of held stems, and rows at sum 1', () => {
    const guide = plainGuide(2, { exponent: 1.3 })
    const stems = guide.stems.map((stem, j) => ({ ...stem, isHeld: j === 1 }))
    const counts = Array.from({ length: K }, (_, k) => (k < 2 ? FIXED : 20))
    const kernels = prepare(make({ ...guide, stems }), counts)
    const before = guidedModelOf(kernels)
    for (let sweep = 0; sweep < 4; sweep++) sweepGuided(kernels, nothing, go)
    const after = guidedModelOf(kernels)
    expect(after.W.subarray(0, 2 * F)).toEqual(before.W.subarray(0, 2 * F))
    for (let k = 0; k < K; k++) {
      const isHeld = k >= 4 && k < 7
      for (let t = 0; t < T; t++) {
        expect(after.H[t * K + k] === before.H[t * K + k]).toBe(isHeld)
      }
      const sum = after.W.subarray(k * F, (k + 1) * F).reduce((a, b) => a + b, 0)
      expect(sum).toBeCloseTo(1, 5)
    }
  })

  it('leaves W alone in every pass, until it is updated', () => {
    const kernels = prepare(make(plainGuide(2)), mixedCounts(K, 9))
    const { W } = guidedModelOf(kernels)
    kernels.pass('activations', go)
    kernels.pass('sweep', go)
    kernels.gather()
    expect(guidedModelOf(kernels).W).toEqual(W)
  })

  it('makes fixed rows of a filtered stem their filtered shapes', () => {
    const guide = plainGuide(1)
    const stems = guide.stems.map((stem) => ({ ...stem, isFiltered: true }))
    const kernels = prepare(make({ ...guide, stems }), new Array<number>(K).fill(FIXED))
    const shapes = shapesOf(K, F, 4)
    sweepGuided(
      kernels,
      () => {
        for (let j = 0; j < stems.length; j++) {
          for (let f = 0; f < F; f++) kernels.filters[j * kernels.rowStride + f] = f < 9 ? 3 : 1
        }
      },
      go
    )
    const { W } = guidedModelOf(kernels)
    for (let k = 0; k < K; k++) {
      const row = shapes.slice(k * F, (k + 1) * F).map((value, f) => value * (f < 9 ? 3 : 1))
      const sum = row.reduce((a, b) => a + b, 0)
      const wanted = row.map((value) => value / sum)
      expect(largestRelativeError(wanted, W.subarray(k * F, (k + 1) * F))).toBeLessThan(1e-6)
    }
  })

  it('has the same bits with weights of 1 as without, and with gates all open', () => {
    for (const channels of [1, 2] as const) {
      const box = { stem: 0, fromFrame: 0, toFrame: T, fromBin: 0, toBin: F, factor: 1 }
      const gates = new Uint8Array(T * K).fill(1)
      const [none, ones, open] = [{}, { weights: [box] }, { gates }].map((change) => {
        const kernels = prepare(make(plainGuide(channels, change)), mixedCounts(K, 9))
        for (let sweep = 0; sweep < 3; sweep++) sweepGuided(kernels, nothing, go)
        return guidedModelOf(kernels)
      })
      expect(ones).toEqual(none)
      expect(open).toEqual(none)
    }
  })

  it('gives a stem less where it is weighted down, and more to the others', () => {
    const box = { stem: 0, fromFrame: 8, toFrame: 20, fromBin: 0, toBin: F, factor: 0.02 }
    const [free, painted] = [[], [box]].map((weights) => {
      const kernels = prepare(make(plainGuide(1, { weights })), mixedCounts(K, 9))
      for (let sweep = 0; sweep < 10; sweep++) sweepGuided(kernels, nothing, go)
      const { H } = guidedModelOf(kernels)
      let [own, others] = [0, 0]
      for (let t = 8; t < 20; t++) {
        for (let k = 0; k < K; k++) {
          if (k < 4) own += H[t * K + k]!
          else others += H[t * K + k]!
        }
      }
      return { own, others }
    })
    expect(painted!.own).toBeLessThan(free!.own / 2)
    expect(painted!.others).toBeGreaterThan(free!.others)
  })

  it('of two equal channels is that of one, with H for both', () => {
    const V = positiveMatrix(T * F, 3, 1)
    const [mono, stereo] = ([1, 2] as const).map((channels) => {
      const kernels = make(plainGuide(channels))
      fillChannels(kernels, [V, V])
      const shapes = shapesOf(K, F, 4)
      // Expected counts of two channels are twice those of one, and so must be those of the prior.
      kernels.setPrior({ shapes, counts: new Array<number>(K).fill(7 * channels) })
      const start = guidedStart(kernels.guide, 3)
      kernels.setModel({ W: start.W, H: start.H.map((h) => h * channels) })
      for (let sweep = 0; sweep < 5; sweep++) {
        sweepGuided(kernels, (_, sums) => updateShares(kernels, sums), go)
      }
      return { shares: kernels.shares, ...guidedModelOf(kernels) }
    })
    expect(largestRelativeError(mono!.W, stereo!.W, 1e-6)).toBeLessThan(1e-3)
    expect(
      largestRelativeError(
        mono!.H.map((h) => 2 * h),
        stereo!.H,
        1e-4
      )
    ).toBeLessThan(1e-3)
    expect(largestRelativeError(stereo!.shares, new Float32Array(6).fill(0.5))).toBeLessThan(1e-5)
  })

  it('does not swallow what is not a number', () => {
    for (const exponent of [1, 1.3]) {
      const kernels = prepare(make(plainGuide(1, { exponent })), mixedCounts(K, 9))
      kernels.V[0]![3 * kernels.rowStride + 5] = NaN
      const divergence = sweepGuided(kernels, nothing, go)!
      const { W, H } = guidedModelOf(kernels)
      expect(divergence).toBeNaN()
      for (let k = 0; k < K; k++) expect(H[3 * K + k]).toBeNaN()
      // Free and pulled rows have learned from that frame.
      expect(W.subarray(0, F).every(Number.isNaN)).toBe(true)
    }
  })

  it('can be stopped at any look, and begun again', () => {
    const guide = { ...richGuide({ T: 300, F: 9, channels: 2 }, [3, 2], 5) }
    const kernels = make(guide)
    const whole = (): Float32Array => {
      prepare(kernels, mixedCounts(5, 9))
      sweepGuided(kernels, nothing, go)
      return guidedModelOf(kernels).W
    }
    const before = whole()
    let looks = 0
    expect(sweepGuided(kernels, nothing, () => ++looks < 2)).toBeNull()
    expect(looks).toBe(2)
    expect(whole()).toEqual(before)
  })

  it('has nothing to do for no frames or bins', () => {
    for (const [frames, bins] of [
      [0, 5],
      [4, 0],
      [0, 0]
    ] as const) {
      const kernels = make(plainGuide(2, { T: frames, F: bins }))
      prepare(kernels, mixedCounts(K, 9))
      expect(sweepGuided(kernels, (_, sums) => updateShares(kernels, sums), go)).toBe(0)
      expect(isFiniteEverywhere(kernels.shares)).toBe(true)
      expect(isFiniteEverywhere(guidedModelOf(kernels).W)).toBe(true)
    }
  })
})

describe('sweeps of guided rows that fit a product exactly', () => {
  it('come near it', () => {
    const V = exactRankMatrix(80, 50, 5, 7)
    const stems = [{ rowCount: 5, isFiltered: false, isHeld: false }]
    const guide = {
      T: 80,
      F: 50,
      channels: 1,
      stems,
      exponent: 1.3,
      gates: null,
      weights: []
    } as const
    const kernels = simd(guide)
    fillChannels(kernels, [V])
    kernels.setPrior({ shapes: shapesOf(5, 50, 4), counts: new Array<number>(5).fill(0) })
    kernels.setModel(guidedStart(guide, 2))
    const history = Array.from({ length: 200 }, () => sweepGuided(kernels, nothing, go)!)
    expect(history.at(-1) / history[0]!).toBeLessThan(1e-2)
  })
})
