/**
 * Frames while the wheel turns: the time from one to the next as the page sees it, and what the
 * window's thread and the GPU's needed of a processor for each.
 */
/* global document, requestAnimationFrame -- in the page */
import { threadsOf, workBetween } from './threads.mjs'

const TURN_EVERY_MS = 16
const NOTCH_PX = 120
/** Notches from a recording in sight as a whole to a few seconds of it. */
const ZOOM_NOTCHES = 36

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {import('./ui-app.mjs').RunningApp} RunningApp */
/**
 * @typedef {{ count: number, median: number, most95: number, most99: number, worst: number }}
 *   Frames in ms
 */
/**
 * @typedef {{ over17: number, over33: number, over100: number }} Late shares of the frames in
 *   percent, and a number
 */

/** A frame that came one refresh later than the next takes at least this. */
const LATE_MS = [16.7 + 4, 33.3 + 4]

/**
 * Zooms in about the middle, scrolls to and fro, and zooms out again, a notch of the wheel a frame.
 * @param {RunningApp} running with a recording open
 * @param {{ scrollNotches: number }} options
 * @returns {Promise<{ zoom: Frames & Late, scroll: Frames & Late }>}
 */
export async function measureFrames(running, { scrollNotches }) {
  const { page } = running
  const box = await page.getByRole('region', { name: 'Spectrogram' }).boundingBox()
  if (!box) throw new Error('no spectrogram is shown')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  const zoom = await during(running, () => turn(page, 'Control', -1, ZOOM_NOTCHES))
  const scroll = await during(running, async () => {
    await turn(page, 'Shift', 1, scrollNotches)
    await turn(page, 'Shift', -1, scrollNotches)
  })
  const out = await during(running, () => turn(page, 'Control', 1, ZOOM_NOTCHES + 4))
  return { zoom: summarizeFrames([zoom, out]), scroll: summarizeFrames([scroll]) }
}

/**
 * Turns the wheel where the pointer is.
 * @param {Page} page
 * @param {'Control' | 'Shift'} key held meanwhile
 * @param {1 | -1} direction
 * @param {number} notches
 */
export async function turn(page, key, direction, notches) {
  await page.keyboard.down(key)
  for (let i = 0; i < notches; i++) {
    const next = performance.now() + TURN_EVERY_MS
    await page.mouse.wheel(0, direction * NOTCH_PX)
    const left = next - performance.now()
    if (left > 0) await new Promise((done) => setTimeout(done, left))
  }
  await page.keyboard.up(key)
}

/**
 * @param {RunningApp} running
 * @param {() => Promise<void>} act
 * @returns {Promise<{ ms: number[], work: Map<string, { runMs: number, waitMs: number }> }>}
 */
async function during({ app, page }, act) {
  const pid = app.process().pid ?? 0
  await page.evaluate(() => {
    /** @type {number[]} */
    const times = []
    Object.assign(globalThis, { partwiseFrames: times })
    const tick = (/** @type {number} */ now) => {
      times.push(now)
      if ('partwiseFrames' in globalThis) requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  const before = threadsOf(pid)
  await act()
  const work = workBetween(before, threadsOf(pid))
  const times = await page.evaluate(() => {
    const held = /** @type {{ partwiseFrames?: number[] }} */ (globalThis)
    const { partwiseFrames = [] } = held
    delete held.partwiseFrames
    return partwiseFrames
  })
  return { ms: times.slice(1).map((time, at) => time - (times[at] ?? NaN)), work }
}

/** @param {readonly number[]} ms @param {number} [limit] */
function percentOver(ms, limit = Infinity) {
  return Number(((100 * ms.filter((value) => value > limit).length) / ms.length).toFixed(1))
}

/**
 * @param {readonly { ms: number[], work: Map<string, { runMs: number, waitMs: number }> }[]} parts
 */
function summarizeFrames(parts) {
  const ms = parts.flatMap((part) => part.ms).sort((a, b) => a - b)
  const at = (/** @type {number} */ share) => ms[Math.floor(share * (ms.length - 1))] ?? NaN
  const round = (/** @type {number} */ value) => Number(value.toFixed(1))
  /** Milliseconds a frame, of the busiest threads. @type {Record<string, number>} */
  const processorMs = {}
  let waitedMs = 0
  for (const { work } of parts) {
    for (const [name, { runMs, waitMs }] of work) {
      processorMs[name] = (processorMs[name] ?? 0) + runMs / ms.length
      waitedMs += waitMs / ms.length
    }
  }
  const busiest = Object.entries(processorMs)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5)
    .map(([name, value]) => [name, round(value)])
  return {
    count: ms.length,
    median: round(at(0.5)),
    most95: round(at(0.95)),
    most99: round(at(0.99)),
    worst: round(at(1)),
    over17: percentOver(ms, LATE_MS[0]),
    over33: percentOver(ms, LATE_MS[1]),
    over100: ms.filter((value) => value > 100).length,
    processorMs: Object.fromEntries(busiest),
    waitedMs: round(waitedMs)
  }
}

/**
 * What draws the spectrogram that is shown: the name of WebGL's renderer as the page is told, or
 * the 2-D canvas that takes its place where WebGL is drawn in software or not at all.
 * @param {import('@playwright/test').Page} page
 * @returns {Promise<string>}
 */
export function nameOfDrawing(page) {
  return page.evaluate(() => {
    const gl = document.createElement('canvas').getContext('webgl2')
    const info = gl?.getExtension('WEBGL_debug_renderer_info')
    const name = gl && info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : 'no WebGL'
    gl?.getExtension('WEBGL_lose_context')?.loseContext()
    const isFlat = document.querySelector('canvas[data-flat=true]') !== null
    return isFlat ? `2-D canvas, in place of ${name}` : name
  })
}
