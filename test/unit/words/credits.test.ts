import { expect, test } from 'vitest'
import { credits } from '../../../src-renderer/words/credits'

test('every license that does not lie beside the program has its text, with a name and a permission', async () => {
  for (const { name, load } of credits) {
    if (name === 'Electron and Chromium') continue
    const text = await load!()
    expect(text.length, name).toBeGreaterThan(500)
    expect(text, name).toMatch(/copyright/i)
    expect(text, name).toMatch(/permi(t|ssion)/i)
    expect(text, name).toMatch(/warrant/i)
  }
})

test('the license of what is under the LGPL is there whole', async () => {
  const lgpl = credits.find(({ license }) => license.startsWith('LGPL'))!
  expect(await lgpl.load!()).toContain('END OF TERMS AND CONDITIONS')
})
