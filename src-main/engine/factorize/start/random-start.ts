/** Seeded starts of W and H. K = components, F = bins, T = frames. */

/** W and H before the first sweep. */
export interface Start {
  /** [K x F], rows sum to 1. */
  readonly W: Float32Array
  /** [T x K], scaled so that the mean of H W is 1, which is the mean of V. */
  readonly H: Float32Array
}

/**
 * Uniform random numbers in [0, 1): sfc32 (C. Doty-Humphrey, PractRand), seeded by splitmix32.
 * @param seed any number; its lower 32 bits count
 */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  const mix = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }
  let a = mix()
  let b = mix()
  let c = mix()
  let counter = 1
  return () => {
    const sum = (a + b + counter) >>> 0
    counter = (counter + 1) >>> 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) >>> 0
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0
    return sum / 2 ** 32
  }
}

/**
 * Uniform entries, none so small that it needs many sweeps to grow. Equal seeds give equal bits.
 */
export function randomStart(T: number, F: number, K: number, seed: number): Start {
  const random = createRandom(seed)
  const W = new Float32Array(K * F)
  const H = new Float32Array(T * K)
  for (let i = 0; i < W.length; i++) W[i] = 0.01 + random()
  for (let i = 0; i < H.length; i++) H[i] = 0.01 + random()
  for (let k = 0; k < K; k++) scaleToSum(W.subarray(k * F, (k + 1) * F), 1)
  scaleToSum(H, T * F)
  return { W, H }
}

/** Scales values in place so that they add up to `wanted`; leaves zeros alone. */
function scaleToSum(values: Float32Array, wanted: number): void {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  const scale = sum > 0 ? wanted / sum : 1
  for (let i = 0; i < values.length; i++) values[i]! *= scale
}
