/** More than two channels: what is heard is the mixdown of what is exported. */
import { describe, expect, test } from 'vitest'
import type { Factorization } from '../../../../shared/factorization'
import { centerGains } from '../../../../shared/mix'
import { mixdownOf } from '../../../../shared/speakers'
import { renderStem } from '../../../../src-main/engine/reference/plain-stems'
import { StemLevels } from '../../../../src-renderer/audio/window/stem-levels'
import { modelShape, SharedModel } from '../../../../src-renderer/audio/window/shared-model'
import { errorDb } from '../../../support/compare'
import { mixtureToy, toyKinds, toyStems } from '../../../support/mixture-toys'
import { RATE, Rig } from '../../../support/playback-rig'
import { noise } from '../../../support/signals'

const N = 20_000
const stft = { windowSize: 1024, hopSize: 256 }
const all = [0, 1, 2, 3, 4]

/** Channels [C][N] as they are heard left and right. */
function mixedDown(channels: readonly Float32Array[], channelMask: number): Float64Array[] {
  const { left, right } = mixdownOf({ channelCount: channels.length, channelMask })!
  return [left, right].map((gains) =>
    Float64Array.from({ length: N }, (_, n) =>
      channels.reduce((sum, samples, c) => sum + gains[c]! * samples[n]!, 0)
    )
  )
}

const recorded = (count: number): Float32Array[] =>
  Array.from({ length: count }, (_, c) => noise(N, 50 + c).map((x) => x * (0.2 + 0.1 * c)))

test.each([
  [3, 0],
  [5, 0x37],
  [6, 0x3f],
  [8, 0x63f]
])('%i channels with the mask %i are heard mixed down, all of the file', (count, channelMask) => {
  const channels = recorded(count)
  const out = new Rig(channels, { channelMask }).playAll()
  mixedDown(channels, channelMask).forEach((side, c) => {
    expect(errorDb(side, out[c]!)).toBeLessThan(-120)
  })
})

/** Models of every kind, and one whose masks divide by what the recording has. */
const models: readonly (readonly [string, Factorization])[] = [
  ...toyKinds.map((kind) => [kind, mixtureToy(kind, N, stft)] as const),
  ['direct', direct(mixtureToy('rank one', N, stft))]
]

function direct(factorization: Factorization): Factorization {
  return { ...factorization, settings: { ...factorization.settings, mask: 'direct' } }
}

describe.each(models)('shared out by a model that is %s', (name, factorization) => {
  test.each([
    [5, 0],
    [6, 0x3f]
  ])('%i channels sound as their files do, mixed down', (count, channelMask) => {
    const channels = recorded(count)
    for (const components of [toyStems[1]!, all]) {
      const rig = new Rig(channels, { channelMask })
      rig.transport.listenToRemix = true
      rig.setFactorization(factorization)
      const gains = Float32Array.from(all, (k) => (components.includes(k) ? 0.7 : 0))
      rig.gains!.write(centerGains(gains, 0))
      const live = rig.playAll()
      const file = renderStem({ sampleRate: RATE, channels }, factorization, components, 0.7)
      mixedDown(file, channelMask).forEach((side, c) => {
        expect(errorDb(side, live[c]!)).toBeLessThan(-100)
      })
    }
  })

  test('stems of five equal channels are measured as loud as those of one', () => {
    const [only] = recorded(1)
    const shared = new SharedModel(modelShape(factorization, N))
    void shared.write(factorization)
    const gains = centerGains(new Float32Array(5).fill(1), 1)
    const [one, five] = [1, 5].map((count) => {
      const { cache } = new Rig(Array.from({ length: count }, () => only!))
      const out = new Float32Array(2 * toyStems.length)
      const levels = new StemLevels(shared.model, cache)
      expect(levels.measure(shared.published!, gains, 9000, toyStems, out), name).toBe(true)
      return out
    })
    five!.forEach((level, i) => expect(level / one![i]!).toBeCloseTo(1, 4))
  })
})
