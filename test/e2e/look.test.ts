/** How the window looks and reads in each state: pictures kept and compared, axe finds nothing serious. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import { expect, test } from './app'
import { openByDrop, pianoToy, separate, stems } from './steps'

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8'
)

interface AxeViolation {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly html: string }[]
}

async function expectAccessible(page: Page, state: string): Promise<void> {
  await page.evaluate(axeSource)
  const found = await page.evaluate(async () => {
    const axe = (window as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } })
      .axe
    const { violations } = await axe.run()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  })
  expect(found, `serious accessibility faults: ${state}`).toEqual([])
}

async function expectLook(page: Page, name: string): Promise<void> {
  await page.mouse.move(2, 895)
  await expect(page).toHaveScreenshot(`${name}.png`)
  await expectAccessible(page, name)
}

test('each state looks as it should and can be read by a screen reader', async ({ page }) => {
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible()
  await expectLook(page, 'empty')

  await openByDrop(page, pianoToy)
  await expect(page.getByRole('region', { name: 'Spectrogram' })).toHaveAttribute(
    'data-ready',
    'true'
  )
  await expect(page.getByText(/^Opened/)).toBeVisible()
  await hideTimes(page)
  await expectLook(page, 'open')

  await separate(page, 8)
  await stems(page)
    .nth(1)
    .click({ position: { x: 70, y: 8 } })
  await hideTimes(page)
  await expectLook(page, 'separated')

  await page.getByRole('button', { name: 'Export' }).click()
  await expect(page.getByRole('dialog', { name: 'Export stems' })).toBeVisible()
  await expectAccessible(page, 'export')
  await page.keyboard.press('Escape')

  await page.evaluate(() => {
    document.documentElement.dataset['theme'] = 'light'
  })
  await expectLook(page, 'light')
})

/** Durations differ from run to run; everything else must not. */
async function hideTimes(page: Page): Promise<void> {
  await page.addStyleTag({ content: '[data-varies] { visibility: hidden !important }' })
}
