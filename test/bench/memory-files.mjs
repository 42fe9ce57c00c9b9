/**
 * Recordings in a row: what the app holds after each was opened, worked with and closed, by process
 * and by kind of memory. The window always has a recording open, so "closed" means that a recording
 * of one second took its place; the state is the same after every file.
 */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { loadEngine } from './engine.mjs'
import { cutSong } from './long-song.mjs'
import { stopKeepingResponses } from './memory-page.mjs'
import { memoryKinds, sumOfKinds } from './memory-use.mjs'
import { writeSong } from './song.mjs'
import { withApp } from './ui-app.mjs'
import { openAudio } from './ui-open.mjs'
import * as steps from './ui-steps.mjs'

/** @typedef {import('./ui-app.mjs').RunningApp} RunningApp */
/** @typedef {(line: object) => void} Print */
/** @typedef {{ seconds: number, channels: 1 | 2 }} Song */

const components = 8
const growthBudget = 1.1
/**
 * After the first and the last file; memory is given back two seconds after a recording was closed.
 */
const longRestMs = 8000
const restMs = 3000

/**
 * The first is the longest, so that what is kept for the next recording has its full size from then
 * on.
 * @type {readonly Song[]}
 */
const songs = [
  { seconds: 180, channels: 2 },
  { seconds: 60, channels: 2 },
  { seconds: 10, channels: 1 },
  { seconds: 120, channels: 2 },
  { seconds: 30, channels: 2 },
  { seconds: 90, channels: 1 },
  { seconds: 150, channels: 2 },
  { seconds: 20, channels: 2 },
  { seconds: 45, channels: 1 },
  { seconds: 75, channels: 2 }
]

/**
 * Opens and closes recordings; every other is separated, all are played.
 * @param {Print} print
 * @param {string} folder
 * @param {number} count of recordings
 */
export async function measureFilesInARow(print, folder, count) {
  const { createRandom } = await loadEngine()
  /** @param {Song} song */
  const pathOf = ({ seconds, channels }) => join(folder, `song-${seconds}-${channels}.wav`)
  const closing = { seconds: 1, channels: /** @type {const} */ (1) }
  const whole = join(folder, 'whole.wav')
  writeSong(whole, Math.max(...songs.map(({ seconds }) => seconds)), createRandom(1))
  for (const song of [...songs, closing]) cutSong(whole, pathOf(song), song)
  await withApp(async (running) => {
    const { app, page } = running
    const process = app.process().pid ?? 0
    await stopKeepingResponses(page)
    const report = (/** @type {object} */ what) => {
      const byProcess = memoryKinds(process)
      const { own, mapped } = sumOfKinds(byProcess)
      print({ bench: 'memory files', ...what, ownMiB: own, mappedMiB: mapped, byProcess })
      return own
    }
    report({ after: 'start' })
    let first = 0
    let last = 0
    /** @type {number[]} */
    const all = []
    for (let i = 0; i < count; i++) {
      const song = songs[i % songs.length] ?? closing
      const isSeparated = i % 2 === 0
      await openAudio(running, pathOf(song))
      if (isSeparated) await steps.separate(page, components)
      await steps.play(page)
      await wait(300)
      await steps.pause(page)
      await openAudio(running, pathOf(closing))
      await wait(i === 0 || i === count - 1 ? longRestMs : restMs)
      last = report({ after: 'file', file: i + 1, ...song, isSeparated })
      if (i === 0) first = last
      all.push(last)
    }
    const growth = Number((last / first).toFixed(3))
    print({
      bench: 'memory files',
      what: 'growth',
      files: count,
      firstMiB: first,
      lastMiB: last,
      mostMiB: Math.max(...all),
      halfwayMiB: all[Math.floor(count / 2)],
      growth,
      budget: growthBudget,
      isMet: growth <= growthBudget
    })
  })
}
