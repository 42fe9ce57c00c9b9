/** States of the window that must be seen for what they are. */
import { expect, test } from './app'
import { openByDrop, pianoToy, separate, stems } from './steps'

test('the range that Separate concerns stands beside it, until the whole recording is wanted', async ({
  page
}) => {
  await openByDrop(page, pianoToy)
  const [start, end] = ['Loop start', 'Loop end'].map((name) => page.getByRole('textbox', { name }))
  await start!.fill('1')
  await start!.press('Enter')
  await end!.fill('5')
  await end!.press('Enter')
  const chip = page.getByRole('group', { name: 'Only 0:01 to 0:05' })
  await expect(chip).toHaveCount(0)
  await page.getByRole('button', { name: /^Quality and sound/ }).click()
  await page.getByRole('checkbox', { name: 'Only this range' }).check({ force: true })
  await page.keyboard.press('Escape')
  await expect(chip).toBeVisible()
  await page.getByRole('button', { name: 'Whole recording' }).click()
  await expect(chip).toHaveCount(0)

  // From the menu it is separated once.
  await page.getByRole('region', { name: 'Waveform' }).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Separate only the range' }).click()
  await expect(page.getByText(/Stems add up within the range/)).toBeVisible({ timeout: 60_000 })
  await expect(chip).toHaveCount(0)
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText(/Stems add up to the recording/)).toBeVisible({ timeout: 60_000 })
})

test('while the original plays no lane looks silent, and Solo makes the remix heard', async ({
  page
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 3)
  const heard = page.getByRole('radiogroup', { name: 'Listen to' })
  const solo = stems(page).first().getByRole('button', { name: 'Solo' })
  await solo.click()
  await expect(page.getByText('1 of 3 heard')).toBeVisible()
  await heard.getByRole('radio', { name: 'Original' }).check({ force: true })
  await expect(page.getByText('The original plays, so all are heard')).toBeVisible()
  await expect(page.getByText('1 of 3 heard')).toHaveCount(0)
  await stems(page).nth(1).getByRole('button', { name: 'Solo' }).click()
  await expect(heard.getByRole('radio', { name: 'Remix' })).toBeChecked()
  await expect(page.getByText('2 of 3 heard')).toBeVisible()
})

test('the menu on a box zooms to that box', async ({ page }) => {
  await openByDrop(page, pianoToy)
  const spectrogram = page.getByRole('region', { name: 'Spectrogram' })
  await expect(spectrogram).toHaveAttribute('data-ready', 'true')
  const { x, y, width } = (await spectrogram.boundingBox())!
  await page.mouse.move(x + width * 0.25, y + 40)
  await page.mouse.down()
  await page.mouse.move(x + width * 0.5, y + 90, { steps: 4 })
  await page.mouse.up()
  const before = (await page.getByTestId('picture-box').boundingBox())!
  await page.mouse.click(x + width * 0.3, y + 60, { button: 'right' })
  await expect(page.getByRole('menuitem', { name: 'Zoom to the range' })).toHaveCount(0)
  await page.getByRole('menuitem', { name: 'Zoom to the box' }).click()
  await expect
    .poll(async () => (await page.getByTestId('picture-box').boundingBox())!.width)
    .toBeGreaterThan(2 * before.width)
  const after = (await page.getByTestId('picture-box').boundingBox())!
  expect(after.height).toBeGreaterThan(2 * before.height)
})

test('in the smallest window at 200 % the range of Separate hides no control of the toolbar', async ({
  app,
  page
}) => {
  await openByDrop(page, pianoToy)
  await page.getByRole('textbox', { name: 'Loop end' }).fill('5')
  await page.getByRole('textbox', { name: 'Loop end' }).press('Enter')
  await page.getByRole('button', { name: /^Quality and sound/ }).click()
  await page.getByRole('checkbox', { name: 'Only this range' }).check({ force: true })
  await page.keyboard.press('Escape')
  await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    window?.setContentSize(1100, 700)
    window?.webContents.setZoomFactor(2)
  })
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(550)
  const names = ['Whole recording', 'Separate', 'Undo', 'Redo', 'Settings', 'Export']
  for (const name of ['Open audio', ...names]) {
    const box = await page.getByRole('button', { name, exact: true }).boundingBox()
    expect((box?.x ?? 0) + (box?.width ?? Infinity), name).toBeLessThanOrEqual(550)
  }
})
