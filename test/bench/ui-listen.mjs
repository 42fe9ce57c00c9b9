/**
 * What listening costs: the share of a core that the audio thread takes for the live remix, and whether it is
 * ever late while the app works hard beside it.
 */
import { threadsOf, workBetween } from './threads.mjs'
import { turn } from './ui-frames.mjs'
import * as steps from './ui-steps.mjs'

/** @typedef {import('./ui-app.mjs').RunningApp} RunningApp */

const QUANTUM = 128
const REMIX_BUDGET_PERCENT = 8

/**
 * Plays the remix and measures the audio thread. Processor time is what counts where the system tells it;
 * by the worklet's own clock a call also lasts while other programs have the processor.
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
  const audio = [...work].find(([name]) => /^(Realtime AudioW|AudioWorklet)/.test(name))?.[1]
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
 * Plays over and over while separations run one after the other and the window is zoomed and scrolled.
 * @param {RunningApp} running with a separation
 * @param {{ minutes: number }} options
 * @returns {Promise<{ late: number, calls: number, busyPercent: number, separations: number }>}
 */
export async function playHard({ page }, { minutes }) {
  const place = await page.getByRole('region', { name: 'Waveform' }).boundingBox()
  if (!place) throw new Error('no waveform is shown')
  const overTheWaveform = () => page.mouse.move(place.x + place.width / 2, place.y + 30)
  await steps.listenTo(page, 'Remix')
  await steps.play(page, { loop: true })
  const before = await steps.readFigures(page)
  const until = performance.now() + minutes * 60_000
  let separations = 0
  for (let i = 0; performance.now() < until; i++) {
    if ((await steps.separating(page).count()) === 0) {
      // Another number each time, for equal settings might be answered from what is kept.
      await steps.setComponents(page, 16 + (separations++ % 8))
      await steps.beginSeparation(page)
      await overTheWaveform()
    }
    await turn(page, 'Control', i % 2 === 0 ? -1 : 1, 20)
    await turn(page, 'Shift', i % 4 < 2 ? 1 : -1, 20)
  }
  const after = await steps.readFigures(page)
  if ((await steps.separating(page).count()) > 0)
    await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await steps.separating(page).waitFor({ state: 'detached' })
  await steps.pause(page)
  const calls = after.calls - before.calls
  const soundMs = (1000 * calls * QUANTUM) / after.sampleRate
  const busyPercent = Number(((100 * (after.busyMs - before.busyMs)) / soundMs).toFixed(1))
  return { late: after.late - before.late, calls, busyPercent, separations }
}
