/** A recording of six channels, from a dropped file to stems that add up. */
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readWav } from '../support/read-wav'
import { SURROUND_MASK, writeSurround } from '../support/surround'
import { expect, test } from './app'
import { answerFolderDialog, heardLevel, openByDrop, separate, stems } from './steps'

test('5.1 opens, is heard, taken apart, and exported so that all six channels add up', async ({
  app,
  page,
  userData
}) => {
  const path = writeSurround(userData, 'surround.wav')
  await openByDrop(page, path)
  await expect(page.getByRole('definition').getByText('6 channels (5.1)')).toBeVisible()
  for (const name of ['L', 'R', 'C', 'LFE', 'Ls', 'Rs']) {
    await expect(page.getByText(name, { exact: true })).toBeVisible()
  }
  await separate(page, 4)

  await page.getByRole('button', { name: 'Play' }).click()
  await expect.poll(() => heardLevel(page)).toBeGreaterThan(0.001)
  await page.getByRole('button', { name: 'Pause' }).click()
  await stems(page).first().click()
  const pan = page.getByRole('slider', { name: /^Pan of/ })
  await expect(pan).toHaveAttribute('aria-disabled', 'true')
  await expect(pan).toHaveAttribute('aria-valuetext', 'off')

  const folder = join(userData, 'stems')
  await answerFolderDialog(app, folder)
  await page.getByRole('button', { name: 'Export' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export stems' })
  await dialog.getByRole('radio', { name: /WAV, 24-bit/ }).check({ force: true })
  await dialog.getByRole('button', { name: 'Choose' }).click()
  await dialog.getByRole('button', { name: /^Write \d+ files/ }).click()
  await expect(dialog.getByText(/Measured residual/)).toBeVisible({ timeout: 30_000 })

  const source = readWav(path)
  const names = readdirSync(folder).filter((name) => name.endsWith('.wav'))
  expect(names.length).toBeGreaterThanOrEqual(4)
  const parts = names.map((name) => readWav(join(folder, name)))
  for (const { channelCount, channelMask } of parts) {
    expect([channelCount, channelMask]).toEqual([6, SURROUND_MASK])
  }
  const sums = source.values.map((_, i) => parts.reduce((sum, part) => sum + part.values[i]!, 0))
  expect(sums.findIndex((sum, i) => sum !== source.values[i])).toBe(-1)
})

test('AAC in 5.1 comes with each channel at its loudspeaker', async ({ page }) => {
  await openByDrop(page, resolve(import.meta.dirname, '../fixtures/surround.m4a'))
  await expect(page.getByRole('definition').getByText('6 channels (5.1)')).toBeVisible()
  const pitches = await page.evaluate(async () => {
    const found: number[] = []
    for (let c = 0; c < 6; c++) {
      const response = await fetch(`app://bundle/media/1/samples/${c}/6000/18000`)
      const samples = new Float32Array(await response.arrayBuffer())
      const crossings = samples.filter((x, n) => n > 0 && x < 0 !== samples[n - 1]! < 0)
      found.push((crossings.length * 48_000) / 2 / samples.length)
    }
    return found
  })
  ;[300, 470, 640, 60, 980, 1150].forEach((pitch, c) => {
    expect(Math.abs(pitches[c]! - pitch), `channel ${c}`).toBeLessThan(10)
  })
})
