/**
 * The recordings that the benches of the window open. They are made once and kept in the folder for
 * temporary files, for making them takes longer than opening them.
 */
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadEngine } from './engine.mjs'
import { repeatSong } from './long-song.mjs'
import { writeSong } from './song.mjs'

/** Raised whenever a recording would come out differently. */
const EDITION = 1
export const songMinutes = 3
export const longMinutes = 60
const smallSeconds = 30

/** A song of 3 minutes, stereo, 44.1 kHz, 16 bit. */
export function song() {
  return kept('song', async (path) => {
    const { createRandom } = await loadEngine()
    writeSong(path, songMinutes * 60, createRandom(1))
  })
}

/** An hour: the song twenty times over. */
export function longSong() {
  return kept('hour', async (path) => {
    repeatSong(await song(), path, { times: longMinutes / songMinutes })
  })
}

/** Half a minute at 48 kHz, the rate at which the budget of the remix is stated. */
export function smallSong() {
  return kept('small-48k', async (path) => {
    const { createRandom } = await loadEngine()
    const slower = `${path}.44k`
    writeSong(slower, smallSeconds, createRandom(2))
    repeatSong(slower, path, { times: 1, sampleRate: 48_000 })
  })
}

/**
 * @param {string} name
 * @param {(path: string) => Promise<void>} make
 */
async function kept(name, make) {
  const folder = join(tmpdir(), `partwise-bench-recordings-${EDITION}`)
  const path = join(folder, `${name}.wav`)
  if (existsSync(path)) return path
  mkdirSync(folder, { recursive: true })
  // The unfinished file of a bench that was stopped never gets the final name.
  const begun = join(folder, `${name}-${process.pid}.part`)
  await make(begun)
  renameSync(begun, path)
  return path
}
