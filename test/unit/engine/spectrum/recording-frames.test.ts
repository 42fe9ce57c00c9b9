/** What solvers count on in frames, whether they hold them whole or take them as too many. */
import { describe, expect, test } from 'vitest'
import type { Pcm } from '../../../../shared/audio'
import type { Frames } from '../../../../src-main/engine/matrix/frames'
import { recordingFrames } from '../../../../src-main/engine/spectrum/recording-frames'
import { soloTeam } from '../../../../src-main/engine/threads/team'
import { errorDb } from '../../../support/compare'
import { kernelModule } from '../../../support/kernels'
import { recording } from '../../../support/recording'

const go = (): boolean => true
const stft = { windowSize: 256, hopSize: 64 }

function framesOf(pcm: Pcm, exponent: 1 | 2 = 1, { windowSize, hopSize } = stft): Frames {
  const settings = { windowSize, hopSize, exponent }
  return recordingFrames({ pcm, settings, module: kernelModule, team: soloTeam })
}

/** Rows for T frames of F bins, and something behind each that must stay. */
function rowsFor(T: number, F: number, beyond = 3) {
  const rowStride = F + beyond
  return { V: new Float32Array(T * rowStride).fill(-7), rowStride }
}

/** The bins of rows, without what lies between them. */
function cellsOf({ V, rowStride }: { V: Float32Array; rowStride: number }, F: number) {
  return V.filter((_, i) => i % rowStride < F)
}

/** Whether nothing was written between the rows. */
function isKept({ V, rowStride }: { V: Float32Array; rowStride: number }, F: number): boolean {
  return V.filter((_, i) => i % rowStride >= F).every((value) => value === -7)
}

const empty: Pcm = { sampleRate: 22_050, channels: [new Float32Array(0)] }
const silence: Pcm = { sampleRate: 22_050, channels: [new Float32Array(9000)] }
const recordings: [string, Pcm][] = [
  ['one channel', recording(1, 1)],
  ['two channels', recording(1, 2)],
  ['silence', silence],
  ['no samples', empty]
]

describe.each(recordings)('frames of %s', (_, pcm) => {
  describe.each([1, 2] as const)('with exponent %i', (exponent) => {
    const frames = framesOf(pcm, exponent)
    const { T, F } = frames.shape
    const whole = rowsFor(T, F)
    const scale = frames.fill(whole, go)!

    test('have the same bits however far apart the rows lie', () => {
      const again = rowsFor(T, F, 0)
      expect(framesOf(pcm, exponent).fill(again, go)).toEqual(scale)
      expect(again.V).toEqual(cellsOf(whole, F))
      expect(isKept(whole, F)).toBe(true)
    })

    test('averaged one by one are the whole, on the same scale', () => {
      const rows = rowsFor(T, F)
      const found = frames.average(1, rows, go)!
      expect(errorDb(cellsOf(rows, F), cellsOf(whole, F))).toBeLessThan(-120)
      expect(found.peak).toBe(scale.peak)
      expect(found.floor).toBe(scale.floor)
      if (T > 0) expect(found.meanV).toBeCloseTo(scale.meanV, 5)
      expect(isKept(rows, F)).toBe(true)
    })

    test.each([2, 5, 8])('averaged by %i are the mean of the whole', (s) => {
      const count = Math.ceil(T / s)
      const rows = rowsFor(count, F)
      const { meanV } = frames.average(s, rows, go)!
      const cells = cellsOf(whole, F)
      const ratio = meanV > 0 ? scale.meanV / meanV : 1
      const means = Float64Array.from({ length: count * F }, (__, i) => {
        const first = Math.floor(i / F) * s
        const end = Math.min(T, first + s)
        let sum = 0
        for (let t = first; t < end; t++) sum += cells[t * F + (i % F)]!
        return (sum / (end - first)) * ratio
      })
      // Only the floor differs, which is added to an average or averaged.
      expect(errorDb(cellsOf(rows, F), means)).toBeLessThan(-70)
      expect(isKept(rows, F)).toBe(true)
    })

    test('in blocks are the whole, on the scale that they are given', () => {
      const size = 100
      for (const given of [scale, frames.average(4, rowsFor(Math.ceil(T / 4), F), go)!]) {
        const rows = rowsFor(size, F)
        const blocks = frames.blocks(given, rows, size)
        const ratio = given.meanV > 0 ? scale.meanV / given.meanV : 1
        for (const from of [0, 7, T - 31]) {
          const to = Math.min(T, from + size)
          if (from < 0 || to <= from) continue
          expect(blocks.take(from, to, go)).toBe(true)
          const taken = cellsOf(rows, F).slice(0, (to - from) * F)
          const wanted = cellsOf(whole, F).slice(from * F, to * F)
          const scaled = Float64Array.from(wanted, (value) => value * ratio)
          expect(errorDb(taken, scaled)).toBeLessThan(-120)
        }
        blocks.close()
        expect(isKept(rows, F)).toBe(true)
      }
    })

    test('have the same bits in whatever blocks they come', () => {
      const takeAll = (size: number): number[] => {
        const rows = rowsFor(size, F)
        const blocks = frames.blocks(scale, rows, size)
        const cells: number[] = []
        for (let from = 0; from < T; from += size) {
          const to = Math.min(T, from + size)
          blocks.take(from, to, go)
          cells.push(...cellsOf(rows, F).subarray(0, (to - from) * F))
        }
        blocks.close()
        return cells
      }
      const all = takeAll(Math.max(1, T))
      for (const size of [64, 100]) expect(takeAll(size)).toEqual(all)
    })
  })
})

describe('frames of a recording', () => {
  test('stop wherever they are told to', () => {
    const frames = framesOf(recording(1, 1))
    const { T, F } = frames.shape
    const scale = frames.fill(rowsFor(T, F), go)!
    const blocks = frames.blocks(scale, rowsFor(T, F), T)
    const ways: ((keepGoing: () => boolean) => unknown)[] = [
      (keepGoing) => frames.fill(rowsFor(T, F), keepGoing),
      (keepGoing) => frames.average(3, rowsFor(T, F), keepGoing),
      (keepGoing) => blocks.take(0, T, keepGoing) || null
    ]
    for (const way of ways) {
      let count = 0
      expect(way(() => ++count > 0)).not.toBeNull()
      for (const stop of [1, Math.ceil(count / 2), count]) {
        let asked = 0
        expect(way(() => ++asked < stop)).toBeNull()
        expect(asked).toBe(stop)
      }
    }
  })

  test('may be averaged over a tenth of a second, and are never split', () => {
    const at = (sampleRate: number, hopSize: number): number =>
      framesOf({ sampleRate, channels: [] }, 1, { windowSize: 4 * hopSize, hopSize }).longestPool
    expect(at(44_100, 512)).toBe(8)
    expect(at(44_100, 1024)).toBe(4)
    // Eight hops are a tenth of a second to the sample.
    expect(at(40_960, 512)).toBe(8)
    expect(at(8000, 4096)).toBe(1)
  })

  test('are long when they take more than a quarter of a gibibyte', () => {
    const lasting = (minutes: number): Pcm => {
      const length = minutes * 60 * 44_100
      // Nothing reads the samples.
      return { sampleRate: 44_100, channels: [{ length } as Float32Array] }
    }
    const usual = { windowSize: 4096, hopSize: 1024 }
    expect(framesOf(lasting(10), 1, usual).isLong).toBe(false)
    expect(framesOf(lasting(15), 1, usual).isLong).toBe(true)
  })
})
