/**
 * A person's actions in the window, for benches, by the names that people and screen readers know.
 */
/* global addEventListener, document, requestAnimationFrame -- in the page */
import { mkdirSync } from 'node:fs'

/** @typedef {import('./ui-app.mjs').RunningApp} RunningApp */
/** @typedef {import('@playwright/test').Page} Page */
/**
 * @typedef {{ endMs: number, gapMs: number, tookMs: number }} LateCall milliseconds since 1970, and
 *   of waiting and working
 */
/**
 * @typedef {{ calls: number, late: number, busyMs: number, lateCalls: LateCall[], sampleRate:
 *   number }} Figures of the audio thread
 */

const longestMs = 10 * 60_000

/** The bar that is there while a separation runs. @param {Page} page */
export const separating = (page) => page.getByRole('progressbar', { name: 'Separating' })

/** The rows of the list "Stems". @param {Page} page */
const stems = (page) => page.getByRole('list', { name: 'Stems' }).getByRole('listitem')

/** @param {Page} page @param {number} components */
export async function setComponents(page, components) {
  const field = page.getByRole('spinbutton', { name: 'Components' })
  await field.fill(String(components))
  await field.press('Enter')
}

/** @param {Page} page */
export async function beginSeparation(page) {
  await page.getByRole('button', { name: 'Separate', exact: true }).click()
}

/**
 * Separates, and records from inside the page when it shows each thing.
 * @param {Page} page without stems
 * @param {number} components
 * @returns {Promise<{ firstStems: number, end: number }>} milliseconds after the click
 */
export async function separate(page, components) {
  await setComponents(page, components)
  const watching = page.evaluate(async () => {
    /** @type {Promise<number>} */
    const clicked = new Promise((resolve) => {
      const events = { capture: true, once: true }
      addEventListener('click', ({ timeStamp }) => resolve(timeStamp), events)
    })
    Object.assign(globalThis, { partwiseWatching: true })
    const click = await clicked
    let firstStems = NaN
    let hasBegun = false
    for (;;) {
      await new Promise((done) => requestAnimationFrame(done))
      const now = performance.now() - click
      const isRunning = document.querySelector('[role=progressbar][aria-label=Separating]') !== null
      hasBegun ||= isRunning
      const row = document.querySelector(
        '[role=list][aria-label=Stems] [role=listitem], [aria-label=Stems] > li'
      )
      if (row && Number.isNaN(firstStems)) firstStems = now
      if (row && hasBegun && !isRunning) return { firstStems, end: now }
    }
  })
  await page.waitForFunction(() => 'partwiseWatching' in globalThis)
  await beginSeparation(page)
  const times = await watching
  await page.evaluate(() => Reflect.deleteProperty(globalThis, 'partwiseWatching'))
  await stems(page).first().waitFor()
  return times
}

/**
 * Chooses a quality in the settings popover of the toolbar. @param {Page} page @param {'Fast' |
 * 'Balanced' | 'Fine'} quality
 */
export async function chooseQuality(page, quality) {
  await page.getByRole('button', { name: /^(Fast|Balanced|Fine),/ }).click()
  await page.getByRole('radio', { name: new RegExp(`^${quality}`) }).check({ force: true })
  await page.keyboard.press('Escape')
}

/**
 * Plays from the beginning, over and over when asked. @param {Page} page @param {{ loop?: boolean
 * }} [options]
 */
export async function play(page, { loop = false } = {}) {
  const button = page.getByRole('button', { name: 'Loop', exact: true })
  if (loop && (await button.getAttribute('aria-pressed')) !== 'true') await button.click()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
}

/** @param {Page} page */
export async function pause(page) {
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
}

/** @param {Page} page @param {'Original' | 'Remix'} what */
export async function listenTo(page, what) {
  await page
    .getByRole('radiogroup', { name: 'Listen to' })
    .getByRole('radio', { name: what })
    .check({ force: true })
}

/**
 * What the audio thread has reported about its work so far.
 * @param {Page} page
 * @returns {Promise<Figures>}
 */
export async function readFigures(page) {
  const figures = await page.evaluate(() => {
    const tap = Reflect.get(globalThis, '__partwiseTap')
    return tap?.figures ? { ...tap.figures, sampleRate: tap.context.sampleRate } : null
  })
  if (!figures) throw new Error('nothing is loaded')
  return figures
}

/**
 * Writes all stems with the dialog as it opens, into a new folder. @param {RunningApp} running
 * @param {string} folder
 */
export async function exportAll({ app, page }, folder) {
  mkdirSync(folder, { recursive: true })
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, folder)
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Export stems' })
  await dialog.getByRole('button', { name: 'Choose' }).click()
  const began = performance.now()
  await dialog.getByRole('button', { name: /^Write \d+ file/ }).click()
  await dialog.getByText(/Measured residual/).waitFor({ timeout: longestMs })
  const seconds = (performance.now() - began) / 1000
  await page.keyboard.press('Escape')
  return seconds
}

/**
 * Writes the first two stems into a new folder. @param {RunningApp} running @param {string} folder
 */
export async function exportTwo({ app, page }, folder) {
  mkdirSync(folder, { recursive: true })
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, folder)
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Export stems' })
  await dialog.getByRole('button', { name: 'Choose' }).click()
  const boxes = dialog.getByRole('list').first().getByRole('checkbox')
  for (let i = 2; i < (await boxes.count()); i++) await boxes.nth(i).uncheck({ force: true })
  await dialog.getByRole('button', { name: /^Write 2 file/ }).click()
  await dialog.getByText(/\d files? written/).waitFor({ timeout: longestMs })
  await page.keyboard.press('Escape')
}

/**
 * Cancels the running separation.
 * @param {Page} page
 * @returns {Promise<number>} milliseconds from the click until the window is done with it
 */
export async function cancelSeparation(page) {
  const gone = page.evaluate(async () => {
    /** @type {Promise<number>} */
    const clicked = new Promise((resolve) => {
      const events = { capture: true, once: true }
      addEventListener('click', ({ timeStamp }) => resolve(timeStamp), events)
    })
    Object.assign(globalThis, { partwiseWatching: true })
    const click = await clicked
    while (document.querySelector('[role=progressbar][aria-label=Separating]') !== null) {
      await new Promise((done) => requestAnimationFrame(done))
    }
    return performance.now() - click
  })
  await page.waitForFunction(() => 'partwiseWatching' in globalThis)
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  const ms = await gone
  await page.evaluate(() => Reflect.deleteProperty(globalThis, 'partwiseWatching'))
  return ms
}
