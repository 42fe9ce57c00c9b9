/**
 * `npm run bench -- ui [--short] [part ...]`: the window's budgets on the real app. The parts:
 * start; song (3 minutes: opening, frames, separating, the remix, export); hour (60 minutes:
 * opening, frames); remix (its load with 64 components); hard (a long run without a late quantum).
 * The main process is watched in song, hour and hard. A missed budget is a row that says so; only
 * what breaks fails the command.
 */
import { join } from 'node:path'
import { takeBlocking, watchMainLoop } from './main-loop.mjs'
import { summarize } from './machine.mjs'
import { prepareElectron, withApp } from './ui-app.mjs'
import { separateInStages } from './ui-first-stems.mjs'
import { measureFrames, nameOfDrawing } from './ui-frames.mjs'
import { longMinutes, longSong, smallSong, song, songMinutes } from './ui-inputs.mjs'
import { measureRemixLoad, playHard } from './ui-listen.mjs'
import { openAudio, spectrogramBudgetMs, waveformBudgetMs } from './ui-open.mjs'
import { createRows } from './ui-row.mjs'
import { measureStart } from './ui-start.mjs'
import * as steps from './ui-steps.mjs'
import { recordTasks } from './ui-tasks.mjs'

/** @typedef {import('./ui-app.mjs').RunningApp} RunningApp */
/** @typedef {import('./ui-row.mjs').Rows} Rows */

const SHORT = {
  starts: 2,
  opens: 1,
  longOpens: 1,
  scrollNotches: 40,
  remixSeconds: 5,
  hardMinutes: 1 / 3,
  separatesHour: false
}
const FULL = {
  starts: 9,
  opens: 5,
  longOpens: 3,
  scrollNotches: 300,
  remixSeconds: 60,
  hardMinutes: 10,
  separatesHour: true
}

const components = 16
const manyComponents = 64
const FRAME_BUDGET_MS = 100
const MAIN_BUDGET_MS = 50
const FIRST_SOUND_BUDGET_MS = 1000
const SEPARATION_BUDGET_MS = 8000
const EXPORT_BUDGET_S = 12

/** What can be measured by itself, in this order. */
export const uiParts = ['start', 'song', 'hour', 'remix', 'hard']

/**
 * @param {(line: object) => void} print
 * @param {{ isShort: boolean, parts: readonly string[] }} options all parts when none is named
 * @returns {Promise<boolean>} whether all parts came to their end
 */
export async function measureUi(print, { isShort, parts }) {
  const plan = isShort ? SHORT : FULL
  const electron = await prepareElectron()
  const mode = isShort ? 'short' : 'full'
  print({ bench: 'ui', what: 'runtime', electron: electron.version, mode })
  const rows = createRows(print)
  /** @type {Record<string, () => Promise<void>>} */
  const works = {
    start: () => measureStart(rows, { executable: electron.executable, runs: plan.starts }),
    song: async () => measureSong(rows, await song(), plan),
    hour: async () => measureLong(rows, await longSong(), plan),
    remix: async () => measureRemix(rows, await smallSong(), plan),
    hard: async () => measureHard(rows, await song(), plan)
  }
  try {
    for (const [name, work] of Object.entries(works))
      if (parts.length === 0 || parts.includes(name)) await rows.part(name, work)
  } finally {
    electron.stop()
  }
  const { missed, broken } = rows
  print({ bench: 'ui', what: 'verdict', missed, broken })
  return broken.length === 0
}

/** @param {Rows} rows @param {string} path @param {typeof FULL} plan */
async function measureSong(rows, path, plan) {
  /** @type {import('./ui-first-stems.mjs').FirstStems[]} */
  const firsts = []
  const separateFirst = async (/** @type {RunningApp} */ { page }) => {
    firsts.push(await separateInStages(page, components))
  }
  const options = { minutes: songMinutes, runs: plan.opens, budgets: true, each: separateFirst }
  await measureOpening(rows, path, options, async (running) => {
    const { app, page, folder } = running
    await reportBlocking(rows, running, 'open', songMinutes)
    await reportFrames(rows, running, songMinutes, plan)
    await reportBlocking(rows, running, 'scroll and zoom', songMinutes)
    const what = { minutes: songMinutes, components }
    await separateFirst(running)
    const summaryOf = (/** @type {keyof typeof firsts[number]} */ stage) =>
      summarize(
        firsts.map((times) => times[stage]),
        0
      )
    const [told, fetched, shown] = [
      summaryOf('told'),
      summaryOf('fetched'),
      summaryOf('firstStems')
    ]
    const end = summaryOf('end')
    rows.row('first stems after the click', judge(shown.median, FIRST_SOUND_BUDGET_MS), {
      ...what,
      ms: { told, fetched, shown }
    })
    rows.row('separated after the click', judge(end.median, SEPARATION_BUDGET_MS), {
      ...what,
      ms: end
    })
    await reportBlocking(rows, running, 'separate', songMinutes)
    await reportFrames(rows, running, songMinutes, plan, 'with stems')
    const more = { components, channels: 2, sampleRate: 44_100 }
    await takeBlocking(app)
    await measureRemixLoad(running, rows, { seconds: plan.remixSeconds, more })
    await reportBlocking(rows, running, 'play', songMinutes)
    const seconds = await steps.exportAll(running, join(folder, 'stems'))
    rows.row('export', { value: seconds, budget: EXPORT_BUDGET_S, unit: 's' }, what)
    await reportBlocking(rows, running, 'export', songMinutes)
    // Another number, for equal settings might be answered from what is kept.
    const again = await separateInStages(page, components - 1)
    rows.row('first preview of another separation', null, { ...what, ...again })
    const tasks = await recordTasks(page, () => steps.separate(page, components - 2))
    rows.row('tasks of the window while separating', null, { minutes: songMinutes, ...tasks })
  })
}

/** @param {Rows} rows @param {string} path @param {typeof FULL} plan */
async function measureLong(rows, path, plan) {
  const options = { minutes: longMinutes, runs: plan.longOpens, budgets: false }
  await measureOpening(rows, path, options, async (running) => {
    await reportBlocking(rows, running, 'open', longMinutes)
    await reportFrames(rows, running, longMinutes, plan)
    await reportBlocking(rows, running, 'scroll and zoom', longMinutes)
    if (!plan.separatesHour) return
    const { page } = running
    const tasks = await recordTasks(page, () => steps.separate(page, components))
    rows.row('tasks of the window while separating', null, { minutes: longMinutes, ...tasks })
    await reportBlocking(rows, running, 'separate', longMinutes)
    await reportFrames(rows, running, longMinutes, plan, 'with stems')
  })
}

/**
 * Opens a file in new apps.
 * @param {Rows} rows
 * @param {string} path
 * @param {{ minutes: number, runs: number, budgets: boolean, each?: (running: RunningApp) =>
 *   Promise<void> }} options each: what else to do in every app but the last
 * @param {(running: RunningApp) => Promise<void>} last what else to do in the last app
 */
async function measureOpening(rows, path, { minutes, runs, budgets, each }, last) {
  /** @type {Record<'waveform' | 'picture' | 'spectrogram', number[]>} */
  const ms = { waveform: [], picture: [], spectrogram: [] }
  for (let run = 0; run < runs; run++) {
    await withApp(async (running) => {
      await watchMainLoop(running.app)
      rows.begin()
      const shown = await openAudio(running, path)
      for (const what of /** @type {const} */ (['waveform', 'picture', 'spectrogram']))
        ms[what].push(shown[what])
      if (run < runs - 1) return each?.(running)
      for (const [what, budget] of /** @type {const} */ ([
        ['waveform', waveformBudgetMs],
        ['picture', null],
        ['spectrogram', spectrogramBudgetMs]
      ])) {
        const spread = summarize(ms[what], 0)
        const judged = budgets && budget !== null ? judge(spread.median, budget) : null
        rows.row(`open: ${what} visible`, judged, { minutes, ms: spread })
      }
      await last(running)
    })
  }
}

/**
 * @param {Rows} rows @param {RunningApp} running @param {number} minutes @param {typeof FULL} plan
 *   @param {string} [of]
 */
async function reportFrames(rows, running, minutes, plan, of = 'without stems') {
  rows.begin()
  const drawnBy = await nameOfDrawing(running.page)
  for (const [what, frames] of Object.entries(await measureFrames(running, plan)))
    rows.row(`${what}, ${of}`, judge(frames.worst, FRAME_BUDGET_MS), { minutes, drawnBy, frames })
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
    await steps.separate(running.page, manyComponents)
    const more = { components: manyComponents, channels: 2, sampleRate: 48_000 }
    await measureRemixLoad(running, rows, { seconds: plan.remixSeconds, more })
  })
}

/** @param {Rows} rows @param {string} path @param {typeof FULL} plan */
async function measureHard(rows, path, plan) {
  await withApp(async (running) => {
    await openAudio(running, path)
    await steps.separate(running.page, components)
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
