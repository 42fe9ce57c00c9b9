/** Milliseconds per sweep on three standard inputs, and whether sweeps slow down as they go on. */
import { kernelFolder, loadEngine } from './engine.mjs'
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
  for (const { item, sweeps } of runs) {
    const { F, N, K } = items[item]
    for (const divergence of /** @type {const} */ (['is', 'kl'])) {
      const { beta } = divergences[divergence]
      const kernels = engine.createKernels(module, { T: N, F, K, beta })
      const { V, source } = loadSpectrum(engine, item, divergence)
      fillKernels(kernels, V)
      kernels.setModel(engine.randomStart(N, F, K, 1))
      // The engine's code is compiled to its fast form while it runs, so the first sweeps do not count.
      engine.factorize(kernels, Math.ceil(sweeps / 5), () => true)
      const milliseconds = timeSweeps(engine, kernels, sweeps)
      const sizes = { frames: N, bins: F, components: K }
      const times = summarize(milliseconds)
      print({ bench: 'sweep', item, ...sizes, divergence, source, threads: 1, milliseconds: times })
    }
  }
}

/** 10,000 sweeps: the first hundred beside the last. @param {(line: object) => void} print */
export async function measureLongRun(print) {
  const engine = await loadEngine()
  const { F, N, K } = items.w3
  const module = engine.loadKernels(kernelFolder)
  const kernels = engine.createKernels(module, { T: N, F, K, beta: 0 })
  const { V, source } = loadSpectrum(engine, 'w3', 'is')
  fillKernels(kernels, V)
  const start = engine.randomStart(N, F, K, 1)
  kernels.setModel(start)
  engine.factorize(kernels, 100, () => true)
  kernels.setModel(start)
  const milliseconds = timeSweeps(engine, kernels, 10_000)
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
 * @param {import('../../src-main/engine/kernels').Kernels} kernels
 * @param {number} sweeps
 */
function timeSweeps(engine, kernels, sweeps) {
  const ends = [performance.now()]
  engine.factorize(kernels, sweeps, (state) => {
    if (state.divergence !== null) ends.push(performance.now())
    return true
  })
  return ends.slice(1, sweeps + 1).map((end, i) => end - (ends[i] ?? end))
}
