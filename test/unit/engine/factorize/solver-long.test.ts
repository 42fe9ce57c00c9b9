import { describe, expect, test } from 'vitest'
import type { Pcm } from '../../../../shared/audio'
import { defaultSettings, type SeparationSettings } from '../../../../shared/settings'
import { openBlockFit } from '../../../../src-main/engine/factorize/coarse/block-fit'
import { fitLong } from '../../../../src-main/engine/factorize/solver-long'
import type { SolverTools } from '../../../../src-main/engine/factorize/solver'
import type { SeparationState } from '../../../../src-main/engine/factorize/watch'
import { recordingFrames } from '../../../../src-main/engine/spectrum/recording-frames'
import { soloTeam } from '../../../../src-main/engine/threads/team'
import { errorDb, isFiniteEverywhere } from '../../../support/compare'
import { fastBackend, fastKernels, kernelModule } from '../../../support/kernels'
import { recording } from '../../../support/recording'
import { factorizeRecording, solverTools } from '../../../support/separate'

const go = (): boolean => true
const settings: SeparationSettings = { ...defaultSettings(22_050), components: 4 }

const framesOf = (pcm: Pcm, own: SeparationSettings = settings) =>
  recordingFrames({ pcm, settings: own, module: kernelModule, team: soloTeam })

const separate = (
  pcm: Pcm,
  change: Partial<SeparationSettings> = {},
  tools: Partial<SolverTools> = {}
) => {
  const own = { ...settings, ...change }
  return fitLong(framesOf(pcm, own), own, { ...solverTools, ...tools })
}

describe('a long recording', () => {
  test.each([1, 2])('of %i channels is fitted nearly as well as a short one', (channelCount) => {
    const pcm = recording(6, channelCount)
    const short = factorizeRecording(pcm, settings)!
    const long = separate(pcm)!
    expect(long.divergence.at(-1)!).toBeLessThan(1.3 * short.divergence.at(-1)!)
    expect(long.H.length).toBe(short.H.length)
  })

  test.each([0, 1, 2, 0.5, 3])('never ends above where its frames began, beta = %f', (beta) => {
    const { divergence, W, H } = separate(recording(3), { beta, exponent: beta === 0 ? 2 : 1 })!
    expect(divergence.at(-1)!).toBeLessThanOrEqual(divergence[0]!)
    expect(isFiniteEverywhere(W) && isFiniteEverywhere(H)).toBe(true)
  })

  test('has the divergence that its W and H have on the whole V', () => {
    const pcm = recording(4, 2)
    const { W, H, divergence, scale } = separate(pcm)!
    const frames = framesOf(pcm)
    const { T, F } = frames.shape
    const V = new Float32Array(T * F)
    const whole = frames.fill({ V, rowStride: F }, go)!
    for (let i = 0; i < V.length; i++) V[i]! *= whole.meanV / scale.meanV
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
    const [whole, ...others] = [100_000, 64, 160].map((blockFrames) =>
      fitLong(framesOf(pcm), settings, solverTools, blockFrames)!
    )
    for (const { W, H, divergence } of others) {
      expect(W).toEqual(whole!.W)
      expect(errorDb(H, whole!.H)).toBeLessThan(-100)
      expect(divergence.at(-1)! / whole!.divergence.at(-1)!).toBeCloseTo(1, 6)
    }
  })

  test('of silence is finite and fitted', () => {
    const silence = { sampleRate: 22_050, channels: [new Float32Array(22_050)] }
    const { W, H, scale, divergence } = separate(silence)!
    expect(scale).toEqual({ meanV: 0, peak: 1, floor: 0 })
    expect(isFiniteEverywhere(W) && isFiniteEverywhere(H)).toBe(true)
    expect(divergence.at(-1)!).toBeLessThan(1e-3)
  })

  test('reports work that only goes up, and its divergences once each', () => {
    const states: SeparationState[] = []
    const watch = (state: SeparationState): boolean => states.push(state) > 0
    const found = separate(recording(3), { components: 3 }, { watch })!
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
    separate(recording(3), {}, { watch: () => ++count > 0 })
    for (const stop of [1, 2, 3, Math.floor(count / 2), count - 20, count - 1, count]) {
      let asked = 0
      const watch = (): boolean => ++asked < stop
      expect(separate(recording(3), {}, { watch })).toBeNull()
      expect(asked).toBe(stop)
    }
  })
})

test('a block that relaxed steps would leave worse is fitted by proven ones', () => {
  const small = { ...settings, windowSize: 256, hopSize: 64, exponent: 2 as const }
  const frames = framesOf(recording(1), small)
  const { T, F } = frames.shape
  const shape = { T: 64, F, K: 3, beta: 0 }
  const scale = frames.average(1, { V: new Float32Array(T * F), rowStride: F }, go)!
  const W = new Float32Array(3 * F).fill(1 / F)
  for (const level of [1e-12, 1, 1e9]) {
    const H = new Float32Array(64 * 3).fill(level)
    const sweepers = { backend: fastBackend, team: soloTeam }
    const block = openBlockFit(frames, scale, { shape, updates: 6 }, sweepers)
    const sums = block.fit(10, { W, H }, go)!
    block.close()
    expect(sums.at(-1)).toBeLessThanOrEqual(sums[0]!)
    expect(isFiniteEverywhere(H)).toBe(true)
  }
})
