/**
 * The export dialog with all its options, whose files are read back; and stems dragged out as
 * files.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ElectronApplication, Locator, Page } from '@playwright/test'
import { readWav, type TestWav } from '../support/read-wav'
import { expect, test } from './app'
import { answerDialog, answerFolderDialog, openByDrop, pianoToy, separate, stems } from './steps'

const dialogOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Export stems' })
const writeButton = (dialog: Locator): Locator =>
  dialog.getByRole('button', { name: /^Write \d+ files?$/ })

/** Opens the dialog on a folder of its own. */
async function openDialog(app: ElectronApplication, page: Page, folder: string): Promise<Locator> {
  await answerFolderDialog(app, folder)
  await page.getByRole('button', { name: 'Export' }).click()
  const dialog = dialogOf(page)
  await dialog.getByRole('button', { name: 'Choose' }).click()
  await expect(dialog.locator(`[title="${folder}"]`)).toBeVisible()
  return dialog
}

const choose = (dialog: Locator, role: 'radio' | 'checkbox', name: string): Promise<void> =>
  dialog.getByRole(role, { name, exact: true }).check({ force: true })

/** Sets the range by its typed times. */
async function setRange(page: Page, start: string, end: string): Promise<void> {
  for (const [name, time] of [
    ['Loop start', start],
    ['Loop end', end]
  ] as const) {
    const field = page.getByRole('textbox', { name })
    await field.fill(time)
    await field.press('Enter')
  }
}

/**
 * Where the stems' sum is not the source times `scale`, at most, over the same frames from `from`
 * on.
 */
function worstError(parts: readonly TestWav[], source: TestWav, scale: number, from = 0): number {
  const count = parts[0]?.values.length ?? 0
  let worst = 0
  for (let i = 0; i < count; i++) {
    const sum = parts.reduce((total, part) => total + part.values[i]!, 0)
    worst = Math.max(worst, Math.abs(sum - source.values[from + i]! * scale))
  }
  return worst
}

test('everything that can be asked for is written, under the names that were shown', async ({
  app,
  page,
  userData
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 4)
  await stems(page)
    .nth(2)
    .click({ position: { x: 60, y: 8 } })
  await stems(page)
    .nth(3)
    .click({ position: { x: 60, y: 8 }, modifiers: ['Shift'] })
  await page.keyboard.press('Control+g')
  await expect(stems(page)).toHaveCount(3)

  const folder = join(userData, 'everything')
  const dialog = await openDialog(app, page, folder)
  await dialog.getByRole('textbox', { name: 'File names' }).fill('{song}-{number}-{wrong}')
  await expect(dialog.getByText(/There is no {wrong}/)).toBeVisible()
  await dialog.getByRole('textbox', { name: 'File names' }).fill('{number} {stem} ')
  await dialog.getByRole('button', { name: '{song}' }).click()
  await expect(dialog.getByText(/^As in 01 .* piano-notes\.wav$/)).toBeVisible()
  await choose(dialog, 'radio', 'WAV, 16-bit')
  await choose(dialog, 'radio', 'As their parts')
  for (const name of [
    'DAW project (.dawproject)',
    'REAPER project (.rpp)',
    'Notes, as MIDI',
    'The mix'
  ]) {
    await choose(dialog, 'checkbox', name)
  }
  await dialog.getByRole('textbox', { name: 'Tempo' }).fill('120')
  await dialog.getByRole('textbox', { name: 'Tempo' }).press('Enter')
  await expect(writeButton(dialog)).toHaveText('Write 8 files')
  const shown = await dialog.locator('li .file').allTextContents()
  await writeButton(dialog).click()
  await expect(dialog.getByText(/Measured residual/)).toBeVisible({ timeout: 30_000 })
  await expect(dialog.getByText(/notes? in the MIDI file/)).toBeVisible()

  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const ending = (end: string): string[] => names.filter((name) => name.endsWith(end))
  expect(ending('.dawproject')).toHaveLength(1)
  expect(ending('.rpp')).toHaveLength(1)
  expect(ending('.mid')).toHaveLength(1)
  expect(names).toContain('partwise.json')
  for (const text of shown) {
    const name = text.trim()
    const inside = /^2 files in (.+)$/.exec(name)?.[1]
    if (inside === undefined) expect(names).toContain(name)
    else expect(names.filter((one) => one.startsWith(join(inside, '')))).not.toHaveLength(0)
  }
  const isMix = (name: string): boolean => /mix/i.test(basename(name))
  const waves = ending('.wav')
  const parts = waves.filter((name) => !isMix(name)).map((name) => readWav(join(folder, name)))
  expect(parts.map(({ bits }) => bits)).toEqual([16, 16, 16, 16])
  expect(worstError(parts, readWav(pianoToy), 1), 'integers add up exactly').toBe(0)
  const [mix = ''] = waves.filter(isMix)
  expect(worstError([readWav(join(folder, mix))], readWav(pianoToy), 1)).toBe(0)
})

test('a second export goes into a folder of its own, which is shown before it is written', async ({
  app,
  page,
  userData
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 2)
  const folder = join(userData, 'takes')
  const take = join(folder, 'Take 2')
  for (const [where, text] of [
    [folder, null],
    [take, /take 2 gets a folder of its own/]
  ] as const) {
    await answerFolderDialog(app, folder)
    await page.getByRole('button', { name: 'Export' }).click()
    const dialog = dialogOf(page)
    await dialog.getByRole('button', { name: 'Choose' }).click()
    await expect(dialog.locator(`[title="${where}"]`)).toBeVisible()
    if (text !== null) await expect(dialog.getByText(text)).toBeVisible()
    await writeButton(dialog).click()
    await expect(dialog.getByText(/Measured residual/)).toBeVisible({ timeout: 30_000 })
    await dialog.getByRole('button', { name: 'Done' }).click()
  }
  const first = readdirSync(folder).filter((name) => name !== 'Take 2')
  expect(readdirSync(take).sort()).toEqual(first.sort())
  expect(first).toHaveLength(3)
})

test('the range is cut to the sample, stems can be picked, and FLAC is written', async ({
  app,
  page,
  userData
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 3)
  await setRange(page, '0:02.000', '0:04.500')
  const source = readWav(pianoToy)
  const folder = join(userData, 'range')
  let dialog = await openDialog(app, page, folder)
  await choose(dialog, 'radio', 'Range 0:02.0 to 0:04.5')
  await choose(dialog, 'radio', 'WAV, 24-bit')
  await writeButton(dialog).click()
  await expect(dialog.getByText(/Measured residual/)).toBeVisible({ timeout: 30_000 })
  await dialog.getByRole('button', { name: 'Done' }).click()
  const parts = readdirSync(folder)
    .filter((name) => name.endsWith('.wav'))
    .map((name) => readWav(join(folder, name)))
  expect(parts).toHaveLength(3)
  for (const part of parts) expect(part.frameCount).toBe(2.5 * source.sampleRate)
  expect(worstError(parts, source, 256, 2 * source.sampleRate)).toBe(0)

  const picked = join(userData, 'picked')
  dialog = await openDialog(app, page, picked)
  await choose(dialog, 'radio', 'Whole recording')
  await choose(dialog, 'radio', 'FLAC, 24-bit')
  await dialog.getByRole('listitem').nth(1).getByRole('checkbox').uncheck({ force: true })
  await expect(dialog.getByText(/A part of the stems does not add up/)).toBeVisible()
  await expect(writeButton(dialog)).toHaveText('Write 2 files')
  await choose(dialog, 'checkbox', 'Rest, as its own stem')
  await expect(dialog.getByText(/2 stems and Rest add up/)).toBeVisible()
  await writeButton(dialog).click()
  await expect(dialog.getByText(/2 stems and Rest written/)).toBeVisible({ timeout: 30_000 })
  const flacs = readdirSync(picked).filter((name) => name.endsWith('.flac'))
  expect(flacs).toHaveLength(3)
  for (const name of flacs) {
    expect(readFileSync(join(picked, name)).toString('latin1', 0, 4)).toBe('fLaC')
  }
  await dialog.getByRole('button', { name: 'Done' }).click()
})

test('what passes 0 dBFS is said before it is lost, and 32-bit float keeps it', async ({
  app,
  page,
  userData
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 2)
  const gain = stems(page).first().getByRole('slider', { name: 'Gain' })
  await gain.focus()
  for (let i = 0; i < 4; i++) await gain.press('PageUp')
  const folder = join(userData, 'loud')
  const dialog = await openDialog(app, page, folder)
  await choose(dialog, 'radio', 'As mixed')
  await choose(dialog, 'radio', 'WAV, 16-bit')
  await writeButton(dialog).click()
  await expect(dialog.getByRole('alert')).toContainText('passes 0 dBFS', { timeout: 30_000 })
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([])
  await dialog.getByRole('button', { name: 'Use 32-bit float' }).click()
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeVisible({ timeout: 30_000 })
  const waves = readdirSync(folder).filter((name) => name.endsWith('.wav'))
  const loudest = waves.map((name) => {
    const { isFloat, values } = readWav(join(folder, name))
    expect(isFloat).toBe(true)
    return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  })
  expect(Math.max(...loudest)).toBeGreaterThan(1)
})

test('format, names and options are remembered over a restart', async ({ launch }) => {
  const first = await launch()
  await openByDrop(first.page, pianoToy)
  await separate(first.page, 2)
  await first.page.getByRole('button', { name: 'Export' }).click()
  await choose(dialogOf(first.page), 'radio', 'FLAC, 16-bit')
  await choose(dialogOf(first.page), 'checkbox', 'REAPER project (.rpp)')
  await dialogOf(first.page).getByRole('textbox', { name: 'File names' }).fill('{stem} {number}')
  await expect(dialogOf(first.page).getByText(/^As in .* 01\.flac$/)).toBeVisible()
  await first.app.close()

  const { page } = await launch()
  await openByDrop(page, pianoToy)
  await separate(page, 2)
  await page.getByRole('button', { name: 'Export' }).click()
  const dialog = dialogOf(page)
  await expect(dialog.getByRole('radio', { name: 'FLAC, 16-bit' })).toBeChecked()
  await expect(dialog.getByRole('checkbox', { name: 'REAPER project (.rpp)' })).toBeChecked()
  await expect(dialog.getByRole('textbox', { name: 'File names' })).toHaveValue('{stem} {number}')
})

/** Has the app note what it hands to the system's drag, in place of a drag. */
async function spyOnDrags(app: ElectronApplication): Promise<() => Promise<readonly string[][]>> {
  await app.evaluate(({ BrowserWindow }) => {
    const seen: string[][] = []
    Object.assign(globalThis, { drags: seen })
    const contents = BrowserWindow.getAllWindows()[0]!.webContents
    contents.startDrag = ({ file, files, icon }) => {
      if (typeof icon === 'string' || icon.isEmpty()) throw new Error('the drag has no icon')
      seen.push(files ?? [file])
    }
  })
  return () => app.evaluate(() => (globalThis as unknown as { drags: string[][] }).drags)
}

/** Drags from the middle of a handle until `isDone`, as a hand would. */
async function dragFrom(page: Page, handle: Locator, isDone: () => Promise<void>): Promise<void> {
  const box = await handle.boundingBox()
  if (box === null) throw new Error('the handle is out of sight')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2 + 40, box.y + box.height / 2 + 10, { steps: 4 })
  await isDone()
  await page.mouse.up()
}

test('stems are dragged out as files of the right content: one, several, and of the range', async ({
  app,
  page
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 3)
  const drags = await spyOnDrags(app)
  const drag = async (handle: Locator, count: number): Promise<readonly string[]> => {
    await dragFrom(page, handle, () =>
      expect.poll(async () => (await drags()).length, { timeout: 30_000 }).toBe(count)
    )
    return (await drags()).at(-1) ?? []
  }
  const source = readWav(pianoToy)
  const whole: TestWav[] = []
  for (const [i, stem] of (await stems(page).all()).entries()) {
    const name = (await stem.getAttribute('aria-label')) ?? ''
    const [path = ''] = await drag(page.getByRole('button', { name: `Drag ${name} out` }), i + 1)
    expect(basename(path)).toBe(`${name}.wav`)
    whole.push(readWav(path))
  }
  expect(whole.map(({ bits, frameCount }) => [bits, frameCount])).toEqual(
    whole.map(() => [24, source.frameCount])
  )
  expect(worstError(whole, source, 256), 'each rounded for itself').toBeLessThanOrEqual(2)

  await stems(page)
    .first()
    .click({ position: { x: 60, y: 8 } })
  await stems(page)
    .nth(2)
    .click({ position: { x: 60, y: 8 }, modifiers: ['Shift'] })
  await setRange(page, '0:01.000', '0:02.000')
  const wide = page.getByRole('button', { name: 'Drag to your DAW' })
  await expect(wide).toHaveAttribute('title', /0:01\.0 to 0:02\.0/)
  const several = await drag(wide, 4)
  expect(several).toHaveLength(3)
  const cut = several.map((path) => readWav(path))
  for (const part of cut) expect(part.frameCount).toBe(source.sampleRate)
  expect(worstError(cut, source, 256, source.sampleRate)).toBeLessThanOrEqual(2)
})

test('by keyboard a handle and a menu open the dialog for that stem', async ({ page }) => {
  await openByDrop(page, pianoToy)
  await separate(page, 3)
  const second = stems(page).nth(1)
  const name = (await second.getAttribute('aria-label')) ?? ''
  await page.keyboard.press('Tab')
  await second.focus()
  await page.getByRole('button', { name: `Drag ${name} out` }).focus()
  await page.keyboard.press('Enter')
  const dialog = dialogOf(page)
  await expect(dialog.getByRole('checkbox', { name, exact: true })).toBeChecked()
  await expect(writeButton(dialog)).toHaveText('Write 1 file')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await second.click({ button: 'right', position: { x: 60, y: 8 } })
  await page.getByRole('menuitem', { name: 'Export this stem…' }).click()
  await expect(writeButton(dialog)).toHaveText('Write 1 file')
})

test('the notes of a stem are shown over its lane, and read as somebody says', async ({ page }) => {
  await openByDrop(page, pianoToy)
  await separate(page, 4)
  const first = stems(page).first()
  await first.click({ position: { x: 60, y: 8 } })
  await page.getByRole('button', { name: 'Notes', exact: true }).click()
  await expect(first.getByRole('img', { name: /^Notes of/ })).toBeVisible()
  const said = page.getByText(/^\d+ (note|hit)s?/)
  await expect(said).toContainText(/note/)
  await page.getByRole('radio', { name: 'Hits' }).check({ force: true })
  await expect(said).toContainText(/hit/)
  await page.getByRole('radio', { name: 'Single line' }).check({ force: true })
  await page.getByRole('slider', { name: 'Note sensitivity' }).press('PageUp')
  await expect(said).toContainText(/note/)
  await page.getByRole('button', { name: 'Notes', exact: true }).click()
  await expect(first.getByRole('img', { name: /^Notes of/ })).toHaveCount(0)
})

test('a folder that goes away while files are written gets a sentence, and nothing is left', async ({
  app,
  page,
  userData
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 8)
  const folder = join(userData, 'going')
  const dialog = await openDialog(app, page, folder)
  mkdirSync(folder, { recursive: true })
  await writeButton(dialog).click()
  // As soon as there is something in it.
  await expect.poll(() => readdirSync(folder).length, { intervals: [5] }).toBeGreaterThan(0)
  rmSync(folder, { recursive: true, force: true })
  await expect(dialog.getByRole('alert')).toContainText('going', { timeout: 30_000 })
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([])
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(stems(page)).toHaveCount(8)
})

test('a folder that takes nothing gets a sentence, and another one helps', async ({
  app,
  page,
  userData
}) => {
  // Not even root may write there; other users get a folder that they may only read.
  const readOnly = process.platform === 'linux' ? '/proc/partwise-stems' : '/nowhere/stems'
  await openByDrop(page, pianoToy)
  await separate(page, 2)
  await answerDialog(app, readOnly)
  await page.getByRole('button', { name: 'Export' }).click()
  const dialog = dialogOf(page)
  await dialog.getByRole('button', { name: 'Choose' }).click()
  await expect(dialog.locator(`[title="${readOnly}"]`)).toBeVisible()
  await writeButton(dialog).click()
  await expect(dialog.getByRole('alert')).toContainText('could not be written')
  await answerFolderDialog(app, join(userData, 'better'))
  await dialog.getByRole('button', { name: 'Choose' }).click()
  await expect(dialog.getByRole('alert')).toHaveCount(0)
  await writeButton(dialog).click()
  await expect(dialog.getByText(/Measured residual/)).toBeVisible({ timeout: 30_000 })
})

const disk = '/tmp/partwise-e2e-disk'
const mountDisk = (): boolean => {
  mkdirSync(disk, { recursive: true })
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]).status === 0
}

test('a disk without room is said, nothing is left on it, and the stems stay', async ({
  app,
  page
}) => {
  // Only root may mount a small disk; elsewhere the unit tests stand for this.
  if (!mountDisk()) return console.warn('No small disk can be mounted here; nothing was tested.')
  try {
    await openByDrop(page, pianoToy)
    await separate(page, 4)
    const dialog = await openDialog(app, page, disk)
    await expect(dialog.getByText(/not enough space/)).toBeVisible()
    await writeButton(dialog).click()
    await expect(dialog.getByRole('alert')).toContainText('disk is full', { timeout: 30_000 })
    expect(readdirSync(disk)).toEqual([])
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(stems(page)).toHaveCount(4)
  } finally {
    spawnSync('umount', ['-l', disk])
    rmSync(disk, { recursive: true, force: true })
  }
})
