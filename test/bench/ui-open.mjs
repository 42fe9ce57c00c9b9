/**
 * The time from the click on "Open audio" until the window shows each thing, seen from inside the
 * page.
 */
/* global addEventListener, CanvasRenderingContext2D, document, requestAnimationFrame,
   WebGL2RenderingContext -- in the page */

/** @typedef {import('./ui-app.mjs').RunningApp} RunningApp */
/**
 * @typedef {{ waveform: number, picture: number, spectrogram: number }} Shown milliseconds after
 *   the click
 */

export const waveformBudgetMs = 500
export const spectrogramBudgetMs = 1500

/**
 * Opens a file as a user does, the dialog answering at once.
 * @param {RunningApp} running
 * @param {string} path
 * @returns {Promise<Shown>} waveform: it is drawn; picture: something of the spectrogram can be
 *   seen; spectrogram: all of it that is in sight, at its full detail
 */
export async function openAudio({ app, page }, path) {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, path)
  const shown = page.evaluate(watchOpening)
  // The watch must stand before the click.
  await page.waitForFunction(() => 'partwiseWatching' in globalThis)
  await page.getByRole('button', { name: 'Open audio' }).click()
  const times = await shown
  await page.evaluate(() => Reflect.deleteProperty(globalThis, 'partwiseWatching'))
  return times
}

/** Runs in the page. @returns {Promise<Shown>} */
async function watchOpening() {
  /** @type {Promise<number>} */
  const clicked = new Promise((resolve) => {
    addEventListener('click', ({ timeStamp }) => resolve(timeStamp), { capture: true, once: true })
  })
  Object.assign(globalThis, { partwiseWatching: true })
  const click = await clicked
  /** @type {{ waveform?: number, picture?: number }} */
  const shown = {}
  // Tiles are drawn one by one, and nothing else is.
  const gl = WebGL2RenderingContext.prototype
  const { drawArrays } = gl
  gl.drawArrays = function (...args) {
    shown.picture ??= performance.now() - click
    drawArrays.apply(this, args)
  }
  // Without a GPU the picture is painted as a whole, and of one color as long as nothing is there.
  const flat = CanvasRenderingContext2D.prototype
  const { putImageData } = flat
  /** @this {CanvasRenderingContext2D} @param {ImageData} image @param {...number} place */
  function putAndNote(image, ...place) {
    if (shown.picture === undefined && this.canvas.dataset['flat'] === 'true') {
      const words = new Uint32Array(image.data.buffer)
      if (words.some((word) => word !== words[0])) shown.picture = performance.now() - click
    }
    Reflect.apply(putImageData, this, [image, ...place])
  }
  Object.assign(flat, { putImageData: putAndNote })
  const before = document.querySelector('[role=region][aria-label=Waveform]')

  /** @param {string} name */
  const region = (name) => document.querySelector(`[role=region][aria-label=${name}]`)

  const isWaveDrawn = () => {
    const wave = region('Waveform')
    if (wave === before) return false
    const hosts = [...(wave?.querySelectorAll('*') ?? [])]
    const canvases = hosts.flatMap((host) => [
      ...(host.shadowRoot?.querySelectorAll('canvas') ?? [])
    ])
    return canvases.some((canvas) => {
      if (canvas.width === 0 || canvas.height === 0) return false
      const middle = Math.floor(canvas.width / 2)
      const column = canvas.getContext('2d')?.getImageData(middle, 0, 1, canvas.height)
      // A wave whose peaks are not here yet is a single line for each channel.
      const filled = column?.data.filter((value, i) => i % 4 === 3 && value !== 0).length ?? 0
      return filled > canvas.height / 8
    })
  }
  const isWhole = () => region('Spectrogram')?.getAttribute('data-ready') === 'true'

  return new Promise((resolve, reject) => {
    // What a frame draws is on the screen with the next one.
    const look = () => {
      const now = performance.now() - click
      const alert = document.querySelector('[role=alert]')?.textContent ?? ''
      if (alert !== '') return reject(new Error(alert))
      if (shown.waveform === undefined && isWaveDrawn()) shown.waveform = now
      const { waveform, picture } = shown
      if (waveform !== undefined && picture !== undefined && isWhole()) {
        gl.drawArrays = drawArrays
        flat.putImageData = putImageData
        requestAnimationFrame(() => {
          resolve({ waveform, picture, spectrogram: performance.now() - click })
        })
        return
      }
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
}
