/**
 * Seconds per stage of a whole separation and export through the command line, and from the call of
 * the engine to the first preview and to the end, with a listener that takes every preview and
 * without one.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { separate } from './command-line.mjs'
import { kernelFolder, loadEngine, teamUrl } from './engine.mjs'
import { summarize } from './machine.mjs'
import { writeSong } from './song.mjs'

const songSeconds = 180
const components = 16
const runs = 3

/** @param {(line: object) => void} print */
export async function measureStages(print) {
  const engine = await loadEngine()
  const folder = mkdtempSync(join(tmpdir(), 'partwise-bench-'))
  try {
    const song = join(folder, 'song.wav')
    writeSong(song, songSeconds, engine.createRandom(1))
    /** @type {Map<string, number[]>} */
    const seconds = new Map()
    for (let run = 0; run < runs; run++) {
      const out = join(folder, `stems-${run}`)
      const done = await separate([song, '--components', String(components), '--out', out])
      for (const [stage, value] of Object.entries({ ...done.stageSeconds, whole: done.seconds })) {
        seconds.set(stage, [...(seconds.get(stage) ?? []), value])
      }
      rmSync(out, { recursive: true, force: true })
    }
    const settings = {
      songSeconds,
      channels: 2,
      sampleRate: 44_100,
      components,
      settings: 'default'
    }
    for (const [stage, values] of seconds) {
      print({ bench: 'stage', stage, ...settings, seconds: summarize(values) })
    }
    for (const line of await measurePreviews(engine, song)) {
      print({ bench: 'preview', ...settings, ...line })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Separations on two threads in turn with a listener and without, in wall and in processor seconds.
 * @param {typeof import('./entry')} engine
 * @param {string} song
 */
async function measurePreviews(engine, song) {
  const decoded = await engine.decodeAudio(song, () => true)
  if (!decoded) throw new Error('the song was not decoded')
  const { pcm } = decoded
  const kernels = engine.loadKernels(kernelFolder)
  const crew = new engine.Crew({ workerUrl: teamUrl, module: kernels, size: 1 })
  const separation = { ...engine.defaultSettings(pcm.sampleRate), components }
  /** @type {Record<'firstPreview' | 'heard' | 'alone', { seconds: number[], cpu: number[] }>} */
  const times = {
    firstPreview: { seconds: [], cpu: [] },
    heard: { seconds: [], cpu: [] },
    alone: { seconds: [], cpu: [] }
  }
  for (let run = 0; run < 2 * runs; run++) {
    const hire = crew.hire(1)
    const team = engine.leadTeam(hire?.place ?? null)
    const word = engine.createPreviewWord()
    const isHeard = run % 2 === 0
    const began = performance.now()
    const cpuBefore = process.cpuUsage()
    /** @param {keyof typeof times} what */
    const note = (what) => {
      const { user, system } = process.cpuUsage(cpuBefore)
      times[what].seconds.push((performance.now() - began) / 1000)
      times[what].cpu.push((user + system) / 1e6)
    }
    let count = 0
    const publish = () => {
      if (count++ === 0) note('firstPreview')
      engine.askForPreview(word)
    }
    const outlet = isHeard ? { word, publish } : null
    engine.unmix(pcm, separation, { module: kernels, watch: () => true, team, outlet })
    note(isHeard ? 'heard' : 'alone')
    hire?.release()
    team.close()
  }
  await crew.dispose()
  return Object.entries(times).map(([what, { seconds, cpu }]) => ({
    what,
    threads: 2,
    seconds: summarize(seconds),
    cpu: summarize(cpu)
  }))
}
