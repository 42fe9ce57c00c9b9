import { describe, expect, it } from 'vitest'
import type { SweepGuide } from '../../../../../src-main/engine/factorize/sweep/guide'
import type {
  GuidedKernels,
  SweepSums
} from '../../../../../src-main/engine/factorize/sweep/guided-kernels'
import {
  sweepGuided,
  updateShares
} from '../../../../../src-main/engine/factorize/sweep/guided-sweep'
import { simdBackend } from '../../../../../src-main/engine/factorize/sweep/simd-kernels'
import { soloTeam } from '../../../../../src-main/engine/threads/team'
import { largestRelativeError } from '../../../../support/compare'
import {
  fillChannels,
  guidedModelOf,
  guidedStart,
  mixedCounts,
  richGuide,
  rowCountOf,
  shapesOf
} from '../../../../support/guided'
import { fastBackend, plainBackend, plainKernelModule } from '../../../../support/kernels'
import { positiveMatrix } from '../../../../support/signals'

/** [T, F, rows of each stem]: every count falls beside the tiles, blocks and units. */
const awkwardShapes: readonly (readonly [number, number, readonly number[]])[] = [
  [1, 1, [1]],
  [3, 9, [2, 1]],
  [4, 8, [1, 1, 1, 1, 1]],
  [17, 65, [4, 3, 1]],
  [65, 130, [5, 2, 7, 2, 1]],
  [130, 33, [3, 4]],
  [9, 257, [40, 33, 1, 30]],
  [300, 17, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
  [7, 129, [300, 212]],
  [5, 1025, [100, 60]]
]

const go = (): boolean => true

/** Puts V, prior, start and filters of its own into kernels. */
function prepare(kernels: GuidedKernels): GuidedKernels {
  const { T, F, channels } = kernels.guide
  const K = rowCountOf(kernels.guide)
  fillChannels(
    kernels,
    Array.from({ length: channels }, (_, c) => positiveMatrix(T * F, 7 + c, 2))
  )
  kernels.setPrior({ shapes: shapesOf(K, F, 4), counts: mixedCounts(K, 10) })
  kernels.setModel(guidedStart(kernels.guide, 3))
  return kernels
}

/** What the sums of a sweep are, without padding. */
function sumsOf({ guide: { F, stems }, rowStride }: GuidedKernels, sums: SweepSums) {
  const rows = (values: Float32Array): number[] =>
    stems.flatMap((_, j) => Array.from(values.subarray(j * rowStride, j * rowStride + F)))
  return {
    activations: Array.from(sums.activations),
    counts: rows(sums.counts),
    expected: rows(sums.expected),
    channelCounts: Array.from(sums.channelCounts)
  }
}

/** One pass over H, and two sweeps between which filters and shares move. */
function fit(kernels: GuidedKernels) {
  const { F, stems } = kernels.guide
  const divergences: number[] = []
  const seen: ReturnType<typeof sumsOf>[] = []
  const before = kernels.pass('activations', go)!
  divergences.push(before.reduce((sum, value) => sum + value, 0))
  for (let sweep = 0; sweep < 2; sweep++) {
    const divergence = sweepGuided(
      kernels,
      (_, sums) => {
        seen.push(sumsOf(kernels, sums))
        updateShares(kernels, sums)
        stems.forEach((__, j) => {
          for (let f = 0; f < F; f++) {
            kernels.filters[j * kernels.rowStride + f] = 1 + 0.5 * Math.sin(f + j + sweep)
          }
        })
      },
      go
    )
    divergences.push(divergence!)
  }
  divergences.push(kernels.pass('measure', go)!.reduce((sum, value) => sum + value, 0))
  return { divergences, seen, shares: Array.from(kernels.shares), ...guidedModelOf(kernels) }
}

const variants: readonly (readonly [string, (guide: SweepGuide) => SweepGuide])[] = [
  ['everything', (guide) => guide],
  ['no weights', (guide) => ({ ...guide, weights: [] })],
  ['neither gates nor weights', (guide) => ({ ...guide, gates: null, weights: [] })]
]

describe('guided SIMD kernels', () => {
  it.each(awkwardShapes)('equal their twins for T=%i F=%i stems=%j', (T, F, rowCounts) => {
    for (const channels of [1, 2] as const) {
      for (const [name, variant] of variants) {
        const guide = variant(richGuide({ T, F, channels }, rowCounts, 5))
        const named = `${channels} channels, ${name}`
        const [fast, plain] = [
          fit(prepare(fastBackend.openGuided(guide, soloTeam))),
          fit(prepare(plainBackend.openGuided(guide, soloTeam)))
        ]
        expect(largestRelativeError(plain.divergences, fast.divergences, 0.1), named).toBeLessThan(
          1e-4
        )
        expect(largestRelativeError(plain.W, fast.W, 1e-6), named).toBeLessThan(2e-3)
        expect(largestRelativeError(plain.H, fast.H, 1e-6), named).toBeLessThan(2e-3)
        expect(largestRelativeError(plain.shares, fast.shares), named).toBeLessThan(1e-4)
        plain.seen.forEach((sums, i) => {
          for (const [key, values] of Object.entries(sums)) {
            const own = fast.seen[i]![key as keyof typeof sums]
            expect(largestRelativeError(values, own, 1e-3), `${named}, ${key}`).toBeLessThan(1e-3)
          }
        })
      }
    }
  })

  it('agree with and without relaxed SIMD', () => {
    const guide = richGuide({ T: 65, F: 130, channels: 2 }, [5, 2, 7, 2, 1], 5)
    const [relaxed, plain] = [fastBackend, simdBackend(plainKernelModule)].map((backend) =>
      fit(prepare(backend.openGuided(guide, soloTeam)))
    )
    expect(largestRelativeError(plain!.W, relaxed!.W, 1e-6)).toBeLessThan(2e-3)
    expect(largestRelativeError(plain!.H, relaxed!.H, 1e-6)).toBeLessThan(2e-3)
  })
})
