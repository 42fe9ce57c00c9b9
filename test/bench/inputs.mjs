/**
 * The matrices of the speed benches: W1 30 s, W2 3 min, W3 the four-note piano, and a stereo band
 * with the default window. V comes from the folder in PARTWISE_BENCH_DATA (w1.V_power.f32,
 * w1.V_mag.f32, ...: bins x frames, little-endian float32), else it is made up, with the same
 * shape.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Bins, frames and components. */
export const items = {
  w1: { F: 1025, N: 1292, K: 10 },
  w2: { F: 1025, N: 15504, K: 16 },
  w3: { F: 513, N: 674, K: 8 },
  band: { F: 2049, N: 646, K: 16 }
}

/** The divergences that are measured, and on what. */
export const divergences = {
  is: { beta: 0, data: 'V_power' },
  kl: { beta: 1, data: 'V_mag' }
}

/**
 * V of an item, frame by frame [N x F], with where it came from.
 * @param {typeof import('./entry')} engine
 * @param {keyof typeof items} item
 * @param {keyof typeof divergences} divergence
 */
export function loadSpectrum(engine, item, divergence) {
  const { F, N } = items[item]
  const { data } = divergences[divergence]
  const folder = process.env['PARTWISE_BENCH_DATA']
  const file = join(folder ?? '', `${item}.${data}.f32`)
  const isGiven = folder !== undefined && existsSync(file)
  const V = new Float32Array(N * F)
  const valueAt = isGiven ? readBins(file, N) : makeUp(engine.createRandom(1), data)
  for (let t = 0; t < N; t++) {
    for (let f = 0; f < F; f++) V[t * F + f] = valueAt(t, f)
  }
  return { V, source: isGiven ? 'given' : 'made up' }
}

/**
 * Puts V / mean V into kernels; the engine's constants are made for that scale.
 * @param {import('../../src-main/engine/factorize/sweep/kernels').Kernels} kernels
 * @param {Float32Array} V
 * @returns {number} the mean
 */
export function fillKernels(kernels, V) {
  const { T, F } = kernels.shape
  const mean = V.reduce((sum, value) => sum + value, 0) / V.length
  for (let t = 0; t < T; t++) {
    for (let f = 0; f < F; f++) kernels.V[t * kernels.rowStride + f] = (V[t * F + f] ?? 0) / mean
  }
  return mean
}

/**
 * @param {string} file
 * @param {number} N
 * @returns {(t: number, f: number) => number}
 */
function readBins(file, N) {
  const bytes = readFileSync(file)
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  return (t, f) => values[f * N + t] ?? 0
}

/**
 * Noise under a moving comb: with the dynamic range of music, and the same every time.
 * @param {() => number} random
 * @param {string} data
 * @returns {(t: number, f: number) => number}
 */
function makeUp(random, data) {
  return (t, f) => {
    const pitch = 8 + (Math.floor(t / 40) % 7)
    const harmonic = Math.exp(-(((f % pitch) - pitch / 2) ** 2))
    const power = (1e-4 - Math.log(1 - random())) * (0.01 + harmonic) * Math.exp((-5 * f) / 1025)
    return data === 'V_mag' ? Math.sqrt(power) : power
  }
}
