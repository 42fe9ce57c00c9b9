/**
 * From the start of the process to a window that can be used: it is shown, the page is painted, and
 * no long piece of the page's start keeps it from answering.
 */
/* global document -- in the page */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium } from '@playwright/test'
import { summarize } from './machine.mjs'
import { inFolder, startPlainly } from './ui-app.mjs'

const BUDGET_MS = 1200

/**
 * The first start, with an empty profile, and starts with that profile after it.
 * @param {import('./ui-row.mjs').Rows} rows
 * @param {{ executable: string, runs: number }} options
 */
export async function measureStart(rows, { executable, runs }) {
  await inFolder(async (folder) => {
    /** @type {number[]} */
    const later = []
    /** @type {Record<string, number[]>} */
    const steps = {}
    rows.begin()
    for (let run = 0; run <= runs; run++) {
      const { usable, ...others } = await startOnce(executable, join(folder, 'profile'))
      if (run === 0) {
        rows.row('start, first time', { value: usable, budget: BUDGET_MS, unit: 'ms' }, others)
        continue
      }
      later.push(usable)
      for (const [step, ms] of Object.entries(others)) steps[step] = [...(steps[step] ?? []), ms]
    }
    const ms = summarize(later, 0)
    const medians = Object.fromEntries(
      Object.entries(steps).map(([step, values]) => [step, summarize(values, 0).median])
    )
    rows.row('start', { value: ms.median, budget: BUDGET_MS, unit: 'ms' }, { ms, medians })
  })
}

/**
 * @param {string} executable
 * @param {string} userData
 * @returns {Promise<{ page: number, painted: number, shown: number, usable: number }>} milliseconds
 *   from the start of the process: the page begins to load, is painted, is on the screen, can be
 *   used
 */
async function startOnce(executable, userData) {
  const { began, endpoint, end } = await startPlainly(executable, userData)
  try {
    const browser = await connect(endpoint)
    const context = browser.contexts()[0]
    const page = context?.pages()[0] ?? (await context?.waitForEvent('page'))
    if (!page) throw new Error('the app has no window')
    await page.getByRole('button', { name: 'Open audio' }).waitFor()
    const times = await page.evaluate(readTimes)
    await browser.close()
    const since = (/** @type {number} */ ms) => Math.round(times.origin + ms - began)
    const { painted, shown, usable } = times
    return {
      page: since(0),
      painted: since(painted),
      shown: since(shown),
      usable: since(usable)
    }
  } finally {
    await end()
  }
}

/**
 * Connects once there is a page: asked before, the browser may never answer. @param {string}
 * endpoint
 */
async function connect(endpoint) {
  const { host } = new URL(endpoint)
  const hasPage = async () => {
    /** @type {{ type: string, url: string }[]} */
    const targets = await (await fetch(`http://${host}/json/list`)).json()
    return targets.some(({ type, url }) => type === 'page' && url.startsWith('app:'))
  }
  while (!(await hasPage())) await wait(50)
  for (let attempt = 1; ; attempt++) {
    try {
      return await chromium.connectOverCDP(endpoint, { timeout: 10_000 })
    } catch (error) {
      if (attempt === 3) throw error
    }
  }
}

/**
 * Runs in the page. @returns {Promise<{ origin: number, painted: number, shown: number, usable:
 * number }>}
 */
async function readTimes() {
  /** @type {PerformanceEntry[]} */
  const longTasks = []
  const observer = new PerformanceObserver((list) => longTasks.push(...list.getEntries()))
  observer.observe({ type: 'longtask', buffered: true })
  const pause = () => new Promise((done) => setTimeout(done, 20))
  const painted = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime
  while (painted() === undefined || document.visibilityState !== 'visible') await pause()
  await pause()
  observer.disconnect()
  const became = performance
    .getEntriesByType('visibility-state')
    .filter(({ name }) => name === 'visible')
  const shown = became.at(-1)?.startTime ?? 0
  let usable = Math.max(painted() ?? NaN, shown)
  for (const { startTime, duration } of longTasks)
    if (startTime <= usable) usable = Math.max(usable, startTime + duration)
  return { origin: performance.timeOrigin, painted: painted() ?? NaN, shown, usable }
}
