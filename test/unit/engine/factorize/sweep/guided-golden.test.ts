import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SweepGuide } from '../../../../../src-main/engine/factorize/sweep/guide'
import type { GuidedKernels } from '../../../../../src-main/engine/factorize/sweep/guided-kernels'
import {
  sweepGuided,
  updateShares
} from '../../../../../src-main/engine/factorize/sweep/guided-sweep'
import {
  melTriangles,
  updateFilters
} from '../../../../../src-main/engine/factorize/sweep/stem-filter'
import { soloTeam } from '../../../../../src-main/engine/threads/team'
import { largestRelativeError } from '../../../../support/compare'
import { fillChannels, guidedModelOf } from '../../../../support/guided'
import { fastBackend, plainBackend } from '../../../../support/kernels'

interface Golden {
  readonly combs: readonly (readonly number[])[]
  readonly mono: Case
  readonly stereo: Case
}
interface Case {
  readonly sumV: number
  readonly after: Readonly<Record<string, State>>
}
interface State {
  readonly sumH: readonly number[]
  readonly centreW: readonly number[]
  readonly squaresW: readonly number[]
  /** Of W and H after the sweep. */
  readonly divergence: number
  readonly filter: readonly (readonly number[])[]
  readonly Q: readonly (readonly number[])[]
}

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../golden/guided.json'), 'utf8')
) as Golden

const [T, F, K] = [40, 65, 9]
const [sampleRate, windowSize] = [8000, 128]
/** Sweeps that leave W alone. */
const WARM = 15
const go = (): boolean => true

/** A number in [0, 1) from three. */
function chance(t: number, f: number, c: number): number {
  return (Math.imul(t * 7919 + f * 104729 + c * 1299709 + 1, 2654435761) >>> 8) / 2 ** 24
}

const sumOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0)

/** Combs with a twentieth of a spectrum in them. */
function rowsOver(spectrum: readonly number[]): number[][] {
  const sum = sumOf(spectrum)
  return golden.combs.map((comb) =>
    comb.map((value, f) => 0.95 * value + (0.05 * spectrum[f]!) / sum)
  )
}

/** V of each channel, and the rows of a start: two stems of four notes and one free row. */
function example(channels: 1 | 2): { V: Float32Array[]; rows: number[][] } {
  const notes = rowsOver(Array.from({ length: F }, () => 1))
  const pans = channels === 2 ? [[1, 0.3] as const, [0.5, 1] as const] : [[1, 1] as const]
  const V = pans.map(([first, second], c) =>
    Float32Array.from({ length: T * F }, (_, i) => {
      const [t, f] = [Math.floor(i / F), i % F]
      const [a, b] = [notes[Math.floor(t / 5) % 4]![f]!, notes[4 + (Math.floor(t / 7) % 4)]![f]!]
      return 0.05 + 0.2 * chance(t, f, c) + 8 * first * a + 8 * second * b
    })
  )
  const mean = Array.from({ length: F }, (_, f) => {
    const frames = Array.from({ length: T }, (__, t) =>
      Math.sqrt(sumOf(V.map((channel) => channel[t * F + f]! ** 2)) / channels)
    )
    return sumOf(frames) / T
  })
  const free = mean.map((value, f) => value * (0.5 + chance(0, f, 9)))
  return { V, rows: [...rowsOver(mean), free.map((value) => value / sumOf(free))] }
}

function guideOf(channels: 1 | 2): SweepGuide {
  const pitched = { rowCount: 4, isFiltered: true, isHeld: false }
  const stems = [pitched, pitched, { rowCount: 1, isFiltered: false, isHeld: false }]
  return { T, F, channels, stems, exponent: 1.3, gates: null, weights: [] }
}

/** The state of the kernels after some sweeps, as the golden numbers tell it. */
function stateOf(kernels: GuidedKernels): State {
  const { W, H } = guidedModelOf(kernels)
  const rows = Array.from({ length: K }, (_, k) => Array.from(W.subarray(k * F, (k + 1) * F)))
  const columns = rows.map((_, k) => sumOf(Array.from({ length: T }, (__, t) => H[t * K + k]!)))
  const C = kernels.guide.channels
  return {
    sumH: columns,
    centreW: rows.map((row) => sumOf(row.map((value, f) => f * value))),
    squaresW: rows.map((row) => sumOf(row.map((value) => value * value))),
    divergence: sumOf(kernels.pass('measure', go)!),
    filter: [0, 1].map((j) =>
      Array.from(kernels.filters.subarray(j * kernels.rowStride, j * kernels.rowStride + F))
    ),
    Q: Array.from({ length: C }, (_, c) => Array.from(kernels.shares.subarray(3 * c, 3 * c + 3)))
  }
}

const makers = [
  ['reference', (guide: SweepGuide) => plainBackend.openGuided(guide, soloTeam)],
  ['kernels', (guide: SweepGuide) => fastBackend.openGuided(guide, soloTeam)]
] as const

describe.each(makers)('guided sweeps (%s)', (_, create) => {
  it.each([1, 2] as const)('end where float64 does, with %i channels', (channels) => {
    const { V, rows } = example(channels)
    const expected = channels === 1 ? golden.mono : golden.stereo
    const sumV = sumOf(V.map(sumOf))
    expect(sumV / expected.sumV).toBeCloseTo(1, 6)
    const kernels = create(guideOf(channels))
    fillChannels(kernels, V)
    const W = Float32Array.from(rows.flat())
    const counts = Array.from({ length: K }, (__, k) => (k < 8 ? (0.3 * sumV) / K : 0))
    kernels.setPrior({ shapes: W, counts })
    kernels.setModel({ W, H: new Float32Array(T * K).fill(sumV / (T * K)) })
    if (channels === 2) kernels.shares.set([0.6, 0.4, 0.5, 0.4, 0.6, 0.5])
    const triangles = melTriangles(sampleRate, windowSize)
    for (let sweep = 1; sweep <= 50; sweep++) {
      if (sweep <= WARM) kernels.pass('unmeasuredActivations', go)
      else {
        sweepGuided(
          kernels,
          (__, sums) => {
            updateShares(kernels, sums)
            updateFilters(kernels, sums, triangles)
          },
          go
        )
      }
      const wanted = expected.after[String(sweep)]
      if (wanted === undefined) continue
      const state = stateOf(kernels)
      const named = `after ${sweep} sweeps`
      for (const name of ['sumH', 'centreW', 'squaresW'] as const) {
        expect(largestRelativeError(wanted[name], state[name]), named).toBeLessThan(1e-4)
      }
      expect(largestRelativeError(wanted.Q.flat(), state.Q.flat()), named).toBeLessThan(1e-4)
      const filters = wanted.filter.flatMap((gains) =>
        Array.from({ length: F }, (__, f) =>
          sumOf(gains.map((gain, b) => gain * triangles[b * F + f]!))
        )
      )
      expect(largestRelativeError(filters, state.filter.flat()), named).toBeLessThan(1e-4)
      expect(state.divergence / wanted.divergence, named).toBeCloseTo(1, 4)
    }
  })
})
