/**
 * From the click on "Separate" to the first stems, and where that time goes, seen from inside the
 * page.
 */
/* global addEventListener, Element -- in the page */
import * as steps from './ui-steps.mjs'

/** @typedef {import('@playwright/test').Page} Page */

/**
 * @typedef {object} FirstStems milliseconds after the click
 * @property {number} told the window has heard of the first preview, and asks for its W
 * @property {number} fetched its W and H are there; they go to the audio thread at once
 * @property {number} firstStems rows are on the screen; NaN where there were some before
 * @property {number} end the separation is done
 */

/**
 * Separates, and records when each thing had arrived in the window.
 * @param {Page} page
 * @param {number} components
 * @returns {Promise<FirstStems>}
 */
export async function separateInStages(page, components) {
  const hadRows = await page.getByRole('list', { name: 'Stems' }).isVisible()
  await page.evaluate(watchFetches)
  const { firstStems, end } = await steps.separate(page, components)
  const { click, told, fetched } = await page.evaluate(() => {
    const watch = Reflect.get(globalThis, 'partwiseFetches')
    Reflect.deleteProperty(globalThis, 'partwiseFetches')
    globalThis.fetch = watch.fetch
    return watch.times
  })
  return {
    told: told - click,
    fetched: fetched - click,
    firstStems: hadRows ? NaN : firstStems,
    end
  }
}

/**
 * Runs in the page: notes the next click on "Separate", and the first fetches of a W and an H after
 * it.
 */
function watchFetches() {
  const { fetch } = globalThis
  const times = { click: NaN, told: NaN, fetched: NaN }
  Object.assign(globalThis, { partwiseFetches: { fetch, times } })
  addEventListener(
    'click',
    ({ timeStamp, target }) => {
      const button = target instanceof Element ? target.closest('button') : null
      if (Number.isNaN(times.click) && button?.textContent?.includes('Separate'))
        times.click = timeStamp
    },
    { capture: true }
  )
  /** @type {Set<string>} */
  const missing = new Set(['w', 'h'])
  globalThis.fetch = async (input, options) => {
    const matrix = /\/media\/\d+\/([wh])\//.exec(String(input))?.[1]
    if (matrix === undefined || missing.size === 0) return fetch(input, options)
    if (Number.isNaN(times.told)) times.told = performance.now()
    const response = await fetch(input, options)
    const read = response.arrayBuffer.bind(response)
    response.arrayBuffer = async () => {
      const bytes = await read()
      missing.delete(matrix)
      if (missing.size === 0 && Number.isNaN(times.fetched)) times.fetched = performance.now()
      return bytes
    }
    return response
  }
}
