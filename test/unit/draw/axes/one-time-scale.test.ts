/**
 * The law of the window's one grid: everything with a time axis shows a moment at the same pixel.
 */
import { describe, expect, test } from 'vitest'
import { frameCount } from '../../../../shared/dsp/stft'
import { secondsToFrame } from '../../../../src-renderer/draw/factorization/factorization-view'
import type { FactorizationView } from '../../../../src-renderer/draw/factorization/factorization-view'
import { curveHeights } from '../../../../src-renderer/draw/factorization/curve'
import { peakLevel, pixelPeaks, visiblePeaks } from '../../../../src-renderer/draw/waveform/peaks'
import { paintScene } from '../../../../src-renderer/draw/spectrogram/spectrogram-canvas'
import {
  levelFor,
  placeTile,
  visibleTiles
} from '../../../../src-renderer/draw/spectrogram/spectrogram-tiles'
import { stemLines } from '../../../../src-renderer/draw/factorization/stem-lines'
import { paintStrip } from '../../../../src-renderer/draw/factorization/strip'
import { deviceScale, snapToDevice } from '../../../../src-renderer/draw/axes/time-scale'
import { timeTicks } from '../../../../src-renderer/draw/axes/time-ticks'
import { Viewport } from '../../../../src-renderer/state/seeing/viewport.svelte'

const RATE = 44_100
const SAMPLES = 30 * RATE
const HOP = 512
/** A click at this sample and nothing else. */
const CLICK = 529_200
const CLICK_SECONDS = CLICK / RATE
const RATIO = 2

/**
 * Center of the columns that hold more than half of the maximum, in CSS pixels, and how wide they
 * are.
 */
function place(columns: ArrayLike<number>): { x: number; widthPx: number } {
  const values = Array.from(columns)
  const most = Math.max(...values)
  const first = values.findIndex((value) => value > most / 2)
  const last = values.findLastIndex((value) => value > most / 2)
  return { x: (first + last + 1) / 2 / RATIO, widthPx: (last - first + 1) / RATIO }
}

function clickView(): FactorizationView {
  const settings = { windowSize: 4096, hopSize: 1024, exponent: 1 } as const
  const frames = frameCount(SAMPLES, settings)
  const view = {
    W: new Float32Array(2049).fill(1 / 2049),
    H: new Float32Array(frames),
    frameCount: frames,
    binCount: 2049,
    componentCount: 1,
    settings,
    sampleRate: RATE
  }
  view.H[Math.floor(secondsToFrame(view, CLICK_SECONDS))] = 1
  return view
}

describe.each([0, 0.15, 0.3, 0.5, 0.6])('at zoom %f', (zoom) => {
  const viewport = new Viewport()
  viewport.setWidth(800)
  viewport.setDuration(SAMPLES / RATE, RATE)
  viewport.zoomTo(zoom, CLICK_SECONDS)
  viewport.scrollBy(viewport.timeToX(CLICK_SECONDS) - 500)
  const scale = deviceScale(viewport, RATIO)
  const x = viewport.timeToX(CLICK_SECONDS)
  const pixelsPerSample = 1 / (viewport.secondsPerPixel * RATE)

  test('the playhead stands within half a device pixel of the moment', () => {
    expect(Math.abs(snapToDevice(x, RATIO) - x)).toBeLessThanOrEqual(0.5 / RATIO)
  })

  test('ticks of the ruler stand where their time is', () => {
    const ticks = timeTicks(viewport, viewport.duration)
    expect(ticks.length).toBeGreaterThan(0)
    for (const tick of ticks) expect(tick.x).toBeCloseTo(viewport.timeToX(tick.seconds), 6)
  })

  test('the waveform has its click there', () => {
    const level = peakLevel(scale.secondsPerPixel * RATE)
    const refs = visiblePeaks(scale, RATE, SAMPLES, 0, level)
    expect(refs[0]!.from / RATE).toBeLessThanOrEqual(viewport.startSeconds)
    expect(refs.at(-1)!.to / RATE).toBeGreaterThanOrEqual(viewport.endSeconds - 1 / RATE)
    const tiles = refs.map(({ from, to, count }) => {
      const pairs = new Float32Array(count * 2)
      const part = Math.floor(((CLICK - from) / (to - from)) * count)
      if (CLICK >= from && CLICK < to) pairs[part * 2 + 1] = pairs[part * 2] = 1
      return { from, to, pairs }
    })
    const peaks = pixelPeaks(scale, RATE, tiles)
    const found = place(Array.from({ length: scale.widthPx }, (_, i) => peaks[i * 4 + 1]!))
    const middle = viewport.timeToX((CLICK + 0.5) / RATE)
    expect(Math.abs(found.x - middle)).toBeLessThanOrEqual(1 / RATIO + pixelsPerSample)
  })

  test('the spectrogram has its frame there', () => {
    const grid = {
      axis: 'mel' as const,
      frameCount: Math.floor(SAMPLES / HOP) + 1,
      readyFrames: Math.floor(SAMPLES / HOP) + 1,
      hopSize: HOP,
      levelCount: 4,
      sampleRate: RATE
    }
    const level = levelFor(grid, scale.secondsPerPixel)
    const frame = Math.floor(Math.round(CLICK / HOP) / 2 ** level)
    const pieces = visibleTiles(grid, scale, level).map((ref) => {
      const bytes = new Uint8Array((ref.fetchTo - ref.fetchFrom) * 4)
      const at = frame - ref.fetchFrom
      if (at >= 0 && frame < ref.fetchTo) bytes.fill(255, at * 4, at * 4 + 4)
      const tile = { bytes, firstFrame: ref.fetchFrom, frameCount: bytes.length / 4, rowCount: 4 }
      return placeTile(grid, scale, ref, tile)
    })
    const colors = Uint8Array.from({ length: 1024 }, (_, i) => i >> 2)
    const words = new Uint32Array(scale.widthPx)
    const scene = { widthPx: scale.widthPx, heightPx: 1, low: 0, high: 1, pieces, colors }
    paintScene({ ...scene, gainDb: -12, rangeDb: 132 }, words)
    const found = place(Array.from(words, (word) => word & 255))
    const framePx = (HOP * 2 ** level) / RATE / viewport.secondsPerPixel
    // The frame nearest to the click is at most half a frame off, its stand-in in a coarse level a
    // half of that.
    expect(Math.abs(found.x - x)).toBeLessThanOrEqual(framePx / 2 + 1 / RATIO)
    expect(found.widthPx).toBeLessThanOrEqual(framePx + 2 / RATIO)
  })

  test('strip and curve have their frame there', () => {
    const view = clickView()
    const lines = stemLines(view, [0])
    const framePx = view.settings.hopSize / RATE / viewport.secondsPerPixel
    const words = new Uint32Array(scale.widthPx)
    paintStrip(view, lines, scale, 1, [255, 255, 255], 1, words)
    const strip = place(Array.from(words, (word) => word >>> 24))
    expect(Math.abs(strip.x - x)).toBeLessThanOrEqual(framePx / 2 + 1)
    const curve = place(curveHeights(view, lines, scale))
    expect(Math.abs(curve.x - x)).toBeLessThanOrEqual(framePx / 2 + 1)
  })
})
