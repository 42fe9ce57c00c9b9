/** Menus, keys and what is remembered: the window without a pointer, at any size. */
import { rmSync, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { expect, test } from './app'
import { answerDialog, openByDrop, pianoToy, separate, stems } from './steps'

interface Item {
  readonly enabled: boolean
  readonly checked: boolean
  readonly accelerator: string
}

/** An item of the application menu by its labels from the bar down; a role's item by its role. */
function menuItem(app: ElectronApplication, ...path: string[]): Promise<Item | null> {
  return app.evaluate(({ Menu }, labels) => {
    let menu = Menu.getApplicationMenu()
    let found: Electron.MenuItem | undefined
    for (const label of labels) {
      found = menu?.items.find((item) => item.label === label || item.role === label)
      menu = found?.submenu ?? null
    }
    if (!found) return null
    const { enabled, checked, accelerator } = found
    return { enabled, checked, accelerator: String(accelerator) }
  }, path)
}

async function choose(app: ElectronApplication, ...path: string[]): Promise<void> {
  await app.evaluate(({ Menu }, labels) => {
    let menu = Menu.getApplicationMenu()
    let found: Electron.MenuItem | undefined
    for (const label of labels) {
      found = menu?.items.find((item) => item.label === label || item.role === label)
      menu = found?.submenu ?? null
    }
    if (!found?.enabled) throw new Error(`${labels.join(' > ')} cannot be chosen`)
    const { click } = found as unknown as { click: () => void }
    click()
  }, path)
}

const isOn = async (app: ElectronApplication, ...path: string[]): Promise<boolean> =>
  (await menuItem(app, ...path))?.enabled ?? false

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document
    return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent.trim() ?? ''
  })

test('the menu offers what the window can do, and does it', async ({ app, page }) => {
  await expect.poll(() => isOn(app, 'Separation', 'Separate')).toBe(false)
  expect(await isOn(app, 'File', 'Open Audio…')).toBe(true)
  expect(await isOn(app, 'File', 'Export Stems…')).toBe(false)

  await openByDrop(page, pianoToy)
  await expect.poll(() => isOn(app, 'Separation', 'Separate')).toBe(true)
  expect(await isOn(app, 'Separation', 'Another Solution')).toBe(false)
  expect(await isOn(app, 'View', 'Model')).toBe(false)

  await page.getByRole('spinbutton', { name: 'Components' }).fill('4')
  await page.keyboard.press('Enter')
  await choose(app, 'Separation', 'Separate')
  await expect(stems(page)).toHaveCount(4, { timeout: 60_000 })
  await expect.poll(() => isOn(app, 'File', 'Export Stems…'), { timeout: 60_000 }).toBe(true)
  expect(await isOn(app, 'Edit', 'Group')).toBe(false)

  await choose(app, 'Edit', 'Select All')
  await expect.poll(() => isOn(app, 'Edit', 'Group')).toBe(true)
  await choose(app, 'Edit', 'Group')
  await expect(stems(page)).toHaveCount(1)
  await expect.poll(() => isOn(app, 'Edit', 'Ungroup')).toBe(true)

  await choose(app, 'View', 'Model')
  await expect(page.getByRole('radiogroup', { name: 'Middle shows' })).toBeVisible()
  await expect.poll(async () => (await menuItem(app, 'View', 'Model'))?.checked).toBe(true)
  await choose(app, 'View', 'Lanes')
  await choose(app, 'View', 'Lane Height', 'Tall')
  await expect(
    page.getByRole('radiogroup', { name: 'Lane height' }).getByRole('radio', { name: 'Tall' })
  ).toBeChecked()
  await choose(app, 'Playback', 'Loop')
  await expect(page.getByRole('button', { name: 'Loop' })).toHaveAttribute('aria-pressed', 'true')
  await choose(app, 'Playback', 'Original')
  await expect(page.getByRole('radio', { name: 'Original' })).toBeChecked()
  await choose(app, 'View', 'Colors', 'Grey')
  await expect(page.getByRole('combobox', { name: 'Color map' })).toHaveValue('grey')

  await choose(app, 'help', 'Keyboard Shortcuts')
  await expect(page.getByRole('dialog', { name: 'Shortcuts' })).toBeVisible()
  await expect.poll(() => isOn(app, 'Edit', 'Group')).toBe(false)
  await page.keyboard.press('Escape')
})

test('what somebody sets is there at the next start', async ({ launch }) => {
  test.slow()
  const first = await launch()
  await openByDrop(first.page, pianoToy)
  await separate(first.page, 3)
  await choose(first.app, 'View', 'Appearance', 'Light')
  await choose(first.app, 'View', 'Lane Height', 'Compact')
  await choose(first.app, 'View', 'Frequency Scale', 'Log')
  await first.page.keyboard.press('i')
  await first.page.keyboard.press('f')
  await first.page.getByRole('button', { name: /^Quality and sound/ }).click()
  await first.page.getByRole('radio', { name: 'Fast' }).check({ force: true })
  await first.page.keyboard.press('Escape')
  await choose(first.app, 'View', 'Larger')
  await first.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1240, height: 820 })
  })
  await expect.poll(() => first.page.evaluate(() => innerWidth)).toBeLessThan(1240)
  await first.app.close()

  const second = await launch()
  const { page, app } = second
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  expect(
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor()
    )
  ).toBeCloseTo(1.1)
  await openByDrop(page, pianoToy)
  await expect(page.getByRole('combobox', { name: 'Frequency scale' })).toHaveValue('log')
  await expect(page.getByRole('button', { name: 'Follow' })).toHaveAttribute(
    'aria-pressed',
    'false'
  )
  await expect(page.getByRole('button', { name: /^Quality and sound: Fast/ })).toBeVisible()
  await expect(page.getByRole('complementary')).toHaveCount(0)
  await separate(page, 3)
  await expect(
    page.getByRole('radiogroup', { name: 'Lane height' }).getByRole('radio', { name: 'Compact' })
  ).toBeChecked()

  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Reset settings' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page.getByRole('combobox', { name: 'Frequency scale' })).toHaveValue('mel')
})

test('F6 goes through the regions in the order of the window, and back', async ({ page }) => {
  await openByDrop(page, pianoToy)
  await separate(page, 3)
  const stops = async (key: string, count: number): Promise<string[]> => {
    const names: string[] = []
    for (let i = 0; i < count; i++) {
      await page.keyboard.press(key)
      names.push(await focused(page))
    }
    return names
  }
  await page.locator('body').evaluate(() => (document.activeElement as HTMLElement).blur())
  const around = await stops('F6', 8)
  const expected = ['Open audio', 'To start', 'Position', 'Waveform', 'Spectrogram']
  expect(around.slice(0, 5)).toEqual(expected)
  expect(new Set(around).size).toBe(8)
  const back = await stops('Shift+F6', 7)
  expect(back).toEqual([...around].reverse().slice(1))
})

test('a recording is opened, separated, mixed and named without a pointer', async ({
  app,
  page
}) => {
  await expect(page.getByRole('button', { name: 'Open audio' })).toBeVisible()
  await answerDialog(app, pianoToy)
  await page.keyboard.press('ControlOrMeta+o')
  await expect(page.getByRole('region', { name: 'Waveform' })).toBeVisible()

  const components = page.getByRole('spinbutton', { name: 'Components' })
  await page.keyboard.press('F6')
  for (let i = 0; i < 5 && (await focused(page)) !== 'Components'; i++)
    await page.keyboard.press('Tab')
  await expect(components).toBeFocused()
  await page.keyboard.type('4')
  await page.keyboard.press('Enter')
  await expect(components).toHaveValue('4')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(stems(page)).toHaveCount(4, { timeout: 60_000 })
  await expect(page.getByRole('progressbar', { name: 'Separating' })).toHaveCount(0, {
    timeout: 60_000
  })

  for (let i = 0; i < 9; i++) {
    await page.keyboard.press('F6')
    if (await page.evaluate(() => document.activeElement?.closest('[data-stem]') !== null)) break
  }
  await page.keyboard.press('ArrowDown')
  const second = stems(page).nth(1)
  await expect(second).toBeFocused()
  await page.keyboard.press('s')
  await expect(second.getByRole('button', { name: 'Solo' })).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('F2')
  await page.keyboard.type('Left hand')
  await page.keyboard.press('Enter')
  await expect(stems(page).nth(1)).toHaveAttribute('aria-label', 'Left hand')

  await page.keyboard.press('ControlOrMeta+e')
  await expect(page.getByRole('dialog', { name: 'Export stems' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Export stems' })).toHaveCount(0)
})

test('waveform, spectrogram and ruler have menus, with the pointer and with keys', async ({
  page
}) => {
  await openByDrop(page, pianoToy)
  const waveform = page.getByRole('region', { name: 'Waveform' })
  const menu = page.getByRole('menu')
  const width = (await waveform.boundingBox())?.width ?? 0
  await waveform.click({ button: 'right', position: { x: width / 2, y: 20 } })
  await menu.getByRole('menuitem', { name: 'Play from here' }).click()
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await page.keyboard.press(' ')
  const position = page.getByRole('slider', { name: 'Position' })
  expect(Number(await position.getAttribute('aria-valuenow'))).toBeGreaterThan(7)

  await page.getByRole('region', { name: 'Spectrogram' }).focus()
  await page.keyboard.press('Shift+F10')
  await expect(menu.getByRole('menuitem', { name: 'All frequencies' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('region', { name: 'Spectrogram' })).toBeFocused()

  await page.getByRole('textbox', { name: 'Loop start' }).fill('00:04.000')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Loop end' }).fill('00:06.000')
  await page.keyboard.press('Enter')
  await position.click({ button: 'right' })
  await menu.getByRole('menuitem', { name: 'Zoom to the range' }).click()
  await expect(page.getByRole('slider', { name: 'Zoom' })).not.toHaveAttribute(
    'aria-valuetext',
    'whole recording'
  )
  await waveform.click({ button: 'right' })
  await menu.getByRole('menuitem', { name: 'Clear the range' }).click()
  await expect(page.getByRole('textbox', { name: 'Loop start' })).toHaveValue('')
})

test('in the smallest window at 200 % every control of the toolbar is in reach', async ({
  app,
  page
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 3)
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1100, 700)
  })
  for (let i = 0; i < 6; i++) await choose(app, 'View', 'Larger')
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(550)
  const names = ['Open audio', 'Separate', 'Undo', 'Redo', 'Settings', 'Export']
  for (const name of names) {
    const box = await page.getByRole('button', { name, exact: true }).boundingBox()
    expect(box, name).not.toBeNull()
    expect((box?.x ?? 0) + (box?.width ?? 0), name).toBeLessThanOrEqual(550)
  }
  await expect(page.getByRole('button', { name: 'Play' })).toBeInViewport()
  await expect(stems(page).first()).toBeInViewport()
  await page.getByRole('button', { name: 'Settings' }).click()
  await expect(page.getByRole('button', { name: 'Reset settings' })).toBeInViewport()
  await page.keyboard.press('Escape')
  expect(await page.evaluate(() => document.documentElement.scrollLeft)).toBe(0)
  await choose(app, 'View', 'Actual Size')
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(1100)
})

test('a recent file that is gone says so, and can be taken off the list', async ({
  launch,
  userData
}) => {
  test.slow()
  const file = join(userData, 'Take 12.wav')
  copyFileSync(pianoToy, file)
  const first = await launch()
  await openByDrop(first.page, file)
  await expect.poll(() => isOn(first.app, 'File', 'Open Recent', 'Take 12.wav')).toBe(true)
  await first.app.close()

  rmSync(file)
  const { app, page } = await launch()
  await expect(page.getByText('Not found where it was')).toBeVisible()
  await expect
    .poll(
      async () => (await menuItem(app, 'File', 'Open Recent', 'Take 12.wav (not found)'))?.enabled
    )
    .toBe(false)
  await page.getByRole('button', { name: 'Remove “Take 12.wav” from the list' }).click()
  await expect(page.getByText('Take 12.wav')).toHaveCount(0)
})
