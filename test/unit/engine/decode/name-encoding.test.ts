import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isOtherEncoding } from '../../../../src-main/engine/decode/name-encoding'
import { openSoundFile } from '../../../../src-main/engine/decode/sound-file'
import { checkRegularFile } from '../../../../src-main/document/regular-file'

let root: string
beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'partwise-encoding-'))
})
afterEach(() => fs.rmSync(root, { recursive: true }))

const latin1 = (text: string): Buffer =>
  Buffer.concat([Buffer.from(`${root}/`), Buffer.from(text, 'latin1')])

// Other systems refuse such names or translate them.
test.runIf(process.platform === 'linux')(
  'a file whose name is not in UTF-8 is there, which is said',
  async () => {
    fs.writeFileSync(latin1('café.wav'), '')
    fs.mkdirSync(latin1('été'))
    for (const name of [...fs.readdirSync(root), '\uFFFDt\uFFFD/song.wav']) {
      const path = join(root, name)
      expect(isOtherEncoding(path)).toBe(true)
      const failure = { code: 'audio/unreadable', details: { path, reason: 'encoding' } }
      expect(() => openSoundFile(path)).toThrow(expect.objectContaining({ code: failure.code }))
      await expect(checkRegularFile(path)).rejects.toMatchObject(failure)
    }
  }
)

test('a file that is missing is missing, whatever it is called', () => {
  for (const name of ['none.wav', '\uFFFD.wav']) {
    const path = join(root, name)
    expect(isOtherEncoding(path)).toBe(false)
    expect(() => openSoundFile(path)).toThrow(expect.objectContaining({ code: 'audio/not-found' }))
  }
  fs.writeFileSync(join(root, '\uFFFD.wav'), '')
  expect(isOtherEncoding(join(root, '\uFFFD.wav'))).toBe(false)
})
