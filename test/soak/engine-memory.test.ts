/**
 * Memory of the engine over many recordings in a row, and after separations that were cancelled.
 */
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultSettings } from '../../shared/settings'
import { collectGarbage } from '../../src-main/engine/machine/collect-garbage'
import { createEngineClient, type EngineClient } from '../../src-main/engine/engine-client'
import { float32Wav } from '../support/float32-wav'
import { kernelModule } from '../support/kernels'
import { recording } from '../support/recording'

const settings = { ...defaultSettings(22_050), components: 8 }
const seconds = 30
const runs = 20
/** Bytes of the recording itself: what one recording that is not released would take. */
const recordingBytes = seconds * 22_050 * 2 * 4

let folder: string
let path: string
let client: EngineClient

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'partwise-soak-'))
  path = join(folder, 'song.wav')
  writeFileSync(path, float32Wav(recording(seconds, 2).channels, 22_050))
  client = createEngineClient({
    workerUrl: new URL('../../out/main/engine.worker.js', import.meta.url),
    teamUrl: new URL('../../out/main/team.worker.js', import.meta.url),
    module: kernelModule,
    size: 2,
    threads: 2
  })
})

afterAll(async () => {
  await client.dispose()
  rmSync(folder, { recursive: true, force: true })
})

/** Bytes of this process, after a while in which memory may be given back. */
async function settledBytes(): Promise<number> {
  await setTimeout(300)
  collectGarbage()
  await setTimeout(300)
  try {
    const text = readFileSync('/proc/self/smaps_rollup', 'utf8')
    return 1024 * Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1])
  } catch {
    return process.memoryUsage().rss
  }
}

/** A recording through the engine: decoded, seen, separated, or cancelled on the way. */
async function takeApart(cancelAt: number | null): Promise<void> {
  const decoded = await client.call('decode', { path })
  const { pcm } = decoded!
  await client.call('spectrogram', { pcm, axis: 'mel' })
  const abort = new AbortController()
  const separation = await client.call(
    'separate',
    { pcm, settings },
    {
      signal: abort.signal,
      onProgress: ({ fraction }) => {
        if (cancelAt !== null && fraction >= cancelAt) abort.abort()
      }
    }
  )
  expect(separation === null).toBe(cancelAt !== null)
}

/**
 * Fails when bytes grow with the number of recordings. When memory is given back is up to the
 * collector, so middles are compared, and a quarter of what would be left by all recordings counts
 * as noise.
 */
function expectLevel(bytes: readonly number[]): void {
  const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[2]!
  const [first, last] = [middle(bytes.slice(0, 5)), middle(bytes.slice(-5))]
  expect(last).toBeLessThan(1.1 * first + (runs * recordingBytes) / 4)
}

test('recordings that follow each other leave nothing behind', async () => {
  const bytes: number[] = []
  await takeApart(null)
  for (let run = 0; run < runs; run++) {
    await takeApart(null)
    bytes.push(await settledBytes())
  }
  expectLevel(bytes)
})

test('neither do separations that were cancelled, wherever', async () => {
  const bytes: number[] = []
  await takeApart(0.1)
  for (let run = 0; run < runs; run++) {
    await takeApart((run % 9) / 10)
    bytes.push(await settledBytes())
  }
  expectLevel(bytes)
})
