import { describe, expect, test } from 'vitest'
import type { Pcm } from '../../../../shared/audio'
import { binCount, frameCount } from '../../../../shared/dsp/stft'
import { defaultSettings, type SeparationSettings } from '../../../../shared/settings'
import { openBlockFit } from '../../../../src-main/engine/factorize/coarse/block-fit'
import type { SeparationState } from '../../../../src-main/engine/factorize/watch'
import { separateLong } from '../../../../src-main/engine/factorize/solver-long'
import {
  averagedSpectrum,
  type LongSource,
  spectrumBlocks
} from '../../../../src-main/engine/spectrum/long-spectrum'
import { separateSpectrum } from '../../../../src-main/engine/factorize/factorize'
import { powerSpectrum } from '../../../../src-main/engine/spectrum/spectrum'
import { soloTeam } from '../../../../src-main/engine/threads/team'
import { errorDb, isFiniteEverywhere } from '../../../support/compare'
import { fastKernels, kernelModule } from '../../../support/kernels'
import { recording } from '../../../support/recording'

const go = (): boolean => true
const settings: SeparationSettings = { ...defaultSettings(22_050), components: 4 }
const stft = { windowSize: 256, hopSize: 64 }

const separate = (pcm: Pcm, change: Partial<SeparationSettings> = {}, watch = go) =>
  separateLong(pcm, { ...settings, ...change }, kernelModule, watch)

const sourceOf = (pcm: Pcm, exponent: 1 | 2): LongSource => ({
  pcm,
  settings: { ...stft, exponent },
  module: kernelModule,
  team: soloTeam
})

/** Rows for T frames of F bins, and something behind each that must stay. */
function rowsFor(T: number, F: number) {
  const rowStride = F + 3
  return { V: new Float32Array(T * rowStride).fill(-7), rowStride }
}

/** The bins of rows, without what lies between them. */
function cellsOf({ V, rowStride }: { V: Float32Array; rowStride: number }, F: number): number[] {
  return [...V].filter((_, i) => i % rowStride < F)
}

describe.each([1, 2] as const)('the spectrum of a long recording, |X|^%i', (exponent) => {
  const pcm = recording(1, 2)
  const F = binCount(stft.windowSize)
  const T = frameCount(pcm.channels[0]!.length, stft)
  const whole = rowsFor(T, F)
  const scale = powerSpectrum(
    { pcm, settings: { ...stft, exponent }, module: kernelModule },
    whole,
    go
  )!

  test('averaged over single frames is the spectrum', () => {
    const rows = rowsFor(T, F)
    const found = averagedSpectrum(sourceOf(pcm, exponent), 1, rows, go)!
    expect(errorDb(Float32Array.from(cellsOf(rows, F)), cellsOf(whole, F))).toBeLessThan(-120)
    expect(found.meanV).toBeCloseTo(scale.meanV, 5)
    expect(found.peak).toBe(scale.peak)
  })

  test.each([2, 5, 8])('averaged over %i frames is their mean', (s) => {
    const count = Math.ceil(T / s)
    const rows = rowsFor(count, F)
    const { meanV } = averagedSpectrum(sourceOf(pcm, exponent), s, rows, go)!
    const cells = cellsOf(whole, F)
    const means = Float64Array.from({ length: count * F }, (_, i) => {
      const first = Math.floor(i / F) * s
      const end = Math.min(T, first + s)
      let sum = 0
      for (let t = first; t < end; t++) sum += cells[t * F + (i % F)]!
      return ((sum / (end - first)) * scale.meanV) / meanV
    })
    // Only the floor differs, which is added to an average or averaged.
    expect(errorDb(Float32Array.from(cellsOf(rows, F)), means)).toBeLessThan(-70)
  })

  test('in blocks is the spectrum, wherever the blocks begin', () => {
    const source = sourceOf(pcm, exponent)
    const found = averagedSpectrum(source, 4, rowsFor(Math.ceil(T / 4), F), go)!
    const size = 100
    const rows = rowsFor(size, F)
    const blocks = spectrumBlocks(source, found, rows, size)
    const cells = cellsOf(whole, F).map((value) => (value * scale.meanV) / found.meanV)
    for (const [from, to] of [
      [0, 100],
      [7, 107],
      [T - 31, T]
    ] as const) {
      expect(blocks.take(from, to, go)).toBe(true)
      const taken = cellsOf(rows, F).slice(0, (to - from) * F)
      expect(errorDb(Float32Array.from(taken), cells.slice(from * F, to * F))).toBeLessThan(-120)
    }
    expect(rows.V.filter((_, i) => i % rows.rowStride >= F).every((x) => x === -7)).toBe(true)
  })
})

describe('a long recording', () => {
  test.each([1, 2])('of %i channels is fitted nearly as well as a short one', (channelCount) => {
    const pcm = recording(6, channelCount)
    const short = separateSpectrum(pcm, settings, kernelModule, go)!
    const long = separate(pcm)!
    expect(long.divergence.at(-1)!).toBeLessThan(1.3 * short.divergence.at(-1)!)
    expect(long.frameCount).toBe(short.frameCount)
    expect(long.H.length).toBe(short.H.length)
  })

  test.each([0, 1, 2, 0.5, 3])('never ends above where its frames began, beta = %f', (beta) => {
    const { divergence, W, H } = separate(recording(3), { beta, exponent: beta === 0 ? 2 : 1 })!
    expect(divergence.at(-1)!).toBeLessThanOrEqual(divergence[0]!)
    expect(isFiniteEverywhere(W) && isFiniteEverywhere(H)).toBe(true)
  })

  test('has the divergence that its W and H have on the whole V', () => {
    const pcm = recording(4, 2)
    const { W, H, divergence, meanV, frameCount: T, binCount: F } = separate(pcm)!
    const V = new Float32Array(T * F)
    const scale = powerSpectrum({ pcm, settings, module: kernelModule }, { V, rowStride: F }, go)!
    for (let i = 0; i < V.length; i++) V[i]! *= scale.meanV / meanV
    const kernels = fastKernels({ T, F, K: settings.components, beta: 1 }, V)
    kernels.setModel({ W, H })
    const sum = kernels.pass('measure', go)!.reduce((a, b) => a + b, 0)
    expect(divergence.at(-1)! / (sum / (T * F))).toBeCloseTo(1, 5)
  })

  test('gives the same bits twice, and others from another seed', () => {
    const [one, same, other] = [1, 1, 2].map((seed) => separate(recording(2), { seed })!)
    expect(same!.W).toEqual(one!.W)
    expect(same!.H).toEqual(one!.H)
    expect(other!.H).not.toEqual(one!.H)
  })

  test('is the same in blocks of any size, but for the last bits', () => {
    const pcm = recording(4, 2)
    const [whole, ...others] = [100_000, 64, 160].map((frames) =>
      separateLong(pcm, settings, kernelModule, go, undefined, undefined, frames)!
    )
    for (const { W, H, divergence } of others) {
      expect(W).toEqual(whole!.W)
      expect(errorDb(H, whole!.H)).toBeLessThan(-100)
      expect(divergence.at(-1)! / whole!.divergence.at(-1)!).toBeCloseTo(1, 6)
    }
  })

  test('of silence is finite and fitted', () => {
    const silence = { sampleRate: 22_050, channels: [new Float32Array(22_050)] }
    const { W, H, meanV, peak, divergence } = separate(silence)!
    expect({ meanV, peak }).toEqual({ meanV: 0, peak: 1 })
    expect(isFiniteEverywhere(W) && isFiniteEverywhere(H)).toBe(true)
    expect(divergence.at(-1)!).toBeLessThan(1e-3)
  })

  test('reports work that only goes up, and its divergences once each', () => {
    const states: SeparationState[] = []
    const settingsOf = { ...settings, components: 3 }
    const found = separateLong(recording(3), settingsOf, kernelModule, (state) => {
      states.push(state)
      return true
    })!
    for (const stage of ['spectrum', 'factorize'] as const) {
      const fractions = states.filter((state) => state.stage === stage).map((s) => s.fraction)
      expect(fractions.every((value, i) => value >= (fractions[i - 1] ?? 0) - 1e-9)).toBe(true)
      expect(fractions.at(-1)).toBeCloseTo(1, 6)
    }
    const divergences = states.flatMap(({ divergence }) => divergence ?? [])
    expect(divergences).toEqual(found.divergence)
  })

  test('stops wherever the watch says no', () => {
    let count = 0
    separate(recording(3), {}, () => ++count > 0)
    for (const stop of [1, 2, 3, Math.floor(count / 2), count - 20, count - 1, count]) {
      let asked = 0
      expect(separate(recording(3), {}, () => ++asked < stop)).toBeNull()
      expect(asked).toBe(stop)
    }
  })
})

test('a block that relaxed steps would leave worse is fitted by proven ones', () => {
  const pcm = recording(1)
  const source = sourceOf(pcm, 2)
  const F = binCount(stft.windowSize)
  const shape = { T: 64, F, K: 3, beta: 0 }
  const rows = rowsFor(frameCount(pcm.channels[0]!.length, stft), F)
  const scale = averagedSpectrum(source, 1, rows, go)!
  const W = new Float32Array(3 * F).fill(1 / F)
  for (const level of [1e-12, 1, 1e9]) {
    const H = new Float32Array(64 * 3).fill(level)
    const block = openBlockFit(source, scale, shape, 6)
    const sums = block.fit(10, { W, H }, go)!
    block.close()
    expect(sums.at(-1)).toBeLessThanOrEqual(sums[0]!)
    expect(isFiniteEverywhere(H)).toBe(true)
  }
})
