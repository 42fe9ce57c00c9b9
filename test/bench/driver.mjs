/**
 * Runs our engine on given matrices, so that it can be compared with other programs on equal work:
 *
 *   driver.mjs V W0 H0 F N K iterations divergence outW outH [threads]
 *              [--solver mm|fast] [--target-divergence D]
 *
 * Files are little-endian float32, row by row: V is F x N, W F x K, H K x N. divergence is is, kl,
 * euc or a number. The solver fast is here the accelerated sweeps from the given start alone; with
 * a target it begins them on V averaged in time. A run ends after `iterations` sweeps, or after the
 * sweep that starts at a divergence of at most D (the sum over the cells of the given V), or, for
 * mm, that ends there. Before the clock starts, a small problem brings the kernels to their
 * compiled form. Only a run with a target, or by fast, measures the divergence of every sweep,
 * which others do not. Prints {"seconds", "cpu", "ticks", "threads", "solver", "sweeps",
 * "divergence", "reached"}, the times those of the sweeps alone. `threads` (1 unless given) is the
 * most that share the work, and in what is printed the number of those that did.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { kernelFolder, loadEngine, teamUrl } from './engine.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    solver: { type: 'string', default: 'mm' },
    'target-divergence': { type: 'string' }
  }
})
const [fileV, fileW, fileH, ...rest] = positionals
const [F, N, K, iterations] = rest.slice(0, 4).map(Number)
const [divergence, outW, outH, threadCount = '1'] = rest.slice(4)
if (!outH)
  throw new Error('Usage: driver.mjs V W0 H0 F N K iterations divergence outW outH [threads]')
if (!['mm', 'fast'].includes(values.solver)) throw new Error(`No solver ${values.solver}.`)
const beta = { is: 0, kl: 1, euc: 2 }[divergence] ?? Number(divergence)

/** @param {string} file @param {number} rows @param {number} columns */
function readMatrix(file, rows, columns) {
  const bytes = readFileSync(file)
  if (bytes.length !== rows * columns * 4) throw new Error(`${file} is not ${rows} x ${columns}`)
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}

/** @param {Float32Array} values @param {number} rows @param {number} columns */
function transpose(values, rows, columns) {
  const out = new Float32Array(values.length)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[j * rows + i] = values[i * columns + j]
  }
  return out
}

const engine = await loadEngine()
const module = engine.loadKernels(kernelFolder)
const helpers = Number(threadCount) - 1
const crew = new engine.Crew({ workerUrl: teamUrl, module, size: helpers })
const team = engine.leadTeam(crew.hire(helpers)?.place ?? null)
const backend = engine.simdBackend(module)
const kernels = backend.open({ T: N, F, K, beta }, team)

// The engine works on V / mean V, for which its constants are made; W and H go back to V's scale.
const V = transpose(readMatrix(fileV, F, N), F, N)
const mean = V.reduce((sum, value) => sum + value, 0) / V.length
for (let t = 0; t < N; t++) {
  for (let f = 0; f < F; f++) kernels.V[t * kernels.rowStride + f] = V[t * F + f] / mean
}
const W = transpose(readMatrix(fileW, F, K), F, K)
const H = transpose(readMatrix(fileH, K, N), K, N)
const start = { W, H: H.map((value) => value / mean) }
await warmUp()
kernels.setModel(start)

// The divergence of V / mean V, per cell, is that of V over mean^beta and the number of cells.
const unit = V.length * mean ** beta
// A little below the target: the engine adds 1e-10 to its model, which others do not.
const target = Number(values['target-divergence'] ?? -Infinity) * (1 - 5e-5)

// Threads take a moment to start, which is no part of a sweep.
if (helpers > 0) await setTimeout(200)

const ticks = [performance.now() / 1000]
const cpuBefore = process.cpuUsage()
let cpu = cpuBefore
let sweeps = 0
let last = NaN
/** Notes the end of a sweep; the last look only measures, so it is none. @param {number} value */
const note = (value) => {
  last = value * unit
  ticks.push(performance.now() / 1000)
}

if (values.solver === 'fast') {
  const watch = (/** @type {{ work: number, divergence: number | null }} */ state) => {
    if (state.divergence !== null && state.work <= iterations) {
      sweeps = state.work
      cpu = process.cpuUsage(cpuBefore)
      note(state.divergence)
    } else if (state.divergence !== null) {
      last = state.divergence * unit
    }
    return true
  }
  if (target === -Infinity) {
    engine.accelerateSafely(kernels, { sweeps: iterations, tolerance: 0 }, watch)
  } else {
    const limits = { sweeps: iterations, target: target / unit }
    engine.reachTarget(kernels, start, limits, { backend, team }, watch)
  }
} else {
  const watch = (
    /** @type {import('../../src-main/engine/factorize/watch').SeparationState} */ state
  ) => {
    const { sweep, divergence: value } = state
    if (value !== null) last = value * unit
    if (sweep < iterations) {
      // The last word on a sweep is its end.
      cpu = process.cpuUsage(cpuBefore)
      sweeps = sweep + 1
      ticks[sweeps] = performance.now() / 1000
    }
    return value === null || last > target
  }
  const measures = target === -Infinity ? 'result' : 'every'
  engine.factorize(kernels, iterations, watch, undefined, measures)
}
const seconds = ticks[ticks.length - 1] - ticks[0]

kernels.readModel({ W, H })
writeFileSync(outW, transpose(W, K, F))
writeFileSync(
  outH,
  transpose(
    H.map((value) => value * mean),
    N,
    K
  )
)
process.stdout.write(
  `${JSON.stringify({
    seconds,
    cpu: (cpu.user + cpu.system) / 1e6,
    ticks,
    threads: team.used,
    solver: values.solver,
    sweeps,
    divergence: last,
    reached: last <= target
  })}\n`
)
await crew.dispose()

/** Goes over a made-up problem until the runtime has compiled what the real one will use. */
async function warmUp() {
  const shape = { T: 1024, F: 256, K, beta }
  const small = backend.open(shape, team)
  const random = engine.createRandom(1)
  for (let i = 0; i < small.V.length; i++) small.V[i] = 0.1 + random()
  const model = engine.randomStart(shape.T, shape.F, K, 1)
  for (let i = 0; i < 3; i++) {
    engine.reachTarget(small, model, { sweeps: 40, target: 0 }, { backend, team }, () => true)
    small.setModel(model)
    engine.factorize(small, 20, () => true)
    // Compilers work beside the program; their time is not the sweeps'.
    await setTimeout(50)
  }
}
