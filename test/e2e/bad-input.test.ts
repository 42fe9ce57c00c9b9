/** What bad input gets: a sentence, and the window as it was. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './app'
import { answerDialog, dropFiles, openByDrop, pianoToy, separate } from './steps'

test('text named .wav is refused by name, and the open recording stays', async ({
  page,
  userData
}) => {
  const text = join(userData, 'Take 07.wav')
  writeFileSync(text, 'These are only words, line after line.\n'.repeat(20))
  await openByDrop(page, pianoToy)
  await dropFiles(page, text)
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('Take 07.wav')
  await expect(alert).toContainText('text')
  await expect(page.getByText('piano-notes.wav').first()).toBeVisible()
  await expect(page.getByRole('region', { name: 'Waveform' })).toBeVisible()
})

test('a file without sound, a missing file and a folder each get a sentence', async ({
  page,
  app,
  userData
}) => {
  const empty = join(userData, 'Nothing in it.wav')
  writeFileSync(empty, '')
  const folder = join(userData, 'Album.wav')
  mkdirSync(folder)
  for (const path of [empty, join(userData, 'Gone.wav'), folder]) {
    await answerDialog(app, path)
    await page.getByRole('button', { name: 'Open audio' }).click()
    await expect(page.getByRole('alert').last()).toContainText(/Nothing in it|Gone|Album/)
  }
  await expect(page.getByText('Drop an audio file here')).toBeVisible()
})

test('a folder that cannot be written is named, and the stems stay', async ({ page, app }) => {
  await openByDrop(page, pianoToy)
  await separate(page, 2)
  await answerDialog(app, process.platform === 'linux' ? '/proc/partwise-stems' : '/nowhere/stems')
  await page.getByRole('button', { name: 'Export' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export stems' })
  await dialog.getByRole('button', { name: 'Choose' }).click()
  await dialog.getByRole('button', { name: /^Write \d+ files/ }).click()
  await expect(page.getByRole('alert')).toContainText(/stems/)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('list', { name: 'Stems' })).toBeVisible()
})
