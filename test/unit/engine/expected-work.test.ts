import fc from 'fast-check'
import { expect, test } from 'vitest'
import { qualities, defaultSettings } from '../../../shared/settings'
import { expectedWork } from '../../../src-main/engine/expected-work'
import { summaryOf } from '../../support/documents'

const summary = summaryOf(
  { sampleRate: 44_100, channels: [new Float32Array(1), new Float32Array(1)] },
  '/song.wav'
)
/** Up to ten minutes: longer recordings are averaged in time, and cost less for each second. */
const lengths = fc.integer({ min: 44_100, max: 44_100 * 600 })

test('better quality, more components, more sound and more channels are more work', () => {
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 64 }), (sampleCount, components) => {
      const settings = { ...defaultSettings(44_100), components }
      const song = { ...summary, sampleCount }
      const work = expectedWork(settings, song)
      expect(work).toBeGreaterThan(0)
      const [fast, balanced, fine] = qualities.map((quality) =>
        expectedWork({ ...settings, quality }, song)
      )
      expect(fast).toBeLessThan(balanced!)
      expect(balanced).toBeLessThan(fine!)
      expect(expectedWork({ ...settings, components: components + 8 }, song)).toBeGreaterThan(work)
      expect(expectedWork(settings, { ...song, channelCount: 1 })).toBeLessThan(work)
      const range = { fromSample: 0, toSample: Math.floor(sampleCount / 2) }
      expect(expectedWork({ ...settings, range }, song)).toBeLessThan(work)
    }),
    { numRuns: 50 }
  )
})
