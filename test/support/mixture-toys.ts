/**
 * Factorizations of every kind that a mixture model can be of, of seeded numbers that fit nothing:
 * what holds for them holds for any. T = frames, F = bins, K = components, A = atoms, J = stems.
 */
import type { Sharing, StereoFilter } from '../../shared/dsp/sharing'
import { binCount, frameCount, type StftSettings } from '../../shared/dsp/stft'
import type { Factorization } from '../../shared/factorization'
import { defaultSettings } from '../../shared/settings'
import { noise, positiveMatrix } from './signals'

const K = 5
const stemOf = Uint16Array.of(0, 1, 0, 2, 1)
const stemCount = 3
const lags = 4

/** The components of each stem of the toys. */
export const toyStems: readonly (readonly number[])[] = [[0, 2], [1, 4], [3]]

/** Kinds that hold for any number of channels, and those that need two. */
export const toyKinds = ['rank one', 'grouped', 'convolutive', 'painted', 'stereo'] as const
export type ToyKind = (typeof toyKinds)[number]

/**
 * A toy of a recording of that length; one component is silent now and then, all of them in a
 * frame.
 */
export function mixtureToy(kind: ToyKind, sampleCount: number, stft: StftSettings): Factorization {
  const settings = { ...defaultSettings(44_100), components: K, ...stft }
  const T = frameCount(sampleCount, settings)
  const F = binCount(stft.windowSize)
  const atomCount = kind === 'convolutive' ? K * lags : K
  const sharing = sharingOf(kind, T, F)
  return {
    settings,
    frameCount: T,
    binCount: F,
    componentCount: K,
    W: positiveMatrix(atomCount * F, 21, 4),
    H: positiveMatrix(T * K, 22, 6).map((value, i) => (i % 7 === 0 || i < K ? 0 : value)),
    meanV: 0.3,
    peak: 0.9,
    ...(sharing ? { sharing } : {}),
    divergence: []
  }
}

function sharingOf(kind: ToyKind, T: number, F: number): Sharing | null {
  const grouped: Sharing = { stemOf, atoms: null, factors: [], filter: null }
  switch (kind) {
    case 'rank one':
      return null
    case 'grouped':
      return grouped
    case 'convolutive': {
      const indices = Uint16Array.from({ length: K * lags }, (_, a) => a)
      const componentOf = indices.map((a) => Math.floor(a / lags))
      return { ...grouped, atoms: { componentOf, lagOf: indices.map((a) => a % lags) } }
    }
    case 'painted':
      return {
        ...grouped,
        factors: [paint(0, 2, T, 5, F - 9), paint(0, 4, 9, 0, F), paint(2, 0, 7, 3, 4)]
      }
    case 'stereo':
      return { ...grouped, filter: filter(F) }
  }
}

/** Factors of a part of the spectrogram, 0 among them. */
function paint(stem: number, fromFrame: number, toFrame: number, fromBin: number, toBin: number) {
  const count = (toFrame - fromFrame) * (toBin - fromBin)
  const values = noise(count, 23 + stem).map((value) => Math.max(0, value))
  return { stem, fromFrame, toFrame, fromBin, toBin, values }
}

/** One direction a stem and bin, nearly pure, of trace 1. */
function filter(F: number): StereoFilter {
  const numbers = noise(stemCount * F * 3, 29)
  const matrices = new Float32Array(stemCount * F * 4)
  for (let i = 0; i < stemCount * F; i++) {
    const f = i % F
    const left = 0.5 + 0.5 * numbers[3 * i]!
    const angle = f === 0 || f === F - 1 ? 0 : Math.PI * numbers[3 * i + 1]!
    const coherence = 0.99 * Math.sqrt(left * (1 - left))
    matrices.set([left, 1 - left, coherence * Math.cos(angle), coherence * Math.sin(angle)], 4 * i)
  }
  return { matrices, exponent: 1.5, floor: 1e-9, leak: 5e-5 }
}
