/**
 * Milliseconds per sweep on three standard inputs: W1 30 s, W2 3 min, W3 the four-note piano, on one
 * thread and on two, with the processor time of a sweep, which shows what sharing costs.
 * V comes from the folder in PARTWISE_BENCH_DATA (item.json, item.V_power.f32, ...: bins x frames,
 * little-endian float32), else it is made up, with the same shape.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { kernelFolder, loadEngine, teamUrl } from './engine.mjs'
import { summarize } from './machine.mjs'

const items = {
  w1: { F: 1025, N: 1292, K: 10, sweeps: 80 },
  w2: { F: 1025, N: 15504, K: 16, sweeps: 15 },
  w3: { F: 513, N: 674, K: 8, sweeps: 300 }
}
const divergences = {
  is: { beta: 0, data: 'V_power' },
  kl: { beta: 1, data: 'V_mag' }
}

/** @param {(line: object) => void} print */
export async function measureSweeps(print) {
  const engine = await loadEngine()
  const module = engine.loadKernels(kernelFolder)
  const crew = new engine.Crew({ workerUrl: teamUrl, kernels: module, size: 1 })
  for (const [item, { F, N, K, sweeps }] of Object.entries(items)) {
    for (const [divergence, { beta, data }] of Object.entries(divergences)) {
      for (const helpers of [0, 1]) {
        const hire = crew.hire(helpers)
        const team = engine.leadTeam(hire?.place ?? null)
        const kernels = engine.createKernels(module, { T: N, F, K, beta }, team)
        const source = fillSpectrum(engine, kernels, `${item}.${data}.f32`)
        const times = await timeSweeps(engine, kernels, sweeps)
        const sizes = { frames: N, bins: F, components: K }
        print({ bench: 'sweep', item, ...sizes, divergence, source, threads: team.used, ...times })
        kernels.close()
        team.close()
        hire?.release()
      }
    }
  }
  await crew.dispose()
}

/**
 * @param {typeof import('./entry')} engine
 * @param {import('../../src-main/engine/kernels').Kernels} kernels
 * @param {number} sweeps
 */
async function timeSweeps(engine, kernels, sweeps) {
  const { T, F, K } = kernels.shape
  kernels.setModel(engine.randomStart(T, F, K, 1))
  // A thread takes a moment to start, and the engine's code is compiled to its fast form while it
  // runs, so the first sweeps do not count.
  await setTimeout(200)
  engine.factorize(kernels, Math.ceil(sweeps / 5), () => true)
  const cpuBefore = process.cpuUsage()
  const ends = [performance.now()]
  engine.factorize(kernels, sweeps, (state) => {
    if (state.divergence !== null) ends.push(performance.now())
    return true
  })
  const { user, system } = process.cpuUsage(cpuBefore)
  const milliseconds = ends.slice(1, sweeps + 1).map((end, i) => end - (ends[i] ?? end))
  const cpuMilliseconds = (user + system) / 1e3 / sweeps
  return { milliseconds: summarize(milliseconds), cpuMilliseconds }
}

/**
 * @param {typeof import('./entry')} engine
 * @param {import('../../src-main/engine/kernels').Kernels} kernels
 * @param {string} name
 */
function fillSpectrum(engine, kernels, name) {
  const { T, F } = kernels.shape
  const file = join(process.env['PARTWISE_BENCH_DATA'] ?? '', name)
  const isGiven = process.env['PARTWISE_BENCH_DATA'] !== undefined && existsSync(file)
  const valueAt = isGiven ? readBins(file, T) : makeUp(engine.createRandom(1))
  let sum = 0
  for (let t = 0; t < T; t++) {
    for (let f = 0; f < F; f++) {
      const value = valueAt(t, f)
      kernels.V[t * kernels.rowStride + f] = value
      sum += value
    }
  }
  for (let t = 0; t < T; t++) {
    for (let f = 0; f < F; f++) kernels.V[t * kernels.rowStride + f] /= sum / (T * F)
  }
  return isGiven ? 'given' : 'made up'
}

/**
 * @param {string} file
 * @param {number} T
 * @returns {(t: number, f: number) => number}
 */
function readBins(file, T) {
  const bytes = readFileSync(file)
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  return (t, f) => values[f * T + t] ?? 0
}

/**
 * Noise under a moving comb: as wide in level as music, and the same every time.
 * @param {() => number} random
 * @returns {(t: number, f: number) => number}
 */
function makeUp(random) {
  return (t, f) => {
    const pitch = 8 + (Math.floor(t / 40) % 7)
    const harmonic = Math.exp(-(((f % pitch) - pitch / 2) ** 2))
    return (1e-4 - Math.log(1 - random())) * (0.01 + harmonic) * Math.exp((-5 * f) / 1025)
  }
}
