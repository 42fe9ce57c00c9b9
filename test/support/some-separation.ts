/** Separations of sounds that are told apart, for the tests of what follows a separation. */
import type { SeparationResult } from '../../shared/contract'
import type { ComponentFacts } from '../../shared/factorization'
import { defaultSettings } from '../../shared/settings'
import type { LoadedSeparation } from '../../src-renderer/state/document/loaded-separation'
import type { Comparable } from '../../src-renderer/state/document/matching'
import { noise } from './signals'

/**
 * A separation whose component k is sound number `sounds[k]`: a peak of its own, active at its own
 * times.
 */
export function viewOf(
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

/** A separation with that view, loaded; `generation` tells it from others. */
export function loaded(
  view: Comparable,
  components: readonly ComponentFacts[],
  generation = 1
): LoadedSeparation {
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
    generation,
    factorization: rest,
    components,
    seconds: 1,
    residualDb: -140
  }
  return { result, factorization, view }
}

/** A separation of only the end of the recording, from a share of its length on. */
export function silentBefore(separation: LoadedSeparation, from: number): LoadedSeparation {
  const { result, factorization, view } = separation
  const { frameCount, componentCount, settings } = factorization
  const first = Math.round(from * frameCount)
  const H = factorization.H.map((value, i) => (i < first * componentCount ? 0 : value))
  const range = {
    fromSample: first * settings.hopSize,
    toSample: frameCount * settings.hopSize
  }
  const ofRange = { settings: { ...settings, range } }
  return {
    result: { ...result, factorization: { ...result.factorization, ...ofRange } },
    factorization: { ...factorization, ...ofRange, H },
    view: { ...view, H }
  }
}
