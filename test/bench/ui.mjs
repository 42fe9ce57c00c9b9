/**
 * `npm run bench -- ui [--short] [part ...]`: the window's budgets on the real app. The parts: start; song
 * (3 minutes: opening, frames, the first stems, playing, export); hour (60 minutes: opening, frames); remix
 * (its load); hard (a long run without a late quantum). The main process is watched in all but two.
 */
import { join } from 'node:path'
import { loadEngine } from './engine.mjs'
import { repeatSong } from './long-song.mjs'
import { takeBlocking, watchMainLoop } from './main-loop.mjs'
import { summarize } from './machine.mjs'
import { writeSong } from './song.mjs'
import { inFolder, prepareElectron, withApp } from './ui-app.mjs'
import { measureFrames } from './ui-frames.mjs'
import { measureRemixLoad, playHard } from './ui-listen.mjs'
import { openAudio, spectrogramBudgetMs, waveformBudgetMs } from './ui-open.mjs'
import { createRows } from './ui-row.mjs'
import { measureStart } from './ui-start.mjs'
import * as steps from './ui-steps.mjs'

/** @typedef {import('./ui-app.mjs').RunningApp} RunningApp */
/** @typedef {import('./ui-row.mjs').Rows} Rows */

const SHORT = {
  starts: 3,
  opens: 2,
  longOpens: 1,
  scrollNotches: 60,
  remixSeconds: 8,
  hardMinutes: 1 / 3
}
const FULL = {
  starts: 9,
  opens: 5,
  longOpens: 3,
  scrollNotches: 300,
  remixSeconds: 60,
  hardMinutes: 10
}

const songMinutes = 3
const longMinutes = 60
const remixComponents = 64
const remixSeconds = 30
const FRAME_BUDGET_MS = 100
const MAIN_BUDGET_MS = 50
const FIRST_SOUND_BUDGET_MS = 1000
const SEPARATION_BUDGET_MS = 8000

/** What can be measured by itself, in this order. */
export const uiParts = ['start', 'song', 'hour', 'remix', 'hard']

/**
 * @param {(line: object) => void} print
 * @param {{ isShort: boolean, parts: readonly string[] }} options all parts when none is named
 * @returns {Promise<boolean>} whether all budgets were met
 */
export async function measureUi(print, { isShort, parts }) {
  const plan = isShort ? SHORT : FULL
  const electron = await prepareElectron()
  print({
    bench: 'ui',
    what: 'runtime',
    electron: electron.version,
    mode: isShort ? 'short' : 'full'
  })
  const rows = createRows(print)
  try {
    const wanted = parts.length === 0 ? uiParts : parts
    const part = async (/** @type {string} */ name, /** @type {() => Promise<void>} */ work) => {
      if (wanted.includes(name)) await rows.part(name, work)
    }
    await part('start', () =>
      measureStart(rows, { executable: electron.executable, runs: plan.starts })
    )
    await inFolder(async (folder) => {
      const { createRandom } = await loadEngine()
      const song = join(folder, 'song.wav')
      const long = join(folder, 'long.wav')
      const small = join(folder, 'small.wav')
      const loud = join(folder, 'small-48k.wav')
      writeSong(song, songMinutes * 60, createRandom(1))
      repeatSong(song, long, { times: longMinutes / songMinutes })
      writeSong(small, remixSeconds, createRandom(2))
      repeatSong(small, loud, { times: 1, sampleRate: 48_000 })
      await part('song', () => measureSong(rows, song, plan))
      await part('hour', () => measureLong(rows, long, plan))
      await part('remix', () => measureRemix(rows, loud, plan))
      await part('hard', () => measureHard(rows, song, plan))
    })
  } finally {
    electron.stop()
  }
  print({ bench: 'ui', what: 'verdict', missed: rows.missed })
  return rows.missed.length === 0
}

/** @param {Rows} rows @param {string} path @param {typeof FULL} plan */
async function measureSong(rows, path, plan) {
  await measureOpening(
    rows,
    path,
    { minutes: songMinutes, runs: plan.opens - 1, budgets: true },
    null
  )
  await withApp(async (running) => {
    const { app, page, folder } = running
    await watchMainLoop(app)
    rows.begin()
    await openAudio(running, path)
    await reportBlocking(rows, running, 'open', songMinutes)
    await reportFrames(rows, running, songMinutes, plan)
    await reportBlocking(rows, running, 'scroll and zoom', songMinutes)
    const { firstStems, end } = await steps.separate(page, 16)
    const what = { minutes: songMinutes, components: 16 }
    rows.row('first stems after the click', judge(firstStems, FIRST_SOUND_BUDGET_MS), what)
    rows.row('separated after the click', judge(end, SEPARATION_BUDGET_MS), what)
    await reportBlocking(rows, running, 'separate', songMinutes)
    await reportFrames(rows, running, songMinutes, plan, 'with stems')
    await takeBlocking(app)
    await steps.listenTo(page, 'Remix')
    await steps.play(page)
    await page.waitForTimeout(5000)
    await steps.pause(page)
    await reportBlocking(rows, running, 'play', songMinutes)
    const seconds = await steps.exportAll(running, join(folder, 'stems'))
    rows.row('export', null, { ...what, seconds: Number(seconds.toFixed(1)) })
    await reportBlocking(rows, running, 'export', songMinutes)
  })
}

/** @param {Rows} rows @param {string} path @param {typeof FULL} plan */
async function measureLong(rows, path, plan) {
  const last = async (/** @type {RunningApp} */ running) => {
    await reportBlocking(rows, running, 'open', longMinutes)
    await reportFrames(rows, running, longMinutes, plan)
    await reportBlocking(rows, running, 'scroll and zoom', longMinutes)
  }
  await measureOpening(
    rows,
    path,
    { minutes: longMinutes, runs: plan.longOpens, budgets: false },
    last
  )
}

/**
 * Opens a file in new apps.
 * @param {Rows} rows
 * @param {string} path
 * @param {{ minutes: number, runs: number, budgets: boolean }} options
 * @param {((running: RunningApp) => Promise<void>) | null} last what else to do in the last app
 */
async function measureOpening(rows, path, { minutes, runs, budgets }, last) {
  /** @type {Record<'waveform' | 'picture' | 'spectrogram', number[]>} */
  const ms = { waveform: [], picture: [], spectrogram: [] }
  for (let run = 0; run < runs; run++) {
    await withApp(async (running) => {
      await watchMainLoop(running.app)
      rows.begin()
      const shown = await openAudio(running, path)
      for (const what of /** @type {const} */ (['waveform', 'picture', 'spectrogram']))
        ms[what].push(shown[what])
      if (run < runs - 1) return
      for (const [what, budget] of /** @type {const} */ ([
        ['waveform', waveformBudgetMs],
        ['picture', null],
        ['spectrogram', spectrogramBudgetMs]
      ])) {
        const spread = summarize(ms[what], 0)
        const judged = budgets && budget !== null ? judge(spread.median, budget) : null
        rows.row(`open: ${what} visible`, judged, { minutes, ms: spread })
      }
      if (last) await last(running)
    })
  }
}

/** @param {Rows} rows @param {RunningApp} running @param {number} minutes @param {typeof FULL} plan @param {string} [of] */
async function reportFrames(rows, running, minutes, plan, of = 'without stems') {
  rows.begin()
  for (const [what, frames] of Object.entries(await measureFrames(running, plan)))
    rows.row(`${what}, ${of}`, judge(frames.worst, FRAME_BUDGET_MS), { minutes, frames })
}

/** @param {Rows} rows @param {RunningApp} running @param {string} during @param {number} minutes */
async function reportBlocking(rows, { app }, during, minutes) {
  const blocking = await takeBlocking(app)
  const judged = judge(blocking.worstMs, MAIN_BUDGET_MS)
  rows.row(`main process, ${during}`, judged, { minutes, ...blocking })
}

/** @param {Rows} rows @param {string} path @param {typeof FULL} plan */
async function measureRemix(rows, path, plan) {
  await withApp(async (running) => {
    await openAudio(running, path)
    await steps.separate(running.page, remixComponents)
    const more = { components: remixComponents, channels: 2, sampleRate: 48_000 }
    await measureRemixLoad(running, rows, { seconds: plan.remixSeconds, more })
  })
}

/** @param {Rows} rows @param {string} path @param {typeof FULL} plan */
async function measureHard(rows, path, plan) {
  await withApp(async (running) => {
    await openAudio(running, path)
    await steps.separate(running.page, 16)
    await watchMainLoop(running.app)
    rows.begin()
    const { late, ...more } = await playHard(running, { minutes: plan.hardMinutes })
    const judged = { value: late, budget: 0, unit: 'late quanta' }
    rows.row('play, separate, scroll', judged, { minutes: plan.hardMinutes, ...more })
    await reportBlocking(rows, running, 'play, separate, scroll', songMinutes)
  })
}

/** @param {number} value @param {number} budget */
function judge(value, budget) {
  return { value, budget, unit: 'ms' }
}
