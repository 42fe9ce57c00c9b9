/** Models of every kind, heard and exported: the same sound, and nothing of the recording lost. */
import { describe, expect, test } from 'vitest'
import { atomTable } from '../../../../shared/dsp/atoms'
import type { Factorization } from '../../../../shared/factorization'
import { centerGains } from '../../../../shared/mix'
import { renderStem } from '../../../../src-main/engine/reference/plain-stems'
import type { StemMix } from '../../../../src-main/engine/stems/stem-masks'
import { countAtoms, planStems, prepareStems } from '../../../../src-main/engine/stems/stem-plan'
import { createStemRenderer } from '../../../../src-main/engine/stems/stem-renderer'
import { modelShape, SharedModel } from '../../../../src-renderer/audio/window/shared-model'
import { StemLevels } from '../../../../src-renderer/audio/window/stem-levels'
import { errorDb } from '../../../support/compare'
import { kernelModule } from '../../../support/kernels'
import { mixtureToy, toyKinds, toyStems } from '../../../support/mixture-toys'
import { noise } from '../../../support/signals'
import { RATE, Rig } from '../../../support/playback-rig'

const N = 20_000
const stft = { windowSize: 1024, hopSize: 256 }
const stereo = [noise(N, 31), noise(N, 32).map((sample) => 0.3 * sample)]

/** Plays a mix of gains, one to the left and one to the right of each component. */
function heard(
  channels: readonly Float32Array[],
  factorization: Factorization,
  left: readonly number[],
  right = left,
  rest = 0
): Float32Array[] {
  const rig = new Rig(channels)
  rig.transport.listenToRemix = true
  rig.setFactorization(factorization)
  rig.gains!.write({ left: Float32Array.from(left), right: Float32Array.from(right), rest })
  return rig.playAll()
}

/** Files of stems and Rest as an export renders them, [files][C] arrays [N]. */
function exported(
  channels: readonly Float32Array[],
  factorization: Factorization,
  stems: readonly StemMix[]
): Float32Array[][] {
  const plan = planStems(
    {
      ...stft,
      channelCount: channels.length,
      sampleCount: N,
      stemCount: stems.length,
      ...countAtoms(factorization, stems),
      format: 'wav32f',
      hasRest: true
    },
    1
  )
  const memory = prepareStems(plan, factorization)
  const source = { pcm: { sampleRate: RATE, channels: [...channels] }, factorization, stems }
  const renderer = createStemRenderer(kernelModule, plan, memory, 0, source)
  const files = Array.from({ length: stems.length + 1 }, () =>
    channels.map(() => new Float32Array(N))
  )
  for (let range = 0; range < plan.rangeCount; range++) {
    const slot = range % plan.slots.length
    renderer.render(range, slot, () => true)
    files.forEach((file, i) =>
      renderer.samplesOf(slot, i, range).forEach((samples, c) => {
        const count = renderer.countOf(range)
        file[c]!.set(samples.subarray(0, count), range * plan.samplesPerRange)
      })
    )
  }
  return files
}

const gainsOf = (components: readonly number[], gain = 1): number[] =>
  [0, 1, 2, 3, 4].map((k) => (components.includes(k) ? gain : 0))
const stems = toyStems.map((components) => ({ components, gain: 1 }))

describe.each(toyKinds)('a model that is %s', (kind) => {
  describe.each([
    ['stereo', stereo],
    ['mono', stereo.slice(0, 1)]
  ] as const)('in %s', (_, channels) => {
    const factorization = mixtureToy(kind, N, stft)
    const pcm = { sampleRate: RATE, channels: [...channels] }

    test('is the file when all gains are 1', () => {
      const out = heard(channels, factorization, [1, 1, 1, 1, 1], [1, 1, 1, 1, 1], 1)
      channels.forEach((samples, c) => expect(errorDb(samples, out[c]!)).toBeLessThan(-120))
    })

    test('sounds in the remix as it does in a file', () => {
      const files = exported(channels, factorization, stems)
      toyStems.forEach((components, s) => {
        const live = heard(channels, factorization, gainsOf(components))
        files[s]!.forEach((samples, c) => {
          expect(errorDb(samples, live[c]!)).toBeLessThan(-100)
        })
      })
    })

    test('is rendered by the kernels as by the plain code, gains inside a stem included', () => {
      const mixed = [
        { components: [0, 2], gain: 0.5, partGains: [1.5, 0.25] },
        { components: [1], gain: 1 }
      ]
      const files = exported(channels, factorization, mixed)
      const scaled = [0, 2].map((k, i) =>
        renderStem(pcm, factorization, [k], 0.5 * mixed[0]!.partGains![i]!)
      )
      files[0]!.forEach((samples, c) => {
        const sum = samples.map((_, n) => scaled[0]![c]![n]! + scaled[1]![c]![n]!)
        expect(errorDb(sum, samples)).toBeLessThan(-110)
      })
      renderStem(pcm, factorization, [1]).forEach((samples, c) => {
        expect(errorDb(samples, files[1]![c]!)).toBeLessThan(-120)
      })
    })

    test('has stems that add up to the recording, and parts that add up to stems', () => {
      const files = exported(channels, factorization, stems)
      channels.forEach((samples, c) => {
        const sum = samples.map((_, n) => files.reduce((all, file) => all + file[c]![n]!, 0))
        expect(errorDb(samples, sum)).toBeLessThan(-120)
      })
      const parts = toyStems[1]!.map((k) => renderStem(pcm, factorization, [k]))
      files[1]!.forEach((samples, c) => {
        const sum = samples.map((_, n) => parts.reduce((all, part) => all + part[c]![n]!, 0))
        expect(errorDb(samples, sum)).toBeLessThan(-110)
      })
    })

    test('is measured as loud as it sounds', () => {
      const shared = new SharedModel(modelShape(factorization, N))
      void shared.write(factorization)
      const levels = new StemLevels(shared.model, new Rig(channels).cache)
      const out = new Float32Array(4)
      const gains = centerGains(new Float32Array(5).fill(1), 1)
      const all = [[0, 1, 2, 3, 4], [0]]
      expect(levels.measure(shared.published!, gains, 9000, all, out)).toBe(true)
      // Of noise the level under a window is its root mean square, a full-scale sine as 1.
      channels.forEach((samples, c) => {
        let sum = 0
        const start = Math.round((9000 + 768) / 256 - 2) * 256 - 768
        for (let n = 0; n < 1024; n++) {
          const sample = (samples[start + n] ?? 0) * Math.sin((Math.PI * (n + 0.5)) / 1024)
          sum += sample * sample
        }
        const level = Math.sqrt((4 * sum) / 1024)
        expect(Math.abs(20 * Math.log10(out[c]! / level))).toBeLessThan(0.5)
        expect(out[2 + c]).toBeLessThan(level)
      })
    })
  })
})

test('gains that differ left and right turn each side of what a filter gives', () => {
  const factorization = mixtureToy('stereo', N, stft)
  const pcm = { sampleRate: RATE, channels: stereo }
  const out = heard(stereo, factorization, gainsOf([0, 2], 0.5), gainsOf([1, 4], 2))
  const [left] = renderStem(pcm, factorization, [0, 2], 0.5)
  const [, right] = renderStem(pcm, factorization, [1, 4], 2)
  expect(errorDb(left!, out[0]!)).toBeLessThan(-100)
  expect(errorDb(right!, out[1]!)).toBeLessThan(-100)
})

test('more atoms than any number of components can be asked for are heard', () => {
  const toy = mixtureToy('convolutive', N, stft)
  const lags = 40
  const indices = Uint16Array.from({ length: 5 * lags }, (_, a) => a)
  const componentOf = indices.map((a) => Math.floor(a / lags))
  const atoms = { componentOf, lagOf: indices.map((a) => a % lags) }
  const W = noise(5 * lags * toy.binCount, 33).map(Math.abs)
  const factorization = { ...toy, W, sharing: { ...toy.sharing!, atoms } }
  expect(atomTable(factorization).atomCount).toBe(200)
  const out = heard(stereo, factorization, gainsOf([3]))
  renderStem({ sampleRate: RATE, channels: stereo }, factorization, [3]).forEach((samples, c) => {
    expect(errorDb(samples, out[c]!)).toBeLessThan(-100)
  })
})
