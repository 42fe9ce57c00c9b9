/** The app where its folder cannot be written: it opens all the same, and says what that means. */
import { readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './app'
import { openByDrop, pianoToy, separate, stems } from './steps'

test('with a file in the way of its folder the app opens, separates and says that it forgets', async ({
  launch,
  userData
}) => {
  const before = readdirSync(tmpdir())
  writeFileSync(join(userData, 'file'), '')
  const { app, page } = await launch([`--user-data-dir=${join(userData, 'file', 'profile')}`])
  const said = page.getByRole('status').filter({ hasText: 'Nothing will be remembered' })
  await expect(said).toBeVisible()
  await openByDrop(page, pianoToy)
  await separate(page, 2)
  await expect(stems(page)).toHaveCount(2)
  await app.close()
  const left = readdirSync(tmpdir()).filter((name) => !before.includes(name))
  expect(left.filter((name) => /^partwise-.{6}$/.test(name))).toEqual([])
})
