/** Seeded test signals and matrices. */
import { createRandom } from '../../src-main/engine/factorize/start/random-start'

/** Uniform noise in [-1, 1). */
export function noise(length: number, seed: number): Float32Array {
  const random = createRandom(seed)
  return Float32Array.from({ length }, () => 2 * random() - 1)
}

/** Decaying tones, one after the other, at the given frequencies in cycles per sample. */
export function plucks(length: number, frequencies: readonly number[]): Float32Array {
  const out = new Float32Array(length)
  const step = Math.max(1, Math.floor(length / frequencies.length))
  frequencies.forEach((frequency, i) => {
    for (let n = i * step; n < length; n++) {
      const age = n - i * step
      out[n]! += 0.4 * Math.exp(-age / 4000) * Math.sin(2 * Math.PI * frequency * age)
    }
  })
  return out
}

/** Positive numbers spread over several powers of ten, as spectrograms are. */
export function positiveMatrix(length: number, seed: number, decades = 3): Float32Array {
  const random = createRandom(seed)
  return Float32Array.from({ length }, () => 10 ** (decades * (random() - 0.5)))
}

/** The product of random factors: H W of rank K exactly, [T x F]. */
export function exactRankMatrix(T: number, F: number, K: number, seed: number): Float32Array {
  const random = createRandom(seed)
  const sparse = (): number => (random() < 0.5 ? 0.02 : 0.1 + random())
  const H = Array.from({ length: T * K }, sparse)
  const W = Array.from({ length: K * F }, sparse)
  return Float32Array.from({ length: T * F }, (_, i) => {
    const t = Math.floor(i / F)
    const f = i % F
    let sum = 0
    for (let k = 0; k < K; k++) sum += H[t * K + k]! * W[k * F + f]!
    return sum
  })
}
