/**
 * How the window looks and reads in each state: pictures kept and compared, axe finds nothing
 * serious.
 */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './app'
import {
  chooseHeight,
  chooseTheme,
  expectAccessible,
  expectLook,
  hideTimes,
  openShown,
  resize,
  select
} from './look'
import { dropFiles, pianoToy, separate, stems } from './steps'

test('each state looks as it should and can be read by a screen reader', async ({ page, app }) => {
  test.slow()
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible()
  await expectLook(page, 'empty')

  await openShown(page)
  await expectLook(page, 'open')

  await separate(page, 8)
  await select(page, 1)
  await hideTimes(page)
  await expectLook(page, 'separated')

  for (const height of ['Compact', 'Tall'] as const) {
    await chooseHeight(page, height)
    await expectLook(page, height.toLowerCase())
  }
  await chooseHeight(page, 'Fill')

  await select(page, 2, true)
  await page.keyboard.press('ControlOrMeta+g')
  await expect(stems(page)).toHaveCount(7)
  await stems(page).nth(1).locator('[aria-expanded="false"]').click()
  await expectLook(page, 'grouped')

  await page.getByRole('radiogroup', { name: 'View' }).locator('label').nth(1).click()
  await expect(page.getByRole('radiogroup', { name: 'Middle shows' })).toBeVisible()
  await expectLook(page, 'model')
  await page.keyboard.press('v')

  await chooseTheme(page, 'Light')
  await expectLook(page, 'light')
  await chooseTheme(page, 'Dark')

  await resize(app, 1100, 700)
  await expectLook(page, 'smallest')
})

test('lanes look as they should with few stems, with many, and beside the queue', async ({
  page,
  userData
}) => {
  test.slow()
  await openShown(page)
  await separate(page, 3)
  await hideTimes(page)
  await expectLook(page, 'fill')

  await page.getByRole('spinbutton', { name: 'Components' }).fill('24')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Separate', exact: true }).click()
  const running = page.getByRole('progressbar', { name: 'Separating' })
  await expect(running).toBeVisible()
  await expect(running).toHaveCount(0, { timeout: 120_000 })
  await chooseHeight(page, 'Compact')
  await expectLook(page, 'many')

  const album = join(userData, 'album')
  mkdirSync(album)
  copyFileSync(pianoToy, join(album, 'One.wav'))
  writeFileSync(join(album, 'Two.wav'), 'There is no sound in this file, only words. '.repeat(9))
  await dropFiles(page, album)
  const queue = page.getByRole('region', { name: 'Queue', exact: true })
  await queue.getByRole('button', { name: 'Open Two.wav' }).click()
  await expect(queue).toContainText('what is inside is text')
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await expectLook(page, 'queue')
})

test('what opens over the window can be read by a screen reader', async ({ page, userData }) => {
  test.slow()
  const popovers = async (): Promise<void> => {
    for (const name of [/^Quality and sound/, 'Settings']) {
      const button = page.getByRole('button', { name })
      if (await button.isDisabled()) continue
      await button.click()
      await expectAccessible(page, String(name))
      await page.keyboard.press('Escape')
    }
  }
  await popovers()
  for (const key of ['?', 'F1']) {
    await page.keyboard.press(key)
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectAccessible(page, key)
    await page.keyboard.press('Escape')
  }
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Licenses' }).click()
  const licenses = page.getByRole('dialog', { name: 'Licenses' })
  await licenses.getByText('Text of the license').first().click()
  await expect(licenses.getByLabel('License of Svelte')).toContainText('Permission is')
  await expectAccessible(page, 'licenses')
  await page.keyboard.press('Escape')
  await expect(licenses).toHaveCount(0)

  const broken = join(userData, 'Take 07.wav')
  writeFileSync(broken, 'There is no sound in this file, and there never was, only words.')
  await openShown(page)
  await dropFiles(page, broken)
  await expect(page.getByRole('alert')).toContainText('“Take 07.wav” could not be opened')
  await expectLook(page, 'error')
  await page.getByRole('button', { name: 'Dismiss' }).click()

  await page.getByRole('spinbutton', { name: 'Components' }).fill('24')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Separate', exact: true }).click()
  await expect(page.getByRole('progressbar', { name: 'Separating' })).toBeVisible()
  await expectAccessible(page, 'separating')
  await expect(page.getByRole('progressbar', { name: 'Separating' })).toHaveCount(0, {
    timeout: 120_000
  })
  await popovers()
  await page.getByRole('button', { name: 'Export' }).click()
  await expect(page.getByRole('dialog', { name: 'Export stems' })).toBeVisible()
  await expectAccessible(page, 'export')
  await page.keyboard.press('Escape')

  await page.getByRole('region', { name: 'Spectrogram' }).click({ button: 'right' })
  await expect(page.getByRole('menu', { name: 'Spectrogram' })).toBeVisible()
  await expectAccessible(page, 'menu of the spectrogram')
  await page.keyboard.press('Escape')
  await select(page, 0)
  await stems(page).nth(0).click({ button: 'right' })
  await expectAccessible(page, 'menu of a row')
  await page.keyboard.press('Escape')
  await chooseTheme(page, 'Light')
  await popovers()
  await expectAccessible(page, 'light')
})

test('colors of the system, more contrast and less motion are respected', async ({ page }) => {
  await openShown(page)
  await page.emulateMedia({ forcedColors: 'active' })
  const shown = await page.evaluate(() => {
    const probe = document.createElement('i')
    probe.style.cssText = 'color: CanvasText; background: Canvas'
    document.body.append(probe)
    const { color, backgroundColor } = getComputedStyle(probe)
    const title = getComputedStyle(document.querySelector('h1')!)
    const bar = getComputedStyle(document.querySelector('header')!.parentElement!)
    probe.remove()
    return {
      text: title.color === color,
      surface: bar.backgroundColor === backgroundColor
    }
  })
  expect(shown).toEqual({ text: true, surface: true })
  await expectAccessible(page, 'forced colors')

  await page.emulateMedia({ forcedColors: 'none', contrast: 'more' })
  await expectAccessible(page, 'more contrast')

  const duration = (): Promise<string> =>
    page
      .getByRole('button', { name: 'Loop' })
      .evaluate((button) => getComputedStyle(button).transitionDuration)
  expect(await duration()).not.toBe('0s')
  await page.emulateMedia({ contrast: 'no-preference', reducedMotion: 'reduce' })
  expect(await duration()).toBe('0s')
})
