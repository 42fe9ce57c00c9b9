import { describe, expect, it } from 'vitest'
import type { Pcm } from '../../../../shared/audio'
import { defaultSettings, type SeparationSettings } from '../../../../shared/settings'
import {
  askForPreview,
  createPreviewWord,
  type Preview,
  Previews
} from '../../../../src-main/engine/factorize/preview'
import { unmix } from '../../../../src-main/engine/unmix'
import { fastKernels, kernelModule, modelOf } from '../../../support/kernels'
import { recording } from '../../../support/recording'
import { positiveMatrix } from '../../../support/signals'

const go = (): boolean => true
const base: SeparationSettings = {
  ...defaultSettings(22_050),
  components: 4,
  windowSize: 1024,
  hopSize: 256
}

/** A separation with a listener that takes every preview at once, or without one. */
function separate(
  pcm: Pcm,
  settings: SeparationSettings,
  isHeard: boolean
): { W: Float32Array; H: Float32Array; previews: Preview[] } {
  const word = createPreviewWord()
  const previews: Preview[] = []
  const publish = ({ factorization, energies }: Preview): void => {
    const { W, H } = factorization
    previews.push({ factorization: { ...factorization, W: W.slice(), H: H.slice() }, energies })
    askForPreview(word)
  }
  const outlet = isHeard ? { word, publish } : null
  const { factorization } = unmix(pcm, settings, { module: kernelModule, watch: go, outlet })!
  return { W: factorization.W, H: factorization.H, previews }
}

describe('previews of a separation', () => {
  it.each([
    ['fast', 'balanced'],
    ['fast', 'fast'],
    ['mm', 'balanced']
  ] as const)('leave its result as it is, to the bit: %s, %s', (solver, quality) => {
    const settings = { ...base, solver, quality, iterations: 30 }
    const heard = separate(recording(3, 2), settings, true)
    const alone = separate(recording(3, 2), settings, false)
    expect(heard.W).toEqual(alone.W)
    expect(heard.H).toEqual(alone.H)
    expect(heard.previews.length).toBeGreaterThan(0)
  })

  it('have the measure of the result, finite entries and shares of energy', () => {
    const { previews, W, H } = separate(recording(3, 2), base, true)
    for (const { factorization, energies } of previews) {
      expect(factorization.W).toHaveLength(W.length)
      expect(factorization.H).toHaveLength(H.length)
      expect([...factorization.W, ...factorization.H].every((x) => x >= 0 && x < Infinity)).toBe(
        true
      )
      expect(energies.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6)
    }
  })

  it('of a range are silent outside of it, as the result is', () => {
    const pcm = recording(4, 2)
    const range = { fromSample: 22_050, toSample: 66_150 }
    const { previews, H } = separate(pcm, { ...base, range }, true)
    const isInside = (t: number): boolean => {
      const start = t * base.hopSize - (base.windowSize - base.hopSize)
      return (
        start < range.toSample + base.hopSize &&
        start + base.windowSize > range.fromSample - base.hopSize
      )
    }
    const loud = (h: Float32Array, t: number): number => Math.max(...h.subarray(t * 4, (t + 1) * 4))
    for (const h of [H, ...previews.map(({ factorization }) => factorization.H)]) {
      for (let t = 0; t < h.length / 4; t++) if (!isInside(t)) expect(loud(h, t)).toBe(0)
      const middle = Math.floor(44_100 / base.hopSize)
      expect(loud(h, middle)).toBeGreaterThan(0)
    }
  })
})

describe('Previews', () => {
  const [T, F, K] = [8, 5, 2]
  const frame = {
    settings: { ...base, components: K },
    frameCount: T,
    fittedFrames: T,
    firstFrame: 0,
    binCount: F,
    componentCount: K,
    meanV: 1,
    peak: 1
  }
  const V = positiveMatrix(T * F, 1)
  const whole = fastKernels({ T, F, K, beta: 1 }, V)
  const level = (t: number): number => V.subarray(t * F, (t + 1) * F).reduce((a, b) => a + b, 0)
  const levels = Float32Array.from({ length: T }, (_, t) => level(t))

  it('are made only when they are asked for', () => {
    const word = createPreviewWord()
    let count = 0
    const { show } = new Previews({ word, publish: () => count++ }, frame, levels)
    show(whole, 1)
    show(whole, 1)
    expect(count).toBe(1)
  })

  it('come no faster than four a second, however fast they are taken', () => {
    const word = createPreviewWord()
    let count = 0
    const publish = (): void => {
      count++
      askForPreview(word)
    }
    const { show } = new Previews({ word, publish }, frame, levels)
    const end = performance.now() + 100
    while (performance.now() < end) show(whole, 1)
    expect(count).toBe(1)
  })

  it('give averaged activations to their frames by how loud each of them is', () => {
    const coarse = fastKernels({ T: 2, F, K, beta: 1 }, positiveMatrix(2 * F, 2))
    const W = positiveMatrix(K * F, 3)
    coarse.setModel({ W, H: Float32Array.of(1, 3, 2, 0.5) })
    const H = modelOf(coarse).H
    let found: Preview | null = null
    const publish = (preview: Preview): void => void (found = preview)
    new Previews({ word: createPreviewWord(), publish }, frame, levels).show(coarse, 4)
    const spread = found!['factorization']['H']
    for (let pool = 0; pool < 2; pool++) {
      const frames = [0, 1, 2, 3].map((i) => pool * 4 + i)
      const mean = frames.reduce((sum, t) => sum + level(t), 0) / 4
      for (const t of frames) {
        for (let k = 0; k < K; k++) {
          expect(spread[t * K + k]).toBeCloseTo((H[pool * K + k]! * level(t)) / mean, 4)
        }
      }
    }
  })
})
