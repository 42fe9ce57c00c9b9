/** Seconds per stage of a whole separation and export through the command line. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { separate } from './command-line.mjs'
import { loadEngine } from './engine.mjs'
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
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
