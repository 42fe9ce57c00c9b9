import { describe, expect, test } from 'vitest'
import type { SpectrogramShape } from '../../../../shared/contract'
import { hzToHeight } from '../../../../shared/picture-axis'
import { wholeWindow, zoomWindow } from '../../../../src-renderer/draw/axes/frequency-window'
import type { TileMaskWorker } from '../../../../src-renderer/draw/spectrogram/tile-mask-protocol'
import { Picture } from '../../../../src-renderer/state/seeing/picture.svelte'
import type { PictureMask } from '../../../../src-renderer/state/seeing/tile-masks'
import { someFactorization } from '../../../support/documents'

const RATE = 44_100
const shape: SpectrogramShape = {
  axis: 'mel',
  rowCount: 8,
  frameCount: 5000,
  hopSize: 512,
  levelCount: 4,
  minHz: 20,
  maxHz: 20_000
}
/** The whole recording in 600 pixels. */
const whole = { startSeconds: 0, secondsPerPixel: (5000 * 512) / RATE / 600, widthPx: 600 }

/** Answers with bytes that say which level they are of, and keeps the URLs asked for. */
function server(): { urls: string[]; fetcher: (url: string) => Promise<ArrayBuffer> } {
  const urls: string[] = []
  return {
    urls,
    fetcher: (url) => {
      urls.push(url)
      const [level = 0, from = 0, to = 0] = url.split('/').slice(-3).map(Number)
      return Promise.resolve(new Uint8Array((to - from) * 8).fill(100 + level).buffer)
    }
  }
}
const arrival = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

describe('the picture', () => {
  test('zooms to a band of frequencies, or as near as it goes', () => {
    const picture = new Picture(server().fetcher)
    picture.load(1)
    picture.apply({ document: 1, shape, readyFrames: 5000 })
    picture.show(500, 2000)
    expect(picture.scale?.minHz).toBeCloseTo(500, 3)
    expect(picture.scale?.maxHz).toBeCloseTo(2000, 3)
    picture.show(1000, 1000)
    expect(picture.scale!.minHz).toBeLessThan(1000)
    expect(picture.scale!.maxHz).toBeGreaterThan(1000)
  })

  test('fetches what is in sight at the level that fits, and nothing else', async () => {
    const { urls, fetcher } = server()
    const picture = new Picture(fetcher)
    picture.load(7)
    picture.apply({ document: 7, shape, readyFrames: 5000 })
    expect(picture.piecesFor(whole, RATE)).toEqual([])
    await arrival()
    expect(urls).toEqual(['app://bundle/media/7/spectrogram/mel/3/0/625'])
    const [piece] = picture.piecesFor(whole, RATE)
    expect(piece?.tile.frameCount).toBe(625)
    expect(piece?.x0).toBeLessThanOrEqual(0)
    expect(piece?.x1).toBeGreaterThan(599)
  })

  test('shows coarser tiles until the right ones are here', async () => {
    const picture = new Picture(server().fetcher)
    picture.load(1)
    picture.apply({ document: 1, shape, readyFrames: 5000 })
    picture.piecesFor(whole, RATE)
    await arrival()
    const close = { startSeconds: 10, secondsPerPixel: 512 / RATE, widthPx: 600 }
    expect(picture.piecesFor(close, RATE).map(({ tile }) => tile.bytes[0])).toEqual([103])
    await arrival()
    const after = picture.piecesFor(close, RATE).map(({ tile }) => tile.bytes[0])
    expect(after).toEqual([100, 100])
  })

  test('grows with what main has computed, and fetches no frame that is not there', async () => {
    const { urls, fetcher } = server()
    const picture = new Picture(fetcher)
    picture.load(1)
    picture.apply({ document: 1, shape, readyFrames: 0 })
    picture.piecesFor(whole, RATE)
    picture.apply({ document: 1, shape, readyFrames: 1234 })
    picture.piecesFor(whole, RATE)
    await arrival()
    picture.apply({ document: 1, shape, readyFrames: 5000 })
    picture.piecesFor(whole, RATE)
    await arrival()
    expect(urls.map((url) => url.split('/').slice(-3).join('/'))).toEqual(['3/0/154', '3/0/625'])
  })

  test('ignores other documents, and progress that comes late', () => {
    const picture = new Picture(server().fetcher)
    picture.load(2)
    picture.apply({ document: 1, shape, readyFrames: 10 })
    expect(picture.shape).toBeNull()
    picture.apply({ document: 2, shape, readyFrames: 40 })
    picture.apply({ document: 2, shape, readyFrames: 0 })
    expect(picture.readyFrames).toBe(40)
    picture.apply({ document: 2, shape: { ...shape, axis: 'log', minHz: 30 }, readyFrames: 5 })
    expect(picture.axis).toBe('log')
    expect(picture.readyFrames).toBe(5)
  })

  test('reads the level under the crosshair from its tiles', async () => {
    const fetcher = (url: string): Promise<ArrayBuffer> => {
      const [, from = 0, to = 0] = url.split('/').slice(-3).map(Number)
      const bytes = new Uint8Array((to - from) * 8)
      // Row 5 of frame 20 is at 0 dBFS, all else at the bottom.
      if (from <= 20 && to > 20 && url.includes('/mel/0/')) bytes[(20 - from) * 8 + 5] = 232
      return Promise.resolve(bytes.buffer)
    }
    const picture = new Picture(fetcher)
    picture.load(1)
    picture.apply({ document: 1, shape, readyFrames: 5000 })
    expect(picture.levelAt(0, 1000, RATE)).toBeNull()
    picture.piecesFor({ startSeconds: 0, secondsPerPixel: 256 / RATE, widthPx: 600 }, RATE)
    await arrival()
    const loud = [200, 1000, 3000, 5500, 8000].filter((hz) => {
      return Math.floor(hzToHeight(shape, hz) * 8) === 5
    })
    expect(loud.length).toBeGreaterThan(0)
    for (const hz of loud) {
      expect(picture.levelAt((20 * 512) / RATE, hz, RATE)).toBeCloseTo(0, 0)
      expect(picture.levelAt((40 * 512) / RATE, hz, RATE)).toBe(-120)
    }
  })

  test('forgets everything with the document, and survives a fetch that fails', async () => {
    const picture = new Picture(() => Promise.reject(new Error('gone')))
    picture.load(1)
    picture.apply({ document: 1, shape, readyFrames: 5000 })
    picture.piecesFor(whole, RATE)
    await arrival()
    expect(picture.piecesFor(whole, RATE)).toEqual([])
    picture.load(null)
    expect(picture.shape).toBeNull()
    expect(picture.document).toBeNull()
  })
})

test('a picture is complete once it is computed to its end and its tiles are here, and not before', async () => {
  const picture = new Picture(server().fetcher)
  picture.load(1)
  expect(picture.isComplete(whole, RATE)).toBe(false)
  for (const readyFrames of [2000, 5000]) {
    picture.apply({ document: 1, shape, readyFrames })
    picture.piecesFor(whole, RATE)
    await new Promise((done) => setTimeout(done, 20))
    picture.piecesFor(whole, RATE)
    await new Promise((done) => setTimeout(done, 20))
    expect(picture.isComplete(whole, RATE)).toBe(readyFrames === 5000)
  }
})

test('what is in sight of the frequency axis stays in sight on another axis', () => {
  const picture = new Picture(server().fetcher)
  picture.load(1)
  picture.apply({ document: 1, shape, readyFrames: 0 })
  picture.window = zoomWindow(wholeWindow, 0.4, 4)
  const before = picture.scale!
  picture.apply({ document: 1, shape: { ...shape, axis: 'log', minHz: 30 }, readyFrames: 0 })
  expect(picture.scale!.axis).toBe('log')
  expect(picture.scale!.minHz).toBeCloseTo(before.minHz, 3)
  expect(picture.scale!.maxHz).toBeCloseTo(before.maxHz, 3)
  picture.load(2)
  picture.apply({ document: 2, shape, readyFrames: 0 })
  expect(picture.window).toEqual(wholeWindow)
})

test('a mix is shown once its tiles are masked, and read under the crosshair', async () => {
  const factorization = someFactorization(2)
  // Says that every level is 20 dB lower.
  const worker: TileMaskWorker = {
    postMessage(command) {
      if (command.kind !== 'tile') return
      const bytes = new Uint8Array(command.tile.bytes.map((byte) => byte - 20))
      const reply = new MessageEvent('message', { data: { id: command.id, bytes } })
      setTimeout(() => worker.onmessage?.(reply))
    },
    terminate: () => undefined,
    onmessage: null,
    onerror: null
  }
  const picture = new Picture(server().fetcher, () => worker)
  picture.load(1)
  picture.apply({ document: 1, shape, readyFrames: 5000 })
  const mask: PictureMask = {
    subject: 'selection',
    kind: 'mix',
    gains: Float32Array.of(1, 0),
    rest: 0,
    factorization,
    sampleRate: RATE
  }
  picture.piecesFor(whole, RATE, mask)
  await arrival()
  expect(picture.piecesFor(whole, RATE, mask)).toEqual([])
  expect(picture.isComplete(whole, RATE, mask)).toBe(false)
  await arrival()
  expect(picture.piecesFor(whole, RATE, mask).map(({ tile }) => tile.bytes[0])).toEqual([83])
  expect(picture.isComplete(whole, RATE, mask)).toBe(true)
  const [mixture, masked] = [null, mask].map((one) => picture.levelAt(10, 1000, RATE, one)!)
  expect(mixture! - masked!).toBeCloseTo((20 * 132) / 255, 6)
})
