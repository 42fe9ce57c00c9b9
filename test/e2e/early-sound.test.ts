import type { Page } from '@playwright/test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '../../src-main/engine/factorize/start/random-start'
import { writeSong } from '../bench/song.mjs'
import { expect, test } from './app'
import { heardLevel, openByDrop, pianoToy, separate, stems } from './steps'

let folder = ''
let song = ''
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'partwise-early-'))
  song = join(folder, 'song.wav')
  writeSong(song, 180, createRandom(1))
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

const heard = (page: Page, what: 'Original' | 'Remix') =>
  page.getByRole('radiogroup', { name: 'Listen to' }).getByRole('radio', { name: what })
const running = (page: Page) => page.getByRole('progressbar', { name: 'Separating' })
const rowNames = (page: Page): Promise<string[]> =>
  stems(page).evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''))

/** Sets components and quality, and presses Separate. */
async function begin(page: Page, components: number, quality: 'Fast' | 'Fine'): Promise<void> {
  const field = page.getByRole('spinbutton', { name: 'Components' })
  await field.fill(String(components))
  await field.press('Enter')
  await page.getByRole('button', { name: /^Quality and sound/ }).click()
  await page.getByRole('radio', { name: quality }).check({ force: true })
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Separate', exact: true }).click()
}

test('stems can be seen, heard and muted while the separation runs, and a cancel leaves none', async ({
  page
}) => {
  test.slow()
  await openByDrop(page, song)
  await begin(page, 16, 'Fine')
  await expect(stems(page)).toHaveCount(16, { timeout: 30_000 })
  await expect(heard(page, 'Remix')).toBeChecked()
  expect(await rowNames(page)).toEqual(Array.from({ length: 16 }, (_, i) => `Component ${i + 1}`))

  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(() => heardLevel(page)).toBeGreaterThan(1e-3)
  await stems(page)
    .first()
    .click({ position: { x: 60, y: 10 } })
  await page.keyboard.press('Control+a')
  await page.keyboard.press('m')
  await expect.poll(() => heardLevel(page)).toBeLessThan(1e-4)
  await page.keyboard.press('Control+z')
  await expect.poll(() => heardLevel(page)).toBeGreaterThan(1e-3)
  await expect(running(page)).toHaveCount(1)

  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await expect(running(page)).toHaveCount(0)
  await expect(stems(page)).toHaveCount(0)
  await expect(heard(page, 'Original')).toBeChecked()
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled()
  await expect.poll(() => heardLevel(page)).toBeGreaterThan(1e-3)
})

test('what is done to stems while they converge is there at the end, under measured names', async ({
  page
}) => {
  test.slow()
  await openByDrop(page, song)
  await begin(page, 6, 'Fine')
  await expect(stems(page)).toHaveCount(6, { timeout: 30_000 })
  const third = stems(page).nth(2)
  await third.getByRole('button', { name: 'Solo' }).click()
  await stems(page)
    .nth(4)
    .click({ position: { x: 60, y: 10 } })
  await page.keyboard.press('F2')
  await page.keyboard.type('My own')
  await page.keyboard.press('Enter')
  await expect(running(page)).toHaveCount(1)
  await expect(running(page)).toHaveCount(0, { timeout: 120_000 })

  const names = await rowNames(page)
  expect(names).toHaveLength(6)
  expect(names[4]).toBe('My own')
  expect(names.filter((name) => name.startsWith('Component'))).toEqual([])
  await expect(third.getByRole('button', { name: 'Solo' })).toHaveAttribute('aria-pressed', 'true')
})

test('another solution comes by one click, and both can be held against each other', async ({
  page
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 4)
  const first = await rowNames(page)
  await page.getByRole('button', { name: 'Another solution' }).click()
  const solutions = page.getByRole('radiogroup', { name: 'Solutions' })
  await expect(solutions.getByRole('radio')).toHaveCount(2)
  await expect(solutions.getByRole('radio', { name: 'B' })).toBeChecked()
  await stems(page).first().getByRole('button', { name: 'Mute' }).click()

  await solutions.getByRole('radio', { name: 'A' }).check({ force: true })
  await expect(solutions.getByRole('radio', { name: 'A' })).toBeChecked()
  expect(await rowNames(page)).toEqual(first)
  const muted = stems(page).first().getByRole('button', { name: 'Mute' })
  await expect(muted).toHaveAttribute('aria-pressed', 'false')
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(solutions.getByRole('radio', { name: 'B' })).toBeChecked()
  await expect(muted).toHaveAttribute('aria-pressed', 'true')
})

test('with only the range separated, all around it is left to Rest', async ({ page }) => {
  await openByDrop(page, pianoToy)
  await page.getByRole('textbox', { name: 'Loop start' }).fill('2')
  await page.getByRole('textbox', { name: 'Loop start' }).press('Enter')
  await page.getByRole('textbox', { name: 'Loop end' }).fill('4')
  await page.getByRole('textbox', { name: 'Loop end' }).press('Enter')
  await page.getByRole('button', { name: /^Quality and sound/ }).click()
  await page.getByRole('checkbox', { name: 'Only this range' }).check({ force: true })
  await page.keyboard.press('Escape')
  await page.getByRole('spinbutton', { name: 'Components' }).fill('2')
  await page.getByRole('button', { name: 'Separate', exact: true }).click()
  await expect(page.getByRole('listitem', { name: 'Rest' })).toBeVisible()
  await expect(page.getByRole('progressbar', { name: 'Separating' })).toHaveCount(0)
  await expect(stems(page)).toHaveCount(3)

  // Outside the range nothing belongs to a stem, so one alone is silent there.
  await stems(page).first().getByRole('button', { name: 'Solo' }).click()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(() => heardLevel(page), { timeout: 1500 }).toBeLessThan(1e-5)
  await stems(page).first().getByRole('button', { name: 'Solo' }).click()
  await expect.poll(() => heardLevel(page)).toBeGreaterThan(1e-4)
})
