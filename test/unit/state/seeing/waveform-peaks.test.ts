import { expect, test } from 'vitest'
import { peakOverview } from '../../../../shared/peak-overview'
import {
  WaveformPeaks,
  type PeakedAudio
} from '../../../../src-renderer/state/seeing/waveform-peaks.svelte'

const RATE = 44_100
const sampleCount = 100 * RATE
/** Two channels whose overview says 0.5 everywhere. */
const audio: PeakedAudio = {
  document: 3,
  summary: { sampleRate: RATE, sampleCount, channelCount: 2 },
  overview: [0, 1].map(() => new Float32Array(2 * peakOverview(sampleCount).count).fill(0.5))
}
const whole = {
  startSeconds: 0,
  secondsPerPixel: (3 * 100) / peakOverview(sampleCount).count,
  widthPx: Math.floor(peakOverview(sampleCount).count / 3)
}
/** So close that a pixel is 4 samples. */
const close = { startSeconds: 10, secondsPerPixel: 4 / RATE, widthPx: 100 }
const arrival = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** Answers with 0.25 everywhere, and keeps the URLs asked for. */
function server(): { urls: string[]; fetcher: (url: string) => Promise<ArrayBuffer> } {
  const urls: string[] = []
  return {
    urls,
    fetcher: (url) => {
      urls.push(url)
      return Promise.resolve(new Float32Array(2 * 4096).fill(0.25).buffer)
    }
  }
}

test('the whole recording is shown by what came with it, and nothing is fetched', async () => {
  const { urls, fetcher } = server()
  const peaks = new WaveformPeaks(audio, fetcher).peaksFor(whole)
  await arrival()
  expect(urls).toEqual([])
  expect(peaks).toHaveLength(2)
  for (const channel of peaks) {
    expect(channel).toHaveLength(4 * whole.widthPx)
    expect(channel.every((value) => Math.abs(value) <= 0.5)).toBe(true)
    expect(channel[1]).toBe(0.5)
  }
})

test('close to, the overview stands in until a tile of every channel is here', async () => {
  const { urls, fetcher } = server()
  const peaks = new WaveformPeaks(audio, fetcher)
  const highest = (): number[] => peaks.peaksFor(close).map((channel) => channel[1]!)
  expect(highest()).toEqual([0.5, 0.5])
  await arrival()
  expect(urls).toHaveLength(2)
  expect(highest()).toEqual([0.25, 0.25])
})

test('what cannot be fetched is shown by coarser peaks, and not asked for again', async () => {
  let asked = 0
  const peaks = new WaveformPeaks(audio, () => {
    asked++
    return Promise.reject(new Error('gone'))
  })
  peaks.peaksFor(close)
  await arrival()
  const before = asked
  expect(peaks.peaksFor(close).map((channel) => channel[1])).toEqual([0.5, 0.5])
  await arrival()
  expect([before, asked]).toEqual([2, 2])
})
