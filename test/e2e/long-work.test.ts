/**
 * What long work shows outside of the work area, what waits for it, and work that would not fit.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Locator, Page } from '@playwright/test'
import { memoryOffers, memoryPlan } from '../../shared/memory-plan'
import { defaultSettings } from '../../shared/settings'
import { createRandom } from '../../src-main/engine/factorize/start/random-start'
import { writeSong } from '../bench/song.mjs'
import { expect, test } from './app'
import { answerFolderDialog, openByDrop, pianoToy, separate, stems } from './steps'

let folder = ''
test.beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'partwise-long-work-'))))
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

const separating = (page: Page): Locator => page.getByRole('progressbar', { name: 'Separating' })
const button = (page: Page, name: string): Locator =>
  page.getByRole('button', { name, exact: true })

/** Notes from now on what the icon in the task bar is told. */
async function watchIcon(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]
    if (!window) return
    const shown: number[] = []
    Object.assign(globalThis, { shownProgress: shown })
    window.setProgressBar = (fraction) => void shown.push(fraction)
  })
}

/** What it was told. */
function shownOnIcon(app: ElectronApplication): Promise<number[]> {
  return app.evaluate(() => (globalThis as unknown as { shownProgress: number[] }).shownProgress)
}

/** Leaves the app that many bytes, as a container does that limits its memory. */
async function limitMemory(app: ElectronApplication, bytes: number): Promise<void> {
  await app.evaluate((_electron, left) => {
    process.constrainedMemory = () => process.memoryUsage.rss() + left
  }, bytes)
}

test('the task bar shows how far a separation and an export are, and nothing once they are done', async ({
  app,
  page
}) => {
  await openByDrop(page, pianoToy)
  await watchIcon(app)
  await separate(page, 6)
  await expect.poll(async () => (await shownOnIcon(app)).at(-1)).toBe(-1)
  expect((await shownOnIcon(app)).some((fraction) => fraction > 0 && fraction < 1)).toBe(true)

  await watchIcon(app)
  await button(page, 'Export').click()
  const dialog = page.getByRole('dialog', { name: 'Export stems' })
  await answerFolderDialog(app, join(folder, 'stems'))
  await dialog.getByRole('button', { name: 'Choose' }).click()
  await dialog.getByRole('button', { name: /^Write \d+ files$/ }).click()
  await expect.poll(async () => (await shownOnIcon(app)).at(-1)).toBe(-1)
  const shown = await shownOnIcon(app)
  expect(shown.some((fraction) => fraction > 0 && fraction < 1)).toBe(true)
})

test('what is not there before a separation is done waits for it, and says so', async ({
  page
}) => {
  test.slow()
  const song = join(folder, 'song.wav')
  writeSong(song, 90, createRandom(1))
  await openByDrop(page, song)
  await separate(page, 4)
  await button(page, 'Notes').click()
  const notes = page.getByRole('img', { name: /^Notes of / })
  await expect(notes).toHaveCount(1)

  await page.getByRole('spinbutton', { name: 'Components' }).fill('64')
  await page.getByRole('button', { name: /^Quality and sound/ }).click()
  await page.getByRole('radio', { name: 'Fine' }).check({ force: true })
  await page.keyboard.press('Escape')
  await button(page, 'Separate').click()
  await expect(page.getByText('Still converging.')).toBeVisible({ timeout: 30_000 })
  const handle = stems(page)
    .first()
    .getByRole('button', { name: /^Drag .* out$/ })
  await expect(handle).toBeDisabled()
  await expect(handle).toHaveAttribute('title', 'Once the separation is done')
  // Notes belong to the last separation and must not be taken for those of the next one.
  await expect(notes).toHaveCount(0)
  await stems(page)
    .first()
    .click({ button: 'right', position: { x: 60, y: 10 } })
  await expect(page.getByRole('menuitem', { name: /^Export this stem/ })).toBeDisabled()
  await page.keyboard.press('Escape')
  await expect(separating(page)).toHaveCount(1)

  await button(page, 'Cancel').click()
  await expect(separating(page)).toHaveCount(0)
  await expect(handle).toBeEnabled()
  await expect(notes).toHaveCount(1)
})

test('a separation that does not fit into memory says what would, and does that when told', async ({
  app,
  page
}) => {
  await openByDrop(page, pianoToy)
  // Of the demo: 22.05 kHz, as many samples.
  const sampleCount = 344_576
  const settings = { ...defaultSettings(22_050), components: 64 }
  const { bytes } = memoryPlan({ ...settings, components: 12 }, sampleCount)
  const offers = memoryOffers(settings, sampleCount, bytes)
  const [offer] = offers
  if (offer?.kind !== 'components') throw new Error(`fewer components alone fit: ${bytes} bytes`)
  await limitMemory(app, bytes)

  const components = page.getByRole('spinbutton', { name: 'Components' })
  await components.fill('64')
  await components.press('Enter')
  await button(page, 'Separate').click()
  const notice = page.getByRole('alert')
  await expect(notice).toContainText('memory')
  await expect(separating(page)).toHaveCount(0)
  await expect(stems(page)).toHaveCount(0)

  await notice.getByRole('button', { name: `Look for ${offer.components} components` }).click()
  await expect(components).toHaveValue(String(offer.components))
  await expect(stems(page)).toHaveCount(offer.components, { timeout: 60_000 })
  await expect(separating(page)).toHaveCount(0, { timeout: 60_000 })
  await expect(notice).toHaveCount(0)
})

test('a larger hop is offered where that is enough, and the settings then have it', async ({
  app,
  page
}) => {
  await openByDrop(page, pianoToy)
  const settings = { ...defaultSettings(22_050), components: 32 }
  const hopSize = settings.windowSize / 2
  await limitMemory(app, memoryPlan({ ...settings, hopSize }, 344_576).bytes)
  const components = page.getByRole('spinbutton', { name: 'Components' })
  await components.fill('32')
  await components.press('Enter')
  await button(page, 'Separate').click()
  await page.getByRole('alert').getByRole('button', { name: 'Use a larger hop' }).click()
  await expect(stems(page)).toHaveCount(32, { timeout: 60_000 })
  await expect(separating(page)).toHaveCount(0, { timeout: 60_000 })
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test.describe('a signal while stems are being written', () => {
  test.skip(process.platform === 'win32', 'there are no signals')
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    test(`${signal} ends the app soon, without a question, and leaves no file behind`, async ({
      app,
      page
    }) => {
      test.slow()
      const song = join(folder, 'long.wav')
      writeSong(song, 120, createRandom(1))
      await openByDrop(page, song)
      await separate(page, 8)
      await button(page, 'Export').click()
      const dialog = page.getByRole('dialog', { name: 'Export stems' })
      const target = join(folder, signal)
      await answerFolderDialog(app, target)
      await dialog.getByRole('button', { name: 'Choose' }).click()
      await dialog.getByRole('button', { name: /^Write \d+ files$/ }).click()
      await expect(dialog.getByRole('progressbar', { name: 'Writing' })).toBeVisible()
      const child = app.process()
      const ended = new Promise<void>((done) => child.once('exit', () => done()))
      child.kill(signal)
      await ended
      expect(readdirSync(target)).toEqual([])
    })
  }
})
