import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Payload } from '../../../../shared/contract'
import { Failure } from '../../../../shared/failure'
import { Session } from '../../../../src-main/document/session'
import { Tasks } from '../../../../src-main/tasks/tasks'
import { WindowDecoder } from '../../../../src-main/document/window-decoder'
import { decodedOf } from '../../../support/documents'
import { fakeEngine } from '../../../support/fake-engine'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'partwise-window-'))
  writeFileSync(join(folder, 'song.m4a'), 'the bytes of a song')
})
afterAll(() => rmSync(folder, { recursive: true }))

const rate = { sampleRate: 44_100, channelCount: 2 }
const encoded = (): Parameters<WindowDecoder['decode']>[0] => ({
  ...rate,
  path: join(folder, 'song.m4a'),
  format: 'M4A, AAC',
  mostSamples: 10,
  start: 0
})

interface Fixture {
  decoder: WindowDecoder
  wanted: Payload<'decodeRequested'>[]
}

function fixture(): Fixture {
  const wanted: Payload<'decodeRequested'>[] = []
  const decoder = new WindowDecoder((_, payload) =>
    wanted.push(payload as Payload<'decodeRequested'>)
  )
  return { decoder, wanted }
}

const never = new AbortController().signal
const ones = new Float32Array(4).fill(1)

test('samples come together from pieces, and are as many as the window says', async () => {
  const { decoder, wanted } = fixture()
  const decoded = decoder.decode(encoded(), never)
  expect(wanted).toEqual([{ job: 1, ...rate }])
  for (const channel of [0, 1]) {
    expect(decoder.deliver({ job: 1, channel, from: 0, samples: ones })).toBe(true)
    const rest = ones.subarray(0, 2).map(() => channel + 2)
    expect(decoder.deliver({ job: 1, channel, from: 4, samples: rest })).toBe(true)
  }
  decoder.end({ job: 1, decoded: { channelCount: 2, sampleCount: 6 } })
  const pcm = (await decoded)!
  expect(pcm.sampleRate).toBe(44_100)
  expect(pcm.channels.map((samples) => [...samples])).toEqual([
    [1, 1, 1, 1, 2, 2],
    [1, 1, 1, 1, 3, 3]
  ])
  expect(pcm.channels[0]!.buffer).toBeInstanceOf(SharedArrayBuffer)
})

test('the bytes are served for as long as they are wanted, and nothing else is', async () => {
  const { decoder } = fixture()
  const decoded = decoder.decode(encoded(), never)
  expect(await decoder.serve('/media/encoded/1')!.text()).toBe('the bytes of a song')
  expect(decoder.serve('/media/encoded/2')!.status).toBe(404)
  for (const path of ['/media/encoded/', '/media/encoded/1/../..', '/media/1/w/1', '/index.html']) {
    expect(decoder.serve(path)).toBeNull()
  }
  decoder.end({ job: 1, decoded: null })
  await expect(decoded).rejects.toMatchObject({ code: 'audio/unsupported' })
  expect(decoder.serve('/media/encoded/1')!.status).toBe(404)
})

test.each([
  ['a piece beyond the end', { job: 1, channel: 0, from: 8, samples: ones }],
  ['a channel that there is not', { job: 1, channel: 2, from: 0, samples: ones }]
])('%s ends the job with a sentence about the file', async (_, piece) => {
  const { decoder } = fixture()
  const decoded = decoder.decode(encoded(), never)
  expect(decoder.deliver(piece)).toBe(false)
  await expect(decoded).rejects.toMatchObject({
    code: 'audio/unsupported',
    details: { name: 'song.m4a', format: 'M4A, AAC' }
  })
})

test('more samples or channels than announced are no sound', async () => {
  for (const lie of [
    { channelCount: 1, sampleCount: 5 },
    { channelCount: 2, sampleCount: 11 }
  ]) {
    const { decoder } = fixture()
    const decoded = decoder.decode(encoded(), never)
    decoder.end({ job: 1, decoded: lie })
    await expect(decoded).rejects.toMatchObject({ code: 'audio/unsupported' })
  }
})

test('a cancelled job and one whose page is gone end as cancelled', async () => {
  const { decoder } = fixture()
  const abort = new AbortController()
  const first = decoder.decode(encoded(), abort.signal)
  abort.abort()
  expect(await first).toBeNull()
  expect(decoder.deliver({ job: 1, channel: 0, from: 0, samples: ones })).toBe(false)
  const second = decoder.decode(encoded(), never)
  decoder.abandon()
  expect(await second).toBeNull()
  expect(await decoder.decode(encoded(), abort.signal)).toBeNull()
})

test('the window gets no tags that stand in front of the sound', async () => {
  const { decoder } = fixture()
  void decoder.decode({ ...encoded(), start: 4 }, never)
  expect(await decoder.serve('/media/encoded/1')!.text()).toBe('bytes of a song')
  decoder.abandon()
})

test('opening goes by way of the window when the engine says so, and only then', async () => {
  const channels = [new Float32Array(3000), new Float32Array(3000)]
  const pcm = { sampleRate: 44_100, channels }
  const inputs: unknown[] = []
  const { engine } = fakeEngine({
    decode: (input) => {
      inputs.push(input)
      const details = { ...encoded(), name: 'song.m4a' }
      if (!input.fromWindow) throw new Failure('audio/window-only', 'for the window', details)
      return { ...decodedOf(pcm, input.path), pcm: input.fromWindow }
    }
  })
  const decode = vi.fn(() => Promise.resolve(pcm))
  const options = { engine, tasks: new Tasks(), emit: () => undefined, axis: () => 'mel' as const }
  const log = { error: () => undefined }
  const { path } = encoded()
  const session = new Session({ ...options, log, windowDecoder: { decode } })
  expect((await session.open(path))?.summary.sampleCount).toBe(3000)
  expect(inputs).toEqual([{ path }, { path, fromWindow: pcm }])
  expect(decode).toHaveBeenCalledWith(encoded(), expect.any(AbortSignal))
  const without = new Session({ ...options, log })
  await expect(without.open(path)).rejects.toMatchObject({ code: 'audio/window-only' })
})
