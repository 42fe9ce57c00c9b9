/** From a dropped file to stems on disk, as a musician goes. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readWav, type TestWav } from '../support/read-wav'
import { expect, test } from './app'
import { answerFolderDialog, heardLevel, openByDrop, pianoToy, separate, stems } from './steps'

test('a dropped file is separated, heard part by part, and exported so that it adds up', async ({
  app,
  page,
  userData
}) => {
  await openByDrop(page, pianoToy)
  await expect(page.getByText('0:15').first()).toBeVisible()
  await expect(page.getByRole('region', { name: 'Spectrogram' })).toBeVisible()
  await separate(page, 6)

  await page.getByRole('button', { name: 'Play' }).click()
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await expect.poll(() => heardLevel(page)).toBeGreaterThan(0.001)
  await page.keyboard.press('Home')
  const everything = await heardLevel(page)
  const last = stems(page).nth(5)
  await last.getByRole('button', { name: 'Solo' }).click()
  await page.keyboard.press('Home')
  await page.waitForTimeout(200)
  const alone = await heardLevel(page)
  expect(alone, 'the quietest stem alone').toBeLessThan(everything * 0.7)
  await last.getByRole('button', { name: 'Mute' }).click()
  await page.waitForTimeout(300)
  expect(await heardLevel(page), 'soloed and muted').toBeLessThan(1e-6)
  await last.getByRole('button', { name: 'Mute' }).click()
  await last.getByRole('button', { name: 'Solo' }).click()
  await page.getByRole('button', { name: 'Pause' }).click()

  const source = readWav(pianoToy)
  for (const [label, bits] of [
    ['WAV, 24-bit', 24],
    ['WAV, 32-bit float', 32]
  ] as const) {
    const folder = join(userData, `stems-${String(bits)}`)
    await answerFolderDialog(app, folder)
    await page.getByRole('button', { name: 'Export' }).click()
    const dialog = page.getByRole('dialog', { name: 'Export stems' })
    await dialog.getByRole('radio', { name: /^All/ }).check({ force: true })
    await dialog.getByRole('radio', { name: new RegExp(label) }).check({ force: true })
    await dialog.getByRole('button', { name: 'Choose' }).click()
    await dialog.getByRole('button', { name: /^Write \d+ files/ }).click()
    await expect(dialog.getByText(/Measured residual/)).toBeVisible({ timeout: 30_000 })
    await dialog.getByRole('button', { name: 'Close' }).first().click()
    await expect(dialog).toHaveCount(0)

    const files = readdirSync(folder).filter((name) => name.endsWith('.wav'))
    expect(files.length).toBeGreaterThanOrEqual(6)
    const parts = files.map((name) => readWav(join(folder, name)))
    for (const part of parts) {
      expect(part.sampleRate).toBe(source.sampleRate)
      expect(part.frameCount).toBe(source.frameCount)
      expect(part.channelCount).toBe(source.channelCount)
      expect(part.bits).toBe(bits)
    }
    expectSum(parts, source, bits)
  }
})

function expectSum(parts: readonly TestWav[], source: TestWav, bits: number): void {
  const scale = bits === 24 ? 256 : 1 / 32768
  let worst = 0
  let energy = 0
  let errorEnergy = 0
  for (let i = 0; i < source.values.length; i++) {
    const wanted = source.values[i]! * scale
    const sum = parts.reduce((total, part) => total + part.values[i]!, 0)
    worst = Math.max(worst, Math.abs(sum - wanted))
    energy += wanted ** 2
    errorEnergy += (sum - wanted) ** 2
  }
  if (bits === 24) expect(worst, 'integers add up exactly').toBe(0)
  else expect(10 * Math.log10(errorEnergy / energy)).toBeLessThan(-120)
}

test('a separation can be cancelled at once and leaves what was there', async ({ page }) => {
  await openByDrop(page, pianoToy)
  await separate(page, 3)
  const names = await stems(page).getByRole('textbox', { name: 'Name' }).all()
  const before = await Promise.all(names.map((name) => name.inputValue()))

  const field = page.getByRole('spinbutton', { name: 'Components' })
  await field.fill('128')
  await field.press('Enter')
  await page.getByRole('button', { name: 'Separate', exact: true }).click()
  await expect(page.getByRole('progressbar', { name: 'Separating' })).toBeVisible()
  const clicked = Date.now()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('progressbar', { name: 'Separating' })).toHaveCount(0)
  expect(Date.now() - clicked).toBeLessThan(2000)
  await expect(stems(page)).toHaveCount(3)
  const after = await stems(page).getByRole('textbox', { name: 'Name' }).all()
  expect(await Promise.all(after.map((name) => name.inputValue()))).toEqual(before)
})

test('the demo needs no file, and the keys work', async ({ page }) => {
  await expect(page.getByText('Drop an audio file here')).toBeVisible()
  await page.getByRole('button', { name: 'Try the demo' }).click()
  await expect(page).toHaveTitle('demo-band.flac - Partwise')
  await separate(page, 4)
  await page.getByRole('region', { name: 'Waveform' }).click({ position: { x: 300, y: 30 } })
  await page.keyboard.press('Space')
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await page.keyboard.press('Space')
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()

  const first = stems(page).first()
  await first.click({ position: { x: 60, y: 8 } })
  await page.keyboard.press('s')
  await expect(first.getByRole('button', { name: 'Solo' })).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('m')
  await expect(first.getByRole('button', { name: 'Mute' })).toHaveAttribute('aria-pressed', 'true')
  const gain = first.getByRole('slider', { name: 'Gain' })
  await gain.focus()
  await gain.press('ArrowDown')
  await expect(gain).toHaveAttribute('aria-valuenow', '-0.5')
  await gain.press('Backspace')
  await expect(gain).toHaveAttribute('aria-valuenow', '0')
})
