/** Every format opens in the window, with its length, whatever its name says. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './app'
import { dropFiles, openByDrop } from './steps'

const fixture = (name: string): string => resolve(import.meta.dirname, '../fixtures', name)

async function expectOpened(page: Page, name: string, format: string): Promise<void> {
  await expect(page).toHaveTitle(`${name} - Partwise`)
  await expect(page.getByRole('definition').getByText(format, { exact: true })).toBeVisible()
}

test('FLAC, MP3, Ogg Vorbis, Opus, AIFF and bare AAC open', async ({ page }) => {
  for (const [name, format] of [
    ['sound.flac', 'FLAC, 16-bit'],
    ['sound.mp3', 'MP3'],
    ['sound.ogg', 'Ogg Vorbis'],
    ['sound.opus', 'Ogg Opus'],
    ['sound.aiff', 'AIFF, 16-bit'],
    ['sound.aac', 'AAC']
  ] as const) {
    await openByDrop(page, fixture(name))
    await expectOpened(page, name, format)
  }
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('M4A opens under any name, as long as its edit list says and at its place', async ({
  page,
  userData,
  problems
}) => {
  problems.expect(/status of 400/)
  const renamed = join(userData, 'Song.mp3')
  copyFileSync(fixture('sound.m4a'), renamed)
  await openByDrop(page, renamed)
  await expectOpened(page, 'Song.mp3', 'M4A, AAC')
  const decoded = await page.evaluate(async () => {
    const samples = async (to: number): Promise<Response> =>
      fetch(`app://bundle/media/1/samples/0/0/${to}`)
    const all = new Float32Array(await (await samples(11_025)).arrayBuffer())
    return { samples: [...all], statusBeyond: (await samples(11_026)).status }
  })
  expect(decoded.statusBeyond).toBe(400)
  // The left channel of the source, delayed by no sample, is nearer than delayed by any.
  const source = (n: number): number => {
    const t = n / 22_050
    return 0.5 * Math.sin(2 * Math.PI * (2000 * t - 1500 * t * t))
  }
  const distance = (delay: number): number => {
    let sum = 0
    for (let n = 3000; n < 8000; n++) sum += (decoded.samples[n]! - source(n - delay)) ** 2
    return sum
  }
  const delays = Array.from({ length: 41 }, (_, i) => i - 20)
  const nearest = delays.reduce((best, delay) => (distance(delay) < distance(best) ? delay : best))
  expect(nearest).toBe(0)
})

test('an M4A file without its sound gets a sentence, and the open recording stays', async ({
  page,
  userData
}) => {
  await openByDrop(page, fixture('sound.flac'))
  const broken = join(userData, 'Broken.m4a')
  const bytes = readFileSync(fixture('sound.m4a'))
  // What says where the frames lie is there; the frames are not.
  bytes.fill(0xff, bytes.indexOf('mdat') + 4, bytes.indexOf('moov') - 4)
  writeFileSync(broken, bytes)
  await dropFiles(page, broken)
  await expect(page.getByRole('alert')).toContainText('Broken.m4a')
  await expect(page).toHaveTitle('sound.flac - Partwise')
})
