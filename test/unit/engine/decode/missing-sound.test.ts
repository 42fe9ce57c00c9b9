/** Silence in place of what is missing has one budget, whatever a file claims. */
import { describe, expect, test } from 'vitest'
import { BrokenStream } from '../../../../src-main/engine/decode/decoder-library'
import { SampleStore } from '../../../../src-main/engine/decode/sample-store'
import { byteDecoder, fixtureBytes, remarkKinds } from '../../../support/decoding'
import { changedPage, oggPages, pageHead } from '../../../support/ogg-bytes'

const decode = byteDecoder()
const RATE = 8000
const file = { path: '/takes/take.flac', name: 'take.flac', size: 1000 }

function emptyStore(expected: number | null = null): SampleStore {
  return new SampleStore({ file, sampleRate: RATE, channelCount: 1, expected })
}

describe('silence in place of missing sound', () => {
  test('lasts ten seconds at most, all of it together', () => {
    const store = emptyStore()
    store.appendSilence(6 * RATE)
    store.append([new Float32Array(100).fill(1)], 0, 100)
    store.appendSilence(4 * RATE)
    expect(() => store.appendSilence(1)).toThrow(BrokenStream)
    expect(store.length).toBe(10 * RATE + 100)
  })

  test('lasts up to twice as long as the bytes in its place did so far', () => {
    const store = emptyStore()
    store.appendSilence(20 * RATE, 15 * RATE)
    store.appendSilence(10 * RATE)
    expect(() => store.appendSilence(1)).toThrow(BrokenStream)
    expect(store.length).toBe(30 * RATE)
  })
})

test('memory is taken for what is there, not for what a header claims', () => {
  const capacity = (store: SampleStore): number => store.reserve(0)[0]!.length
  expect(capacity(emptyStore(4000))).toBe(4000)
  expect(capacity(emptyStore(400_000_000))).toBeLessThan(300_000)
  expect(() => emptyStore(2 ** 36)).not.toThrow()
})

describe.each(['sound.ogg', 'sound.opus'])('%s', (name) => {
  const pages = oggPages(fixtureBytes(name))
  const sound = pages.findIndex((page) => pageHead(page).granule > 0)

  test('opens with what its pages hold when their positions and numbers jump', async () => {
    const whole = await decode(Buffer.concat(pages))
    const jumping = pages.flatMap((page, i) => {
      const { granule, sequence } = pageHead(page)
      if (i <= sound) return [page]
      return [0, 1, 2, 3, 4, 5, 6].map((k) => {
        const jump = (1 + k + 7 * i) * 2 ** 25
        return changedPage(page, { granule: granule + jump, sequence: sequence + jump, flags: 0 })
      })
    })
    const decoded = await decode(Buffer.concat(jumping))
    const { sampleCount, sampleRate } = decoded.summary
    expect(sampleCount).toBeLessThanOrEqual(whole.summary.sampleCount + 10 * sampleRate)
    expect(remarkKinds(decoded)).toContain('damaged')
  })

  test('keeps its places over broken pages that take more than ten seconds', async () => {
    // Copies of the middle, numbered on, of which a run is broken.
    const [first, last] = [pages.slice(0, sound + 1), pages[sound + 1]!]
    const { granule: begin, sequence } = pageHead(pages[sound]!)
    const step = pageHead(last).granule - begin
    const copies = Math.ceil((60 * 48_000) / step)
    const middle = Array.from({ length: copies }, (_, k) => {
      const head = { granule: begin + (k + 1) * step, sequence: sequence + k + 1, flags: 0 }
      const page = changedPage(last, head)
      if (k > copies * 0.4 && k < copies * 0.8) page[page.length - 1]! ^= 1
      return page
    })
    const decoded = await decode(Buffer.concat([...first, ...middle]))
    expect(decoded.summary.sampleCount).toBeGreaterThan(0.98 * (begin + copies * step))
    expect(remarkKinds(decoded)).toContain('damaged')
  })
})
