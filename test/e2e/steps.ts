/** What a person does with the window, by the names a person or a screen reader knows it by. */
import type { ElectronApplication, Locator, Page } from '@playwright/test'
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect } from './app'

/** The four piano notes that come with the app. */
export const pianoToy = resolve(import.meta.dirname, '../../resources/demo/piano-notes.wav')

/** Drops files from the system onto the middle of the window. */
export async function dropFiles(page: Page, ...files: string[]): Promise<void> {
  await expect(page.getByRole('button', { name: 'Open audio' })).toBeVisible()
  const cdp = await page.context().newCDPSession(page)
  const data = { items: [], files, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await cdp.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data })
  }
  await cdp.detach()
}

/** Opens a file by dropping it, and waits until it is shown. */
export async function openByDrop(page: Page, file: string): Promise<void> {
  await dropFiles(page, file)
  await expect(page.getByRole('region', { name: 'Waveform' })).toBeVisible()
}

/**
 * Moves the pointer, which holds something, and lets go there in the same moment, however slow the
 * machine is.
 */
export async function letGoAt(page: Page, x: number, y: number): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  const at = { x, y, button: 'left', clickCount: 1 } as const
  await Promise.all([
    cdp.send('Input.dispatchMouseEvent', { type: 'mouseMoved', buttons: 1, ...at }),
    cdp.send('Input.dispatchMouseEvent', { type: 'mouseReleased', buttons: 0, ...at })
  ])
  await cdp.detach()
  // Playwright holds its own account of what is down.
  await page.mouse.up()
}

/** Makes the next folder dialog answer with `folder` (which is made), or be cancelled with null. */
export async function answerFolderDialog(app: ElectronApplication, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  await answerDialog(app, folder)
}

/** Makes the next open dialog answer with a path as it is. */
export async function answerDialog(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, path)
}

/** Sets the number of components, separates, and waits for the stems. */
export async function separate(page: Page, components: number): Promise<void> {
  const field = page.getByRole('spinbutton', { name: 'Components' })
  await field.fill(String(components))
  await field.press('Enter')
  await page.getByRole('button', { name: 'Separate', exact: true }).click()
  await expect(stems(page)).toHaveCount(components, { timeout: 60_000 })
  await expect(page.getByRole('progressbar', { name: 'Separating' })).toHaveCount(0, {
    timeout: 60_000
  })
}

/** The rows of the list "Stems". */
export function stems(page: Page): Locator {
  return page.getByRole('list', { name: 'Stems' }).getByRole('listitem')
}

/**
 * Root mean square of what leaves the last node before the destination, over about half a second.
 */
export async function heardLevel(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const tap = (window as unknown as { __partwiseTap: { context: AudioContext; node: AudioNode } })
      .__partwiseTap
    const analyser = tap.context.createAnalyser()
    analyser.fftSize = 4096
    tap.node.connect(analyser)
    const block = new Float32Array(analyser.fftSize)
    let sum = 0
    let count = 0
    for (let i = 0; i < 10; i++) {
      await new Promise((done) => setTimeout(done, 50))
      analyser.getFloatTimeDomainData(block)
      for (const value of block) sum += value * value
      count += block.length
    }
    tap.node.disconnect(analyser)
    return Math.sqrt(sum / count)
  })
}
