import { expect, test } from 'vitest'
import { drawWaveform, joinChannels } from '../../../../src-renderer/draw/waveform/waveform'

interface Span {
  readonly x: number
  readonly top: number
  readonly height: number
}

/** Draws peaks, four values a pixel for each channel, and gives back the spans of the waves. */
function spansOf(channels: readonly Float32Array[], width: number, height: number): Span[] {
  const spans: Span[] = []
  const context = {
    canvas: { width, height },
    fillStyle: '',
    beginPath: () => undefined,
    fill: () => undefined,
    fillRect: () => undefined,
    rect: (x: number, top: number, _: number, tall: number) => spans.push({ x, top, height: tall })
  }
  const colors = { peaks: 'a', body: 'b', line: 'c' }
  const joined = joinChannels(channels)
  drawWaveform(context as unknown as CanvasRenderingContext2D, joined, channels.length, 1, colors)
  return spans
}

test.each([1, 2, 6, 8])('each of %i channels has a lane of its own, at its own pixels', (count) => {
  const [width, height] = [10, 160]
  const lane = height / count
  for (let loud = 0; loud < count; loud++) {
    const channels = Array.from({ length: count }, (_, c) =>
      Float32Array.from({ length: 4 * width }, (_, i) => {
        const isHigh = c === loud && Math.floor(i / 4) === 3
        return isHigh ? (i % 2 === 0 ? -1 : 1) : 0
      })
    )
    const high = spansOf(channels, width, height).filter((span) => span.height > lane / 2)
    expect(high.some(({ x }) => x === 3)).toBe(true)
    for (const { x, top, height: tall } of high) {
      expect([3, 4]).toContain(x)
      expect(top).toBeGreaterThanOrEqual(loud * lane)
      expect(top + tall).toBeLessThanOrEqual((loud + 1) * lane)
    }
  }
})
