/**
 * What listening costs: the share of a core that the audio thread takes for the live remix, and
 * whether it is ever late while the app works hard beside it.
 */
import { watchPauses } from './pauses.mjs'
import { cpuTimes, threadsOf, workBetween } from './threads.mjs'
import { turn } from './ui-frames.mjs'
import * as steps from './ui-steps.mjs'

/** @typedef {import('./ui-app.mjs').RunningApp} RunningApp */

const QUANTUM = 128
const REMIX_BUDGET_PERCENT = 8

/**
 * Threads as Linux names them, with its 15 letters: the worklet's, and those that ask it for sound.
 */
const AUDIO_THREAD = /^(Realtime AudioW|AudioWorklet)/
const DEVICE_THREAD = /^AudioOutputDevi/
/** The clock of the sound where there is no sound card. */
const SINK_THREAD = /^AudioWorkerThre/

/** @param {Map<string, { runMs: number, waitMs: number }>} work @param {RegExp} pattern */
function findWork(work, pattern) {
  return [...work].find(([name]) => pattern.test(name))?.[1]
}

/**
 * Plays the remix and measures the audio thread. Processor time is what counts where the system
 * tells it; by the worklet's own clock a call also lasts while other programs have the processor.
 * @param {RunningApp} running with a separation
 * @param {import('./ui-row.mjs').Rows} rows
 * @param {{ seconds: number, more: object }} options
 */
export async function measureRemixLoad({ app, page }, rows, { seconds, more }) {
  await steps.listenTo(page, 'Remix')
  await steps.play(page, { loop: true })
  await page.waitForTimeout(1000)
  rows.begin()
  const pid = app.process().pid ?? 0
  const [threads, figures] = [threadsOf(pid), await steps.readFigures(page)]
  await page.waitForTimeout(seconds * 1000)
  const after = await steps.readFigures(page)
  const work = workBetween(threads, threadsOf(pid))
  await steps.pause(page)
  const calls = after.calls - figures.calls
  const soundMs = (1000 * calls * QUANTUM) / after.sampleRate
  const clockPercent = (100 * (after.busyMs - figures.busyMs)) / soundMs
  const audio = findWork(work, AUDIO_THREAD)
  const value = audio ? (100 * audio.runMs) / soundMs : clockPercent
  const judged = {
    value,
    budget: REMIX_BUDGET_PERCENT,
    unit: '% of a core',
    law: /** @type {const} */ ('below')
  }
  rows.row('live remix', judged, {
    ...more,
    by: audio ? 'processor time of the audio thread' : 'clock of the audio thread',
    clockPercent: Number(clockPercent.toFixed(1)),
    late: after.late - figures.late,
    calls
  })
}

/**
 * @typedef {object} Hardship
 * @property {number} late
 * @property {number} calls
 * @property {number} separations
 * @property {number | null} audioPercent processor time of the audio thread in percent of the time
 *   played; null where the system does not tell
 * @property {number | null} audioWaitedMs the audio thread could run and got no processor
 * @property {number | null} deviceWaitedMs the same of the thread that asks it for sound
 * @property {number | null} sinkWaitedMs the same of the clock that takes the place of a sound card
 * @property {number} stolenMs the host gave the processors to others, as far as it says so
 * @property {number | null} pausedMs nobody ran (pauses.mjs); null where that is not known
 * @property {number} lateApart late calls without such a pause in their gap: what the app answers
 *   for
 * @property {LateCall[]} lateCalls the last of the late ones
 */
/**
 * @typedef {object} LateCall
 * @property {number} second
 * @property {number} gapMs from the call before to this one
 * @property {number} tookMs
 * @property {number | null} pausedMs of the gap and the call, how long nobody ran
 * @property {string} during what was done
 */

/**
 * Plays over and over while separations run one after the other and the window is zoomed and
 * scrolled.
 * @param {RunningApp} running with a separation
 * @param {{ minutes: number }} options
 * @returns {Promise<Hardship>}
 */
export async function playHard({ app, page }, { minutes }) {
  const place = await page.getByRole('region', { name: 'Waveform' }).boundingBox()
  if (!place) throw new Error('no waveform is shown')
  const overTheWaveform = () => page.mouse.move(place.x + place.width / 2, place.y + 30)
  await steps.listenTo(page, 'Remix')
  await steps.play(page, { loop: true })
  const pid = app.process().pid ?? 0
  /** What was done from when on. @type {{ ms: number, what: string }[]} */
  const done = []
  const begin = (/** @type {string} */ what) => done.push({ ms: Date.now(), what })
  const pauses = watchPauses()
  const [threads, times, before] = [threadsOf(pid), cpuTimes(), await steps.readFigures(page)]
  const began = Date.now()
  let separations = 0
  for (let i = 0; Date.now() < began + minutes * 60_000; i++) {
    if ((await steps.separating(page).count()) === 0) {
      begin('click on Separate')
      // Another number each time, for equal settings might be answered from what is kept.
      await steps.setComponents(page, 16 + (separations++ % 8))
      await steps.beginSeparation(page)
      await overTheWaveform()
    }
    begin('zoom')
    await turn(page, 'Control', i % 2 === 0 ? -1 : 1, 20)
    begin('scroll')
    await turn(page, 'Shift', i % 4 < 2 ? 1 : -1, 20)
  }
  const after = await steps.readFigures(page)
  const ended = Date.now()
  const stolenMs = 1000 * (cpuTimes().steal - times.steal)
  const work = workBetween(threads, threadsOf(pid))
  if ((await steps.separating(page).count()) > 0)
    await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await steps.separating(page).waitFor({ state: 'detached' })
  await steps.pause(page)
  const [late, calls] = [after.late - before.late, after.calls - before.calls]
  const soundMs = (1000 * calls * QUANTUM) / after.sampleRate
  const audio = findWork(work, AUDIO_THREAD)
  await pauses.end()
  const told = after.lateCalls.slice(-late || after.lateCalls.length)
  const lateCalls = told.map(({ endMs, gapMs, tookMs }) => ({
    second: Number(((endMs - began) / 1000).toFixed(2)),
    gapMs,
    tookMs,
    pausedMs: pauses.between(endMs - tookMs - gapMs, endMs),
    during: done.findLast(({ ms }) => ms <= endMs)?.what ?? 'start'
  }))
  const waitedMs = (/** @type {RegExp} */ pattern) => rounded(findWork(work, pattern)?.waitMs)
  return {
    late,
    calls,
    separations,
    audioPercent: rounded(audio && (100 * audio.runMs) / soundMs),
    audioWaitedMs: waitedMs(AUDIO_THREAD),
    deviceWaitedMs: waitedMs(DEVICE_THREAD),
    sinkWaitedMs: waitedMs(SINK_THREAD),
    stolenMs: Math.round(stolenMs),
    pausedMs: pauses.between(began, ended),
    lateApart: late - lateCalls.filter(({ pausedMs }) => (pausedMs ?? 0) > 0).length,
    lateCalls
  }
}

/** To a tenth; null for what is not known. @param {number | undefined} value */
function rounded(value) {
  return value === undefined ? null : Number(value.toFixed(1))
}
