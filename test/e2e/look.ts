/** Pictures of the window: kept and compared, and read by axe as a screen reader would. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { ElectronApplication, Page } from '@playwright/test'
import { expect } from './app'
import { openByDrop, pianoToy, stems } from './steps'

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8'
)

interface AxeViolation {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly html: string }[]
}

/** Fails for what axe finds serious or critical. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  await page.evaluate(axeSource)
  const found = await page.evaluate(async () => {
    const axe = (window as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } })
      .axe
    // A color that is still on its way is no color of the design.
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
    await Promise.allSettled(passing.map(({ finished }) => finished))
    const { violations } = await axe.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  })
  expect(found, `serious accessibility faults: ${state}`).toEqual([])
}

/** Compares the window with its picture, and reads it. */
export async function expectLook(page: Page, name: string): Promise<void> {
  await page.mouse.move(2, 895)
  await expect(page).toHaveScreenshot(`${name}.png`)
  await expectAccessible(page, name)
}

/** Durations differ from run to run; everything else must not. */
export async function hideTimes(page: Page): Promise<void> {
  await page.addStyleTag({ content: '[data-varies] { visibility: hidden !important }' })
}

/** Opens the piano notes and waits until all of them is drawn. */
export async function openShown(page: Page): Promise<void> {
  await openByDrop(page, pianoToy)
  await expect(page.getByRole('region', { name: 'Spectrogram' })).toHaveAttribute(
    'data-ready',
    'true'
  )
  await expect(page.getByText(/^Opened/)).toBeVisible()
  await hideTimes(page)
}

/** Clicks a row's name; with `more` it joins the selection. */
export async function select(page: Page, index: number, more = false): Promise<void> {
  await stems(page)
    .nth(index)
    .click({ position: { x: 70, y: 8 }, modifiers: more ? ['ControlOrMeta'] : [] })
}

/** Chooses the appearance. */
export async function chooseTheme(page: Page, name: 'Dark' | 'Light'): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click()
  await page
    .getByRole('radiogroup', { name: 'Appearance' })
    .getByText(name, { exact: true })
    .click()
  await page.keyboard.press('Escape')
}

/** Sets the size of the window's content, CSS pixels. */
export async function resize(
  app: ElectronApplication,
  width: number,
  height: number
): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, size) =>
      BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    { width, height }
  )
}

/** Chooses how high the lanes are. */
export async function chooseHeight(
  page: Page,
  height: 'Compact' | 'Normal' | 'Tall' | 'Fill'
): Promise<void> {
  await page
    .getByRole('radiogroup', { name: 'Lane height' })
    .locator('label')
    .filter({ hasText: height })
    .click()
}
