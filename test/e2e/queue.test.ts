/** Several recordings: the queue, one at a time, and the batch that goes through it. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './app'
import { answerDialog, dropFiles, openByDrop, pianoToy, separate, stems } from './steps'

const queueOf = (page: Page): Locator => page.getByRole('region', { name: 'Queue', exact: true })
const items = (page: Page): Locator =>
  page.getByRole('list', { name: 'Recordings in the queue' }).getByRole('listitem')

/** Three recordings in a folder, of which the second is text. */
function someAlbum(folder: string): string[] {
  mkdirSync(folder, { recursive: true })
  const paths = ['One.wav', 'Two.wav', 'Three.wav'].map((name) => join(folder, name))
  for (const path of paths) copyFileSync(pianoToy, path)
  writeFileSync(paths[1] ?? '', 'These are only words.\n'.repeat(50))
  return paths
}

test('several files are queued and opened one at a time, when somebody says so', async ({
  page,
  userData
}) => {
  const [one = '', , three = ''] = someAlbum(join(userData, 'album'))
  await dropFiles(page, one, three)
  await expect(page).toHaveTitle('One.wav - Partwise')
  await expect(items(page)).toHaveCount(2)
  await expect(items(page).first()).toContainText('open now')
  await queueOf(page).getByRole('button', { name: 'Open next' }).click()
  await expect(page).toHaveTitle('Three.wav - Partwise')
  await expect(items(page).nth(1)).toContainText('open now')
  await queueOf(page).getByRole('button', { name: 'Clear' }).click()
  await expect(queueOf(page)).toHaveCount(0)
})

test('files chosen in the dialog or named at the start come into the same queue', async ({
  launch,
  userData
}) => {
  const [one = '', two = '', three = ''] = someAlbum(join(userData, 'album'))
  const { app, page } = await launch([one, two])
  await expect(items(page)).toHaveCount(2)
  await expect(page).toHaveTitle('One.wav - Partwise')
  await app.evaluate(
    ({ dialog }, filePaths) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths })
    },
    [two, three]
  )
  await page.getByRole('button', { name: 'Open audio' }).click()
  await expect(items(page)).toHaveCount(3)
  await expect(page).toHaveTitle('One.wav - Partwise')
})

test('a batch separates and exports a folder; a bad recording does not stop the rest', async ({
  app,
  page,
  userData
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 3)
  const album = join(userData, 'album')
  someAlbum(album)
  await dropFiles(page, album)
  await expect(items(page)).toHaveCount(3)
  await expect(page).toHaveTitle('piano-notes.wav - Partwise')
  await expect(queueOf(page)).toContainText('3 components')
  const out = join(userData, 'stems')
  mkdirSync(out)
  await answerDialog(app, out)
  await queueOf(page).getByRole('button', { name: 'Start batch' }).click()
  await expect(queueOf(page).getByRole('button', { name: 'Stop batch' })).toBeVisible()
  await expect(queueOf(page).getByRole('button', { name: 'Stop batch' })).toHaveCount(0, {
    timeout: 60_000
  })
  const item = (name: string): Locator =>
    page.getByRole('listitem', { name, exact: true }).filter({ hasText: name })
  await expect(item('One.wav')).toContainText('3 stems, residual')
  await expect(item('Two.wav')).toContainText('could not be opened')
  await expect(item('Three.wav')).toContainText('3 stems, residual')
  for (const song of ['One', 'Three']) {
    const waves = readdirSync(join(out, song)).filter((name) => name.endsWith('.wav'))
    expect(waves).toHaveLength(3)
  }
  expect(existsSync(join(out, 'Two'))).toBe(false)
})

test('a batch stops when it is told to, and what is left waits', async ({
  app,
  page,
  userData
}) => {
  const [one = '', , three = ''] = someAlbum(join(userData, 'album'))
  await openByDrop(page, pianoToy)
  const field = page.getByRole('spinbutton', { name: 'Components' })
  await field.fill('64')
  await field.press('Enter')
  await dropFiles(page, one, three)
  const out = join(userData, 'stems')
  mkdirSync(out)
  await answerDialog(app, out)
  await queueOf(page).getByRole('button', { name: 'Start batch' }).click()
  await expect(page.getByRole('progressbar', { name: 'Separating' })).toBeVisible()
  await queueOf(page).getByRole('button', { name: 'Stop batch' }).click()
  await expect(queueOf(page).getByRole('button', { name: 'Start batch' })).toBeVisible()
  await expect(items(page).filter({ hasText: 'waits' })).toHaveCount(2)
  expect(readdirSync(out)).toEqual([])
  await expect(page).toHaveTitle('One.wav - Partwise')
  await expect(stems(page)).toHaveCount(0)
})

test('a folder without sound files gets a sentence, and what is open stays', async ({
  page,
  userData
}) => {
  await openByDrop(page, pianoToy)
  const folder = join(userData, 'Pictures')
  mkdirSync(folder)
  await dropFiles(page, folder)
  await expect(page.getByRole('alert')).toContainText('Pictures')
  await expect(page).toHaveTitle('piano-notes.wav - Partwise')
})
