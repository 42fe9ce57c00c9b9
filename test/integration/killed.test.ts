/** Programs that are killed while they write, and what the next start makes of what they left. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEngineClient } from '../../src-main/engine/engine-client'
import { enlist } from '../../src-main/engine/write/files/staging-list'
import { stagingListsIn } from '../../src-main/remembered/profile-folder'
import { float32Wav } from '../support/float32-wav'
import { kernelModule } from '../support/kernels'
import { noise } from '../support/signals'

const built = (name: string): URL => new URL(`../../out/main/${name}`, import.meta.url)
let root: string
let song: string
let out: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'partwise-killed-'))
  song = join(root, 'song.wav')
  out = join(root, 'stems')
})
afterEach(() => rmSync(root, { recursive: true }))

function partwise(...args: string[]): ChildProcess {
  const env = { ...process.env, XDG_CONFIG_HOME: root, APPDATA: root, HOME: root }
  return spawn(process.execPath, [fileURLToPath(built('cli.js')), ...args, '--json'], { env })
}

/** All files below the folder, hidden ones too. */
const everything = (): string[] => readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()

test.runIf(process.platform !== 'win32')(
  'what a killed command line was writing is gone with its next start',
  async () => {
    writeFileSync(song, float32Wav([noise(30 * 22_050, 1)], 22_050))
    const separate = ['separate', song, '--components', '8', '--iterations', '5', '--out', out]
    const child = partwise(...separate)
    const isWriting = (): boolean =>
      existsSync(out) && readdirSync(out).some((name) => readdirSync(join(out, name)).length > 2)
    await expect.poll(isWriting, { timeout: 30_000, interval: 2 }).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(everything().some((path) => path.endsWith('.part'))).toBe(true)
    expect(everything().some((path) => path.endsWith('.json'))).toBe(true)

    await once(partwise('info', song), 'exit')
    expect(everything()).toEqual(['song.wav', 'stems'])
  },
  60_000
)

test('what a killed app was writing is gone once the engine is asked to settle it', async () => {
  const lists = stagingListsIn(join(root, 'profile'))
  const hidden = join(out, '.partwise-abcdef-abcdef-abcdef-1-1-0123456789.part')
  enlist(lists.app, hidden)
  mkdirSync(hidden, { recursive: true })
  writeFileSync(join(hidden, '01_Low.wav'), 'half')
  const engine = createEngineClient({
    workerUrl: built('engine.worker.js'),
    module: kernelModule,
    size: 1,
    stagingList: lists.app
  })
  try {
    const asked = [{ path: lists.app, others: 'have ended' } as const]
    expect(await engine.call('settleLeftovers', { lists: asked })).toEqual({})
  } finally {
    await engine.dispose()
  }
  expect(readdirSync(out)).toEqual([])
  expect(statSync(out).isDirectory()).toBe(true)
  expect(existsSync(lists.app)).toBe(false)
})
