/**
 * Time to the same divergence, compared with numpy and scikit-learn where Python has them: the same
 * V, W and H, in turns; processor time on one thread each, and time by the clock on two. The target
 * is what scikit-learn reaches in 200 sweeps; our result is measured in float64, as the peers' is.
 * Also the curves of docs/convergence.svg.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadEngine } from './engine.mjs'
import { items, loadSpectrum } from './inputs.mjs'
import { summarize } from './machine.mjs'
import { drawConvergence } from './plot.mjs'

const rounds = 3
const starts = [1, 2]
const sweeps = 200
const curve = [1, 3, 5, 10, 20, 40, 70, 100, 150, 200]
const python = process.env['PARTWISE_PYTHON'] ?? '/usr/bin/python3'

/** @param {(line: object) => void} print */
export async function measurePeers(print) {
  const peers = ['numpy', 'sklearn'].filter(isInstalled)
  print({ bench: 'peers', python, found: peers })
  const folder = mkdtempSync(join(tmpdir(), 'partwise-peers-'))
  try {
    const engine = await loadEngine()
    for (const divergence of /** @type {const} */ (['is', 'kl'])) {
      /** @type {{ cpu: number[], wall: number[] }} */
      const ratios = { cpu: [], wall: [] }
      for (const item of /** @type {const} */ (['w1', 'w3', 'band', 'w2'])) {
        const count = item === 'w2' ? 1 : rounds
        for (const start of starts) {
          const job = writeJob(engine, folder, item, divergence, start)
          const alone = compare(job, 1, count, peers, print)
          const both = compare(job, 2, count, peers.includes('sklearn') ? ['sklearn'] : [], print)
          if (alone !== null) ratios.cpu.push(alone)
          if (both !== null) ratios.wall.push(both)
        }
      }
      for (const [of, timesLess] of Object.entries(ratios)) {
        if (timesLess.length === 0) continue
        const missed = timesLess.filter((ratio) => ratio === 0).length
        print({
          bench: 'time to divergence',
          divergence,
          of,
          threads: of === 'cpu' ? 1 : 2,
          runs: timesLess.length,
          missed,
          timesLess: summarize(timesLess, 2)
        })
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Draws divergence against processor seconds on W1 for us and scikit-learn.
 * @param {(line: object) => void} print
 * @param {string} file where the curves go
 */
export async function plotConvergence(print, file) {
  if (!isInstalled('sklearn')) throw new Error(`${python} has no sklearn to draw beside.`)
  const folder = mkdtempSync(join(tmpdir(), 'partwise-plot-'))
  try {
    const engine = await loadEngine()
    const panels = /** @type {const} */ (['is', 'kl']).map((divergence) => {
      const job = writeJob(engine, folder, 'w1', divergence, 1)
      const series = measureCurves(job)
      print({ bench: 'curve', item: 'w1', divergence, source: job.source, series })
      return { title: titles[divergence], series }
    })
    writeFileSync(file, drawConvergence(panels))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const titles = { is: 'Itakura-Saito', kl: 'Kullback-Leibler' }

/** @typedef {ReturnType<typeof writeJob>} Job */

/**
 * Writes V, W and H for the driver (bins x frames) and for the peers (frames x bins).
 * @param {typeof import('./entry')} engine
 * @param {string} folder
 * @param {keyof typeof items} item
 * @param {keyof typeof titles} divergence
 * @param {number} start
 */
function writeJob(engine, folder, item, divergence, start) {
  const { F, N, K } = items[item]
  const { V, source } = loadSpectrum(engine, item, divergence)
  const mean = V.reduce((sum, value) => sum + value, 0) / V.length
  const random = engine.createRandom(start)
  const draw = (/** @type {number} */ length) =>
    Float32Array.from({ length }, () => (0.1 + random()) * Math.sqrt(mean / K))
  const W = draw(F * K)
  const HT = draw(N * K)
  const files = { V: 'v', VT: 'vt', W: 'w', H: 'h', HT: 'ht', outW: 'ow', outH: 'oh' }
  const paths = Object.fromEntries(
    Object.entries(files).map(([name, file]) => [name, join(folder, file)])
  )
  const write = (/** @type {string} */ name, /** @type {Float32Array} */ values) =>
    writeFileSync(paths[name] ?? '', new Uint8Array(values.buffer))
  write('VT', V)
  write('V', transpose(V, N, F))
  write('W', W)
  write('HT', HT)
  write('H', transpose(HT, N, K))
  return { item, divergence, start, source, F, N, K, paths, V }
}

/**
 * One start: everybody in turns. Returns how many times less time than scikit-learn we took, of the
 * processor on one thread, by the clock on more; 0 for a miss, null without scikit-learn.
 * @param {Job} job
 * @param {number} threads
 * @param {number} count
 * @param {string[]} peers
 * @param {(line: object) => void} print
 */
function compare(job, threads, count, peers, print) {
  /** @type {Map<string, { cpu: number, seconds: number, divergence: number, sweeps: number }[]>} */
  const runs = new Map()
  let target = NaN
  for (let round = 0; round < count; round++) {
    for (const peer of [...peers].reverse()) {
      const [run] = runPeer(job, peer, [sweeps], threads)
      if (run === undefined) continue
      if (peer === 'sklearn') target = run.divergence
      runs.set(peer, [...(runs.get(peer) ?? []), run])
    }
    if (threads === 1 || Number.isNaN(target)) {
      const plain = runDriver(job, 'mm', threads)
      runs.set('partwise mm', [...(runs.get('partwise mm') ?? []), plain])
      if (Number.isNaN(target)) target = plain.divergence
    }
    const own = runDriver(job, 'fast', threads, target)
    runs.set('partwise', [...(runs.get('partwise') ?? []), own])
  }
  const { item, divergence, start, source } = job
  for (const [who, each] of runs) {
    print({
      bench: 'peer',
      item,
      divergence,
      start,
      source,
      threads,
      who,
      target,
      sweeps: each[0]?.sweeps,
      cpuSeconds: summarize(each.map(({ cpu }) => cpu)),
      wallSeconds: summarize(each.map(({ seconds }) => seconds)),
      divergenceReached: each[0]?.divergence
    })
  }
  const peer = runs.get('sklearn')
  const own = runs.get('partwise') ?? []
  if (peer === undefined) return null
  if (!own.every((run) => run.divergence <= target)) return 0
  const middle = (/** @type {{ cpu: number, seconds: number }[]} */ each) =>
    summarize(each.map(({ cpu, seconds }) => (threads === 1 ? cpu : seconds))).median
  return middle(peer) / middle(own)
}

/**
 * Without these a fresh Python returns every matrix of V's size to the system and takes page faults
 * for the next: two to five times the processor time for the same bits. Peers run at their best.
 */
const allocator = { MALLOC_MMAP_THRESHOLD_: '1073741824', MALLOC_TRIM_THRESHOLD_: '4294967296' }

/** @param {Job} job @param {string} peer @param {number[]} counts @param {number} threads */
function runPeer({ paths, N, F, K, divergence }, peer, counts, threads = 1) {
  const script = join(import.meta.dirname, 'peers.py')
  const files = [paths['VT'], paths['W'], paths['HT']].map(String)
  const sizes = [N, F, K, counts.join(',')].map(String)
  const out = execFileSync(python, [script, peer, ...files, ...sizes, divergence], {
    encoding: 'utf8',
    env: { ...process.env, ...allocator, PARTWISE_PEER_THREADS: String(threads) }
  })
  /** @type {{ sweeps: number, cpu: number, seconds: number, divergence: number }[]} */
  return JSON.parse(out).runs
}

/**
 * Our driver in a process of its own; the divergence is measured here, in float64.
 * @param {Job} job @param {'mm' | 'fast'} solver @param {number} threads @param {number} [target]
 */
function runDriver(job, solver, threads, target) {
  const { paths, F, N, K, divergence } = job
  const driver = join(import.meta.dirname, 'driver.mjs')
  const files = [paths['V'], paths['W'], paths['H'] ?? ''].map(String)
  const sizes = [F, N, K, sweeps].map(String)
  const goal = target === undefined ? [] : ['--target-divergence', String(target)]
  const outputs = [String(paths['outW']), String(paths['outH'])]
  const said = JSON.parse(
    execFileSync(
      process.execPath,
      [
        driver,
        ...files,
        ...sizes,
        divergence,
        ...outputs,
        String(threads),
        '--solver',
        solver,
        ...goal
      ],
      { encoding: 'utf8' }
    )
  )
  return {
    cpu: said.cpu,
    seconds: said.seconds,
    sweeps: said.sweeps,
    divergence: measure(job)
  }
}

/** Divergence of V from the W and H that the driver wrote, in float64. @param {Job} job */
function measure({ V, F, N, K, paths, divergence }) {
  const W = readFloats(String(paths['outW']))
  const H = readFloats(String(paths['outH']))
  const model = new Float64Array(F)
  let sum = 0
  for (let t = 0; t < N; t++) {
    model.fill(0)
    for (let k = 0; k < K; k++) {
      const h = H[k * N + t] ?? 0
      for (let f = 0; f < F; f++) model[f] += h * (W[f * K + k] ?? 0)
    }
    for (let f = 0; f < F; f++) {
      const v = V[t * F + f] ?? 0
      const m = model[f] ?? 0
      const ratio = v / m
      sum += divergence === 'is' ? ratio - Math.log(ratio) - 1 : v * Math.log(ratio) - v + m
    }
  }
  return sum
}

/** Divergence against processor seconds on one start. @param {Job} job */
function measureCurves(job) {
  const points = (/** @type {{ cpu: number, divergence: number }[]} */ runs) =>
    runs.map(({ cpu, divergence }) => ({ seconds: cpu, divergence }))
  const peer = points(runPeer(job, 'sklearn', curve))
  // Targets on the way down give our curve: each is a run of its own, as each of theirs is.
  const last = peer.at(-1)?.divergence ?? 1
  const own = [1.3, 1.1, 1.05, 1.02, 1, 0.995, 0.99, 0.985, 0.98].map((share) =>
    runDriver(job, 'fast', 1, share * last)
  )
  return [
    { name: 'scikit-learn', points: peer },
    { name: 'Partwise', points: mergeEqual(points(own)) }
  ]
}

/**
 * Runs with different targets may end in the same state; then their median time is its time.
 * @param {{ seconds: number, divergence: number }[]} points
 */
function mergeEqual(points) {
  /** @type {Map<number, number[]>} */
  const times = new Map()
  for (const { seconds, divergence } of points) {
    times.set(divergence, [...(times.get(divergence) ?? []), seconds])
  }
  return [...times].map(([divergence, each]) => ({ seconds: summarize(each).median, divergence }))
}

/** @param {string} file */
function readFloats(file) {
  const bytes = readFileSync(file)
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}

/** @param {Float32Array} values @param {number} rows @param {number} columns */
function transpose(values, rows, columns) {
  const out = new Float32Array(values.length)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[j * rows + i] = values[i * columns + j] ?? 0
  }
  return out
}

/** @param {string} peer */
function isInstalled(peer) {
  try {
    execFileSync(python, ['-c', `import ${peer}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
