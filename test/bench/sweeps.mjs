/**
 * Milliseconds per sweep on three standard inputs, on one thread and on two, without the divergence
 * (as other programs sweep) and with it; with the processor time of a sweep, which shows what
 * sharing costs. And whether sweeps slow down as they go on.
 */
import { setTimeout } from 'node:timers/promises'
import { kernelFolder, loadEngine, teamUrl } from './engine.mjs'
import { divergences, fillKernels, items, loadSpectrum } from './inputs.mjs'
import { summarize } from './machine.mjs'

/** @type {{ item: 'w1' | 'w2' | 'w3', sweeps: number }[]} */
const runs = [
  { item: 'w1', sweeps: 80 },
  { item: 'w2', sweeps: 15 },
  { item: 'w3', sweeps: 300 }
]

/** @param {(line: object) => void} print */
export async function measureSweeps(print) {
  const engine = await loadEngine()
  const module = engine.loadKernels(kernelFolder)
  const crew = new engine.Crew({ workerUrl: teamUrl, module, size: 1 })
  for (const { item, sweeps } of runs) {
    const { F, N, K } = items[item]
    for (const divergence of /** @type {const} */ (['is', 'kl'])) {
      const { beta } = divergences[divergence]
      const { V, source } = loadSpectrum(engine, item, divergence)
      for (const helpers of [0, 1]) {
        const hire = crew.hire(helpers)
        const team = engine.leadTeam(hire?.place ?? null)
        const kernels = engine.simdBackend(module).open({ T: N, F, K, beta }, team)
        fillKernels(kernels, V)
        kernels.setModel(engine.randomStart(N, F, K, 1))
        // A thread takes a moment to start, and the engine's code is compiled to its fast form
        // while it runs, so the first sweeps do not count.
        await setTimeout(200)
        for (const measures of /** @type {const} */ (['result', 'every'])) {
          engine.factorize(kernels, Math.ceil(sweeps / 5), () => true, undefined, measures)
        }
        for (const measures of /** @type {const} */ (['result', 'every'])) {
          const cpuBefore = process.cpuUsage()
          const milliseconds = summarize(timeSweeps(engine, kernels, sweeps, measures))
          const { user, system } = process.cpuUsage(cpuBefore)
          const cpu = Number(((user + system) / 1e3 / sweeps).toFixed(3))
          const sizes = { frames: N, bins: F, components: K }
          const facts = { bench: 'sweep', item, ...sizes, divergence, source, threads: team.used }
          print({ ...facts, isMeasured: measures === 'every', milliseconds, cpuMilliseconds: cpu })
        }
        kernels.close()
        team.close()
        hire?.release()
      }
    }
  }
  await crew.dispose()
}

/** 10,000 sweeps: the first hundred beside the last. @param {(line: object) => void} print */
export async function measureLongRun(print) {
  const engine = await loadEngine()
  const { F, N, K } = items.w3
  const module = engine.loadKernels(kernelFolder)
  const kernels = engine.simdBackend(module).open({ T: N, F, K, beta: 0 }, engine.soloTeam)
  const { V, source } = loadSpectrum(engine, 'w3', 'is')
  fillKernels(kernels, V)
  const start = engine.randomStart(N, F, K, 1)
  kernels.setModel(start)
  engine.factorize(kernels, 100, () => true)
  kernels.setModel(start)
  const milliseconds = timeSweeps(engine, kernels, 10_000, 'every')
  const first = summarize(milliseconds.slice(0, 100))
  const last = summarize(milliseconds.slice(-100))
  const ratio = Number((last.median / first.median).toFixed(3))
  const quietRatio = Number((last.quiet / first.quiet).toFixed(3))
  const sweeps = milliseconds.length
  print({
    bench: 'long',
    item: 'w3',
    divergence: 'is',
    source,
    sweeps,
    first,
    last,
    ratio,
    quietRatio
  })
}

/**
 * @param {typeof import('./entry')} engine
 * @param {import('../../src-main/engine/factorize/sweep/kernels').Kernels} kernels
 * @param {number} sweeps
 * @param {'every' | 'result'} measures which states' divergence is measured
 */
function timeSweeps(engine, kernels, sweeps, measures) {
  const ends = [performance.now()]
  const watch = (/** @type {{ sweep: number }} */ { sweep }) => {
    // The last word on a sweep is its end.
    ends[sweep + 1] = performance.now()
    return true
  }
  engine.factorize(kernels, sweeps, watch, undefined, measures)
  return ends.slice(1, sweeps + 1).map((end, i) => end - (ends[i] ?? end))
}
