import { expect, test } from 'vitest'
import { defaultSettings } from '../../../../shared/settings'
import { expectedSeconds, noteSeconds } from '../../../../src-main/document/expected-seconds'
import { MeasuredSpeed } from '../../../../src-main/remembered/measured-speed'
import { summaryOf } from '../../../support/documents'

const settings = defaultSettings(44_100)
const summary = summaryOf({ sampleRate: 44_100, channels: [new Float32Array(441_000)] })

function newSpeed(): MeasuredSpeed {
  return new MeasuredSpeed({
    read: () => undefined,
    write: () => Promise.resolve(),
    writeNow: () => undefined,
    keepCopy: () => undefined
  })
}

test('a run that was measured is expected to take as long again, others in proportion', async () => {
  const speed = newSpeed()
  expect(expectedSeconds(speed, settings, summary)).toBeNull()
  await noteSeconds(speed, settings, summary, 12)
  const expected = expectedSeconds(speed, settings, summary)!
  expect(expected[settings.quality]).toBeCloseTo(12, 6)
  expect(expected.fast).toBeLessThan(expected.balanced)
  expect(expected.balanced).toBeLessThan(expected.fine)
  const twice = { ...summary, sampleCount: 2 * summary.sampleCount }
  expect(expectedSeconds(speed, settings, twice)!.fast / expected.fast).toBeCloseTo(2, 1)
})
