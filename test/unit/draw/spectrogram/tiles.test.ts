import { describe, expect, test } from 'vitest'
import { byteToDb } from '../../../../shared/tile-bytes'
import { colorIndex } from '../../../../src-renderer/draw/canvas/colormap'
import {
  paintScene,
  readColumn
} from '../../../../src-renderer/draw/spectrogram/spectrogram-canvas'
import {
  levelFor,
  placeTile,
  readyInLevel,
  secondsToTileFrame,
  TILE_FRAMES,
  tileFrameToSeconds,
  visibleTiles
} from '../../../../src-renderer/draw/spectrogram/spectrogram-tiles'
import type {
  SpectrogramPiece,
  SpectrogramTile
} from '../../../../src-renderer/draw/spectrogram/spectrogram-tiles'
import { TileCache } from '../../../../src-renderer/draw/canvas/tile-cache'
import type { TileWish } from '../../../../src-renderer/draw/canvas/tile-cache'
import { timeGesture } from '../../../../src-renderer/draw/axes/time-gestures'

const grid = {
  axis: 'mel' as const,
  frameCount: 10_001,
  readyFrames: 10_001,
  hopSize: 512,
  levelCount: 5,
  sampleRate: 44_100
}
const frameSeconds = 512 / 44_100

describe('tiles of the spectrogram', () => {
  test('the picture ends where the recording does, not up to half a hop before', () => {
    for (const sampleCount of [4410, 17_640, 44_100, 100_003, 441_000]) {
      const frameCount = Math.floor(sampleCount / 512) + 1
      const short = { ...grid, frameCount, readyFrames: frameCount }
      const seconds = sampleCount / 44_100
      const scale = { startSeconds: 0, secondsPerPixel: seconds / 850, widthPx: 850 }
      for (const level of [0, 2]) {
        const ref = visibleTiles(short, scale, level).at(-1)!
        const { fetchFrom: firstFrame, fetchTo } = ref
        const tile = {
          bytes: new Uint8Array(0),
          firstFrame,
          frameCount: fetchTo - firstFrame,
          rowCount: 0
        }
        expect(placeTile(short, scale, ref, tile).x1).toBeGreaterThanOrEqual(850 - 1e-6)
      }
    }
  })

  test('frame i of level 0 is centered on sample i hop, and levels agree on time', () => {
    expect(tileFrameToSeconds(grid, 0, 20.5)).toBeCloseTo(20 * frameSeconds, 12)
    for (const level of [0, 1, 4]) {
      const seconds = tileFrameToSeconds(grid, level, 33.25)
      expect(secondsToTileFrame(grid, level, seconds)).toBeCloseTo(33.25, 9)
      expect(secondsToTileFrame(grid, 0, seconds)).toBeCloseTo(33.25 * 2 ** level, 9)
    }
  })

  test('the level has between 0.7 and 1.42 frames a pixel where there is one', () => {
    for (const framesPerPixel of [0.01, 0.8, 1.5, 3, 7, 15, 500]) {
      const level = levelFor(grid, framesPerPixel * frameSeconds)
      const left = framesPerPixel / 2 ** level
      if (framesPerPixel < 1) expect(level).toBe(0)
      else if (framesPerPixel > 20) expect(level).toBe(4)
      else expect(left > 0.7 && left < 1.42).toBe(true)
    }
  })

  test('tiles cover what is in sight without gap, overlap or a frame too many', () => {
    for (const [level, start, width] of [
      [0, 0, 3000],
      [0, 900.5, 300],
      [2, 5000, 9000],
      [4, 0, 10_001]
    ] as const) {
      const scale = {
        startSeconds: start * frameSeconds,
        secondsPerPixel: frameSeconds,
        widthPx: width
      }
      const refs = visibleTiles(grid, scale, level)
      const frames = readyInLevel(grid, level)
      expect(refs[0]!.from).toBeLessThanOrEqual(secondsToTileFrame(grid, level, scale.startSeconds))
      refs.forEach((ref, i) => {
        expect(ref.to - ref.from).toBeLessThanOrEqual(TILE_FRAMES)
        expect(ref.fetchTo).toBeLessThanOrEqual(frames)
        expect(ref.fetchFrom).toBeGreaterThanOrEqual(0)
        if (i > 0) expect(ref.from).toBe(refs[i - 1]!.to)
      })
      const end = secondsToTileFrame(grid, level, scale.startSeconds + width * frameSeconds)
      expect(refs.at(-1)!.to).toBeGreaterThanOrEqual(Math.min(Math.floor(end), frames))
    }
  })

  test('seams do not show: two tiles with a shared frame paint what one would', () => {
    const rowCount = 3
    const byteAt = (frame: number, row: number): number => (frame * 37 + row * 91) % 256
    const tileOf = (firstFrame: number, frameCount: number) => ({
      bytes: Uint8Array.from({ length: frameCount * rowCount }, (_, i) =>
        byteAt(firstFrame + Math.floor(i / rowCount), i % rowCount)
      ),
      firstFrame,
      frameCount,
      rowCount
    })
    const scale = {
      startSeconds: 1015.3 * frameSeconds,
      secondsPerPixel: frameSeconds / 4.7,
      widthPx: 90
    }
    const refs = visibleTiles(grid, scale, 0)
    expect(refs.length).toBe(2)
    const pieces = refs.map((ref) =>
      placeTile(grid, scale, ref, tileOf(ref.fetchFrom, ref.fetchTo - ref.fetchFrom))
    )
    const whole = { ...refs[0]!, from: 1000, to: 1100, fetchFrom: 1000, fetchTo: 1100 }
    const one = [placeTile(grid, scale, whole, tileOf(1000, 100))]
    const paint = (list: typeof pieces): Uint32Array => {
      const words = new Uint32Array(90 * 5)
      const colors = Uint8Array.from({ length: 1024 }, (_, i) => i >> 2)
      paintScene(
        {
          widthPx: 90,
          heightPx: 5,
          low: 0,
          high: 1,
          pieces: list,
          colors,
          gainDb: -12,
          rangeDb: 132
        },
        words
      )
      return words
    }
    expect(paint(pieces)).toEqual(paint(one))
  })

  test('levels are interpolated between frames and held at the ends', () => {
    const tile = {
      bytes: Uint8Array.of(10, 200, 30, 100),
      firstFrame: 0,
      frameCount: 2,
      rowCount: 2
    }
    const column = new Float32Array(2)
    readColumn(tile, 1, column)
    expect([...column]).toEqual([20, 150])
    readColumn(tile, -5, column)
    expect([...column]).toEqual([10, 200])
    readColumn(tile, 9, column)
    expect([...column]).toEqual([30, 100])
  })

  test('row 0 is at the bottom, and a pixel over several rows shows the loudest', () => {
    const bytes = Uint8Array.of(0, 0, 0, 0, 0, 0, 255, 0)
    const tile = { bytes, firstFrame: 0, frameCount: 1, rowCount: 8 }
    const colors = Uint8Array.from({ length: 1024 }, (_, i) => i >> 2)
    const piece = { tile, x0: 0, x1: 1, u0: 0, u1: 1 }
    const words = new Uint32Array(4)
    const scene = { widthPx: 1, heightPx: 4, pieces: [piece], colors, gainDb: -12, rangeDb: 132 }
    paintScene({ ...scene, low: 0, high: 1 }, words)
    expect([...words].map((word) => word & 255)).toEqual([255, 0, 0, 0])
  })

  test('a later piece covers an earlier one, and what none covers has the lowest color', () => {
    const tileOf = (byte: number): SpectrogramTile => {
      const bytes = new Uint8Array(40).fill(byte)
      return { bytes, firstFrame: 0, frameCount: 10, rowCount: 4 }
    }
    const colors = Uint8Array.from({ length: 1024 }, (_, i) => i >> 2)
    const piece = (byte: number, x0: number, x1: number): SpectrogramPiece => {
      return { tile: tileOf(byte), x0, x1, u0: 0, u1: 10 }
    }
    const pieces = [piece(80, 2, 60), piece(160, 10, 40), piece(240, 30, 50)]
    const scene = { widthPx: 70, heightPx: 3, low: 0, high: 1, pieces, colors }
    const words = new Uint32Array(210).fill(7)
    paintScene({ ...scene, gainDb: -12, rangeDb: 132 }, words)
    const shown = (byte: number): number => colorIndex(byteToDb(byte), -12, 132)
    const line = Array.from({ length: 70 }, (_, x) => {
      if (x >= 30 && x < 50) return shown(240)
      if (x >= 10 && x < 40) return shown(160)
      return x >= 2 && x < 60 ? shown(80) : 0
    })
    expect([...words].map((word) => word & 255)).toEqual([...line, ...line, ...line])
  })

  test('a window of the frequency axis shows its rows and no others', () => {
    const tile = {
      bytes: Uint8Array.of(0, 40, 80, 120, 160, 200, 240, 255),
      firstFrame: 0,
      frameCount: 1,
      rowCount: 8
    }
    const colors = Uint8Array.from({ length: 1024 }, (_, i) => i >> 2)
    const scene = { widthPx: 1, heightPx: 4, colors, gainDb: -12, rangeDb: 132 }
    const piece = { tile, x0: 0, x1: 1, u0: 0, u1: 1 }
    const words = new Uint32Array(4)
    const paint = (low: number, high: number): number[] => {
      paintScene({ ...scene, pieces: [piece], low, high }, words)
      return [...words].map((word) => word & 255)
    }
    const shown = (byte: number): number => colorIndex(byteToDb(byte), -12, 132)
    expect(paint(0.25, 0.75)).toEqual([200, 160, 120, 80].map(shown))
    expect(paint(0.5, 1)).toEqual([255, 240, 200, 160].map(shown))
  })
})

describe('the tile cache', () => {
  interface Job {
    wish: TileWish
    signal: AbortSignal
    resolve: (tile: string) => void
    reject: (cause: Error) => void
  }
  function setup(capacity = 3, concurrency = 2) {
    const jobs: Job[] = []
    let changes = 0
    const cache = new TileCache<TileWish, string>({
      load: (wish, signal) =>
        new Promise((resolve, reject) => jobs.push({ wish, signal, resolve, reject })),
      changed: () => changes++,
      capacity,
      concurrency
    })
    return { cache, jobs, changes: () => changes }
  }
  const wishes = (...keys: string[]): TileWish[] => keys.map((key) => ({ key, version: 1 }))
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

  test('fetches the most urgent first, a few at a time, and each once', async () => {
    const { cache, jobs, changes } = setup()
    cache.want(wishes('a', 'b', 'c'))
    cache.want(wishes('a', 'b', 'c'))
    expect(jobs.map(({ wish }) => wish.key)).toEqual(['a', 'b'])
    jobs[0]!.resolve('A')
    await settle()
    expect(cache.get('a')).toBe('A')
    expect(changes()).toBe(1)
    expect(jobs.map(({ wish }) => wish.key)).toEqual(['a', 'b', 'c'])
  })

  test('stops fetching what is no longer wanted, and ignores it if it comes all the same', async () => {
    const { cache, jobs, changes } = setup()
    cache.want(wishes('a', 'b'))
    cache.want(wishes('c'))
    expect(jobs[0]!.signal.aborted).toBe(true)
    jobs[0]!.resolve('A')
    await settle()
    expect(cache.get('a')).toBeUndefined()
    expect(changes()).toBe(0)
    expect(jobs.map(({ wish }) => wish.key)).toEqual(['a', 'b', 'c'])
  })

  test('does not fetch what was put in, and does not let it replace what was fetched', async () => {
    const { cache, jobs } = setup()
    cache.put({ key: 'a', version: 1 }, 'given')
    cache.want(wishes('a', 'b'))
    expect(jobs.map(({ wish }) => wish.key)).toEqual(['b'])
    jobs[0]!.resolve('fetched')
    await settle()
    cache.put({ key: 'b', version: 1 }, 'given')
    expect([cache.get('a'), cache.get('b')]).toEqual(['given', 'fetched'])
  })

  test('forgets what was used longest ago', async () => {
    const { cache, jobs } = setup(2)
    for (const key of ['a', 'b']) {
      cache.want(wishes(key))
      jobs[jobs.length - 1]!.resolve(key)
      await settle()
    }
    cache.get('a')
    cache.want(wishes('c'))
    jobs[jobs.length - 1]!.resolve('c')
    await settle()
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['a', undefined, 'c'])
    expect(cache.size).toBe(2)
  })

  test('keeps an old version until the new one is here', async () => {
    const { cache, jobs } = setup()
    cache.want([{ key: 'a', version: 1 }])
    jobs[0]!.resolve('old')
    await settle()
    cache.want([{ key: 'a', version: 2 }])
    expect(cache.get('a')).toBe('old')
    jobs[1]!.resolve('new')
    await settle()
    expect(cache.get('a')).toBe('new')
    cache.want([{ key: 'a', version: 2 }])
    expect(jobs.length).toBe(2)
  })

  test('does not ask again for what cannot be fetched, and goes on with the rest', async () => {
    const { cache, jobs } = setup(3, 1)
    cache.want(wishes('a', 'b'))
    jobs[0]!.reject(new Error('gone'))
    await settle()
    cache.want(wishes('a', 'b'))
    expect(jobs.map(({ wish }) => wish.key)).toEqual(['a', 'b'])
  })
})

describe('wheel and pinch', () => {
  const turn = {
    deltaX: 0,
    deltaY: 0,
    deltaMode: 0,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false
  }

  test('a plain wheel and Alt are left to others', () => {
    expect(timeGesture({ ...turn, deltaY: 100 })).toBeNull()
    expect(timeGesture({ ...turn, deltaY: 100, altKey: true, ctrlKey: true })).toBeNull()
  })

  test('Ctrl zooms by 1.1 a notch, a pinch by as much as the fingers', () => {
    expect(timeGesture({ ...turn, deltaY: -120, ctrlKey: true })).toEqual({
      kind: 'zoom',
      factor: 1.1
    })
    const out = timeGesture({ ...turn, deltaY: 3, deltaMode: 1, metaKey: true })
    expect(out).toEqual({ kind: 'zoom', factor: 1 / 1.1 })
    const pinch = timeGesture({ ...turn, deltaY: -100 * Math.log(1.03), ctrlKey: true })
    expect(pinch?.kind === 'zoom' && pinch.factor).toBeCloseTo(1.03, 9)
  })

  test('Shift and a sideways wheel scroll', () => {
    expect(timeGesture({ ...turn, deltaY: 50, shiftKey: true })).toEqual({ kind: 'scroll', px: 50 })
    expect(timeGesture({ ...turn, deltaX: -8, deltaY: 3 })).toEqual({ kind: 'scroll', px: -8 })
  })
})
