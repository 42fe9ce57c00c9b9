/** A window whose page dies comes back with everything: main holds it all. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication } from '@playwright/test'
import { createRandom } from '../../src-main/engine/factorize/start/random-start'
import { writeSong } from '../bench/song.mjs'
import { expect, test, type Problems } from './app'
import { answerFolderDialog, openByDrop, pianoToy, separate, stems } from './steps'

let folder = ''
test.beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'partwise-page-death-'))))
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a window shows, as far as it is asked here. */
interface Shown {
  readonly stems: readonly string[]
  readonly said: string
  readonly isSeparating: boolean
  readonly hasWaveform: boolean
  readonly hearsRemix: boolean
}

/**
 * Runs a function in the page by way of main: Playwright itself gives a page up once it has died.
 */
function inPage<T>(app: ElectronApplication, run: (name: string) => T, name = ''): Promise<T> {
  const code = `(${run.toString()})(${JSON.stringify(name)})`
  return app.evaluate(
    ({ BrowserWindow }, text) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(text) as Promise<never>,
    code
  )
}

const shown = (app: ElectronApplication): Promise<Shown> =>
  inPage(app, () => {
    const rows = document.querySelectorAll(
      '[aria-label="Stems"] [role="listitem"], [aria-label="Stems"] > li'
    )
    const said = [...document.querySelectorAll('[role="status"]')].map((one) => one.textContent)
    const remix = [...document.querySelectorAll('[role="radio"], input[type="radio"]')].find(
      (one) =>
        (one.getAttribute('aria-label') ?? one.parentElement?.textContent ?? '').trim() === 'Remix'
    )
    return {
      stems: [...rows].map((row) => row.getAttribute('aria-label') ?? ''),
      said: said.join(' | '),
      isSeparating:
        document.querySelector('[role="progressbar"][aria-label="Separating"]') !== null,
      hasWaveform:
        document.querySelector('[aria-label="Waveform"] canvas, [aria-label="Waveform"] div') !==
        null,
      hearsRemix:
        remix instanceof HTMLInputElement
          ? remix.checked
          : remix?.getAttribute('aria-checked') === 'true'
    }
  })

const press = (app: ElectronApplication, name: string): Promise<void> =>
  inPage(
    app,
    (label) => document.querySelector<HTMLElement>(`button[aria-label="${label}"]`)?.click(),
    name
  )

/** Kills the page's process, and waits until the next page is there. */
async function kill(app: ElectronApplication, problems: Problems): Promise<void> {
  problems.expect(/crashed|render-process-gone|the page is gone/)
  await app.evaluate(async ({ BrowserWindow, dialog }) => {
    // A second failure within a minute is asked about.
    dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false })
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    await new Promise<void>((done) => {
      contents?.once('did-finish-load', () => done())
      contents?.forcefullyCrashRenderer()
    })
  })
}

test('stems, groups and names are back after the page has died, twice in a row, and can be undone', async ({
  app,
  page,
  problems
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 4)
  await stems(page)
    .nth(0)
    .click({ position: { x: 60, y: 10 } })
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('ControlOrMeta+g')
  await expect(stems(page)).toHaveCount(3)
  await page.keyboard.press('F2')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Left hand')
  await page.keyboard.press('Enter')
  const group = page.getByRole('listitem', { name: 'Left hand' })
  await expect(group).toHaveCount(1)
  await page.waitForTimeout(500)
  const before = await shown(app)
  expect(before.stems).toContain('Left hand')

  for (let time = 0; time < 2; time++) {
    await kill(app, problems)
    await expect.poll(async () => (await shown(app)).said).toContain('with its stems')
    const { stems: names, hasWaveform, hearsRemix } = await shown(app)
    expect(names).toEqual(before.stems)
    expect([hasWaveform, hearsRemix]).toEqual([true, true])
  }
  await press(app, 'Undo')
  await expect.poll(async () => (await shown(app)).stems).not.toContain('Left hand')
  await press(app, 'Redo')
  await expect.poll(async () => (await shown(app)).stems).toEqual(before.stems)
})

test('a separation goes on while the page dies, and the next page picks it up with its names', async ({
  app,
  page,
  problems
}) => {
  test.slow()
  const song = join(folder, 'song.wav')
  writeSong(song, 60, createRandom(1))
  await openByDrop(page, song)
  await separate(page, 4)
  await page.getByRole('spinbutton', { name: 'Components' }).fill('24')
  await page.getByRole('button', { name: /^Quality and sound/ }).click()
  await page.getByRole('radio', { name: 'Fine' }).check({ force: true })
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Separate', exact: true }).click()
  await expect(stems(page)).not.toHaveCount(4, { timeout: 30_000 })
  await expect(stems(page)).toHaveCount(24, { timeout: 30_000 })
  await stems(page)
    .nth(0)
    .click({ position: { x: 60, y: 10 } })
  await page.keyboard.press('F2')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Bass')
  await page.keyboard.press('Enter')
  const bass = page.getByRole('listitem', { name: 'Bass' })
  await expect(bass).toHaveCount(1)
  // What was made is given to main a moment later.
  await page.waitForTimeout(500)
  for (let time = 0; time < 2; time++) {
    await kill(app, problems)
    await expect.poll(async () => (await shown(app)).said).toContain('goes on')
    const now = await shown(app)
    expect(now.isSeparating).toBe(true)
    await expect.poll(async () => (await shown(app)).stems).toHaveLength(24)
    expect((await shown(app)).stems).toContain('Bass')
  }
  await expect
    .poll(async () => (await shown(app)).said, { timeout: 120_000 })
    .toContain('Separated into 24 components')
  const end = await shown(app)
  expect(end.isSeparating).toBe(false)
  expect(end.stems).toContain('Bass')
})

test('an export goes on while the page dies, and the next page tells how it ended', async ({
  app,
  page,
  problems
}) => {
  test.slow()
  const song = join(folder, 'long song.wav')
  writeSong(song, 120, createRandom(1))
  await openByDrop(page, song)
  await separate(page, 12)
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Export stems' })
  const target = join(folder, 'stems')
  await answerFolderDialog(app, target)
  await dialog.getByRole('button', { name: 'Choose' }).click()
  await dialog.getByRole('button', { name: /^Write \d+ files$/ }).click()
  await expect(dialog.getByRole('progressbar', { name: 'Writing' })).toBeVisible()
  await kill(app, problems)
  await expect.poll(async () => (await shown(app)).said).toContain('with its stems')
  const buttons = (): Promise<string> =>
    inPage(app, () =>
      [...document.querySelectorAll('dialog button')].map((one) => one.textContent).join(' | ')
    )
  await expect.poll(buttons, { timeout: 120_000 }).toContain('Show folder')
  expect(readdirSync(target).filter((name) => name.endsWith('.wav')).length).toBeGreaterThan(11)
  expect(readdirSync(target).filter((name) => name.startsWith('.'))).toEqual([])
})
