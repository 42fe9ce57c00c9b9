import { describe, expect, test } from 'vitest'
import {
  readSamples,
  type SampleLayout
} from '../../../../../src-main/engine/decode/pcm/pcm-samples'
import {
  SOUND_BLOCK,
  SoundKernels
} from '../../../../../src-main/engine/decode/measure/sound-kernels'
import { createSoundMeter } from '../../../../../src-main/engine/decode/measure/sound-meter'
import { kernelModule, plainKernelModule } from '../../../../support/kernels'
import { noise } from '../../../../support/signals'

const lengths = [1, 3, 4, 5, 255, 256, 257, SOUND_BLOCK, SOUND_BLOCK + 1023, 3 * SOUND_BLOCK + 1]
const kernelsOf = (channelCount: number, module = kernelModule): SoundKernels =>
  new SoundKernels(module, channelCount, 44_100)

const layouts: readonly SampleLayout[] = [
  { sampleFormat: 'int16', coding: 'int16', sampleBytes: 2, littleEndian: true },
  { sampleFormat: 'int24', coding: 'int24', sampleBytes: 3, littleEndian: true },
  { sampleFormat: 'int24', coding: 'int24', sampleBytes: 3, littleEndian: false },
  { sampleFormat: 'float32', coding: 'float32', sampleBytes: 4, littleEndian: true }
]

describe.each(layouts)('$coding, little-endian $littleEndian', (layout) => {
  test.each(lengths)('%i samples are read as they are without kernels, to the bit', (length) => {
    for (const channelCount of [1, 2, 3, 6]) {
      const random = noise(length * channelCount * layout.sampleBytes, 5)
      const bytes = Uint8Array.from(random, (value) => 128 + 127 * value)
      // The extremes of a step are where a sign may get lost.
      bytes.set([0, 0x80, 0xff, 0x7f, 0, 0, 0x80].slice(0, bytes.length))
      const empty = (): Float32Array[] =>
        Array.from({ length: channelCount }, () => new Float32Array(length + 7))
      const [plain, fast] = [empty(), empty()]
      readSamples(bytes, layout, length, plain, 3)
      readSamples(bytes, layout, length, fast, 3, kernelsOf(channelCount))
      expect(fast).toEqual(plain)
    }
  })
})

describe('what is measured while samples are read', () => {
  /** Takes samples in as they come from a decoder, piece by piece. */
  function measured(channels: readonly Float32Array[], kernels: SoundKernels | null) {
    const copies = channels.map((samples) => samples.slice())
    const meter = createSoundMeter(44_100, { channelCount: channels.length }, kernels)
    const length = channels[0]!.length
    for (let to = 0; to < length; to += 5000) meter.add(copies, to, false)
    meter.add(copies, length, true)
    const { facts, peaks, loudness } = meter
    return { copies, peaks: peaks.finish(), loudness: loudness.integrated(), facts }
  }

  test.each([...lengths, 100_000])('is the same with kernels and without, %i samples', (length) => {
    for (const channelCount of [1, 2, 3, 6]) {
      const channels = Array.from({ length: channelCount }, (_, c) => noise(length, 1 + c))
      for (const module of [kernelModule, plainKernelModule]) {
        const plain = measured(channels, null)
        const fast = measured(channels, kernelsOf(channelCount, module))
        expect(fast.peaks).toEqual(plain.peaks)
        expect(fast.facts.peak).toBe(plain.facts.peak)
        expect(fast.facts.remarks(length)).toEqual(plain.facts.remarks(length))
        if (plain.loudness === null) expect(fast.loudness).toBeNull()
        else expect(fast.loudness).toBeCloseTo(plain.loudness, 9)
      }
    }
  })

  test('what is no number becomes 0 and is counted, wherever it lies', () => {
    const odd = [NaN, Infinity, -Infinity]
    for (const at of [0, 5, 255, SOUND_BLOCK - 1, SOUND_BLOCK + 300]) {
      const channels = [noise(SOUND_BLOCK + 301, 3), noise(SOUND_BLOCK + 301, 4)]
      channels[1]!.set(odd.slice(0, channels[1]!.length - at), at)
      const fast = measured(channels, kernelsOf(2))
      const plain = measured(channels, null)
      expect(fast.copies).toEqual(plain.copies)
      expect(fast.facts.remarks(1e6)).toEqual(plain.facts.remarks(1e6))
      expect(fast.copies[1]![at]).toBe(0)
    }
  })

  test('of silence and of a constant is what it is', () => {
    const silence = measured([new Float32Array(50_000)], kernelsOf(1))
    expect(silence.facts.remarks(50_000)).toEqual([{ kind: 'silent' }])
    expect(silence.loudness).toBeNull()
    const constant = measured([new Float32Array(50_001).fill(0.5)], kernelsOf(1))
    expect(constant.facts.remarks(50_001)).toEqual([{ kind: 'constant' }])
  })
})
