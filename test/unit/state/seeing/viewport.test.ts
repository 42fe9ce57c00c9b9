import { describe, expect, test } from 'vitest'
import { Viewport } from '../../../../src-renderer/state/seeing/viewport.svelte'

const RATE = 44_100

function opened(seconds = 180, widthPx = 848): Viewport {
  const viewport = new Viewport()
  viewport.setWidth(widthPx)
  viewport.setDuration(seconds, RATE)
  return viewport
}

describe('the viewport', () => {
  test('shows the whole recording at first, from edge to edge', () => {
    const viewport = opened()
    expect(viewport.isFit).toBe(true)
    expect(viewport.timeToX(0)).toBe(0)
    expect(viewport.timeToX(180)).toBeCloseTo(848, 9)
  })

  test.each([0, 0.2, 0.5, 0.8, 1])('turns time to pixels and back at zoom %f', (zoom) => {
    const viewport = opened()
    viewport.zoomTo(zoom)
    for (const x of [0, 1, 423.5, 848]) {
      expect(viewport.timeToX(viewport.xToTime(x))).toBeCloseTo(x, 5)
    }
    expect(viewport.zoomPosition).toBeCloseTo(zoom, 9)
  })

  test('zooms about the pointer: the time under it stays under it', () => {
    const viewport = opened()
    viewport.zoomAt(300, 50)
    for (const factor of [1.1, 1.1, 3, 1 / 1.1, 40, 1 / 7]) {
      const seconds = viewport.xToTime(311)
      viewport.zoomAt(311, factor)
      expect(viewport.timeToX(seconds)).toBeCloseTo(311, 4)
    }
  })

  test('zooms from fit to a sample on four pixels and no further', () => {
    const viewport = opened()
    viewport.zoomAt(400, 1e12)
    expect(1 / (viewport.secondsPerPixel * RATE)).toBeCloseTo(4, 9)
    expect(viewport.zoomPosition).toBeCloseTo(1, 9)
    viewport.zoomAt(400, 1e-12)
    expect(viewport.isFit).toBe(true)
    expect(viewport.zoomPosition).toBe(0)
  })

  test('never scrolls beyond an end', () => {
    const viewport = opened()
    viewport.zoomTo(0.5)
    viewport.scrollBy(-1e9)
    expect(viewport.startSeconds).toBe(0)
    viewport.scrollBy(1e9)
    expect(viewport.endSeconds).toBeCloseTo(180, 9)
    viewport.zoomAt(0, 1e-9)
    expect(viewport.startSeconds).toBe(0)
  })

  test('keeps fit through a change of width, and a zoom as it is', () => {
    const viewport = opened()
    viewport.setWidth(1200)
    expect(viewport.isFit).toBe(true)
    expect(viewport.timeToX(180)).toBeCloseTo(1200, 9)
    viewport.zoomAt(100, 8)
    const { secondsPerPixel, startSeconds } = viewport
    viewport.setWidth(700)
    expect(viewport.secondsPerPixel).toBe(secondsPerPixel)
    expect(viewport.startSeconds).toBe(startSeconds)
  })

  test('follows the playhead by pages, and not while it is in sight', () => {
    const viewport = opened()
    viewport.zoomAt(0, 10)
    const start = viewport.startSeconds
    viewport.follow(viewport.endSeconds - 0.01)
    expect(viewport.startSeconds).toBe(start)
    viewport.follow(50)
    expect(viewport.timeToX(50)).toBeCloseTo(0.05 * 848, 6)
    viewport.follow(3)
    expect(viewport.timeToX(3)).toBeGreaterThanOrEqual(0)
  })

  test('is sound without a recording, with a tiny one, and before it has a width', () => {
    const empty = new Viewport()
    expect(empty.timeToX(0)).toBe(0)
    expect(Number.isFinite(empty.secondsPerPixel)).toBe(true)
    const tiny = opened(10 / RATE)
    tiny.zoomTo(1)
    expect(tiny.isFit).toBe(true)
    expect(tiny.zoomPosition).toBe(0)
    expect(tiny.timeToX(10 / RATE)).toBeCloseTo(848, 6)
    expect(tiny.seekTime(1e6)).toBe(10 / RATE)
  })

  test('begins every recording at fit', () => {
    const viewport = opened()
    viewport.zoomTo(0.7)
    viewport.setDuration(12, 48_000)
    expect(viewport.isFit).toBe(true)
    expect(viewport.duration).toBe(12)
  })
})
