/**
 * Seconds and memory of exports, through the app's own pool of workers: 16 stems of a made-up
 * 3-minute stereo song on one thread and on two, in turns; and an hour of stereo with 4 stems.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { kernelFolder, loadEngine } from './engine.mjs'
import { summarize } from './machine.mjs'
import { writeSong } from './song.mjs'

const program = join(import.meta.dirname, '../../out/main/engine.worker.js')
const songSeconds = 180
const components = 16
const runs = 5
const longSeconds = 3600
const longStems = 4
const mebibyte = 2 ** 20

/** @typedef {Awaited<ReturnType<typeof loadEngine>>} Engine */
/** @typedef {ReturnType<Engine['createEngineClient']>} Client */

/** @param {(line: object) => void} print */
export async function measureExport(print) {
  await inFolder(async (engine, client, folder) => {
    const path = join(folder, 'song.wav')
    writeSong(path, songSeconds, engine.createRandom(1))
    const decoded = await client.call('decode', { path })
    if (decoded === null) throw new Error('cancelled')
    const { pcm, summary } = decoded
    const settings = { ...engine.defaultSettings(pcm.sampleRate), components }
    const separation = await client.call('separate', { pcm, settings })
    if (separation === null) throw new Error('cancelled')
    const { factorization } = separation
    /** @type {Map<string, number[]>} */
    const seconds = new Map()
    const note = (/** @type {string} */ name, /** @type {number} */ value) =>
      seconds.set(name, [...(seconds.get(name) ?? []), value])
    for (let run = 0; run < runs; run++) {
      for (const threads of [1, 2]) {
        const input = { pcm, summary, factorization, threads }
        const cpu = process.cpuUsage()
        const began = performance.now()
        const { stageSeconds } = await exportStems(client, input, join(folder, 'stems'))
        note(`${threads} whole`, (performance.now() - began) / 1000)
        for (const [stage, value] of Object.entries(stageSeconds))
          note(`${threads} ${stage}`, value)
        const { user, system } = process.cpuUsage(cpu)
        note(`${threads} processor`, (user + system) / 1e6)
      }
    }
    const what = {
      songSeconds,
      channels: 2,
      sampleRate: 44_100,
      stems: components,
      format: 'wav24'
    }
    for (const [name, values] of seconds) {
      const [threads, stage] = name.split(' ')
      const line = { threads: Number(threads), stage, ...what, seconds: summarize(values) }
      print({ bench: 'export', ...line })
    }
  })
}

/** @param {(line: object) => void} print */
export async function measureLongExport(print) {
  await inFolder(async (engine, client, folder) => {
    const sampleRate = 44_100
    const random = engine.createRandom(1)
    const length = longSeconds * sampleRate
    const channels = [0, 1].map(() => filled(length, () => random() - 0.5))
    const pcm = { sampleRate, channels }
    const settings = { ...engine.defaultSettings(sampleRate), components: longStems }
    const T = engine.frameCount(length, settings)
    const F = settings.windowSize / 2 + 1
    const factorization = {
      settings,
      frameCount: T,
      binCount: F,
      componentCount: longStems,
      W: filled(longStems * F, () => random() / F),
      H: filled(T * longStems, random),
      meanV: 1,
      peak: 0.5,
      divergence: []
    }
    const summary = { path: join(folder, 'none.wav'), timeReference: null }
    const before = process.memoryUsage().rss
    let most = before
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50)
    const began = performance.now()
    // Of a summary only these two are read.
    const input = { pcm, summary: /** @type {never} */ (summary), factorization }
    await exportStems(client, input, join(folder, 'stems'))
    clearInterval(watch)
    print({
      bench: 'export-long',
      songSeconds: longSeconds,
      channels: 2,
      sampleRate,
      stems: longStems,
      format: 'wav24',
      seconds: Number(((performance.now() - began) / 1000).toFixed(1)),
      mebibytesBefore: Math.round(before / mebibyte),
      mebibytesMore: Math.round((most - before) / mebibyte)
    })
  })
}

/**
 * Exports every component by itself and removes the files.
 * @param {Client} client
 * @param {Pick<import('../../src-main/engine/write/export-job').StemsJob,
 *   'pcm' | 'summary' | 'factorization' | 'threads'>} input
 * @param {string} folder
 */
async function exportStems(client, input, folder) {
  mkdirSync(folder)
  const stems = Array.from({ length: input.factorization.componentCount }, (_, k) => {
    return { name: `Part ${k}`, components: [k], gain: 1 }
  })
  const fileNames = [...stems.map(({ name }) => `${name}.wav`), 'Rest.wav']
  const files = /** @type {const} */ ({ format: 'wav24', complete: true, folder, fileNames })
  const written = await client.call('writeStems', { ...input, ...files, stems })
  rmSync(folder, { recursive: true })
  if (written === null) throw new Error('cancelled')
  return written
}

/** @param {number} length @param {() => number} value */
function filled(length, value) {
  const values = new Float32Array(new SharedArrayBuffer(4 * length))
  for (let i = 0; i < length; i++) values[i] = value()
  return values
}

/** @param {(engine: Engine, client: Client, folder: string) => Promise<void>} work */
async function inFolder(work) {
  const engine = await loadEngine()
  const workerUrl = pathToFileURL(program)
  const kernels = engine.loadKernels(kernelFolder)
  const client = engine.createEngineClient({ workerUrl, module: kernels })
  const folder = mkdtempSync(join(tmpdir(), 'partwise-bench-'))
  try {
    await work(engine, client, folder)
  } finally {
    await client.dispose()
    rmSync(folder, { recursive: true, force: true })
  }
}
