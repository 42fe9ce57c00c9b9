/** Tiles as a mix sounds: the laws of masks, and that the model reads as loud as the recording. */
import { describe, expect, test } from 'vitest'
import { stft } from '../../../../shared/dsp/stft'
import { axisScale, hzToHeight } from '../../../../shared/picture-axis'
import { defaultSettings } from '../../../../shared/settings'
import { byteToDb } from '../../../../shared/tile-bytes'
import {
  TileMasker,
  type MaskMix,
  type MaskSource,
  type MaskTile
} from '../../../../src-renderer/draw/spectrogram/tile-mask'
import { positiveMatrix } from '../../../support/signals'
import { mixtureToy, toyKinds } from '../../../support/mixture-toys'

const RATE = 16_000
const F = 513
const T = 80
const ROWS = 64
const hop = { windowSize: 1024, hopSize: 256 }

function source(K: number, change: Partial<MaskSource['settings']> = {}): MaskSource {
  return {
    W: positiveMatrix(K * F, 3),
    H: positiveMatrix(T * K, 4),
    frameCount: T,
    binCount: F,
    componentCount: K,
    meanV: 0.01,
    peak: 0.5,
    settings: { ...defaultSettings(RATE), components: K, ...hop, mask: 'ratio', ...change },
    sampleRate: RATE
  }
}

function tile(level = 0): MaskTile {
  const frameCount = 40
  const bytes = Uint8Array.from({ length: frameCount * ROWS }, (_, i) => 60 + ((i * 37) % 190))
  const scale = axisScale('mel', RATE)
  return { bytes, firstFrame: 3, frameCount, rowCount: ROWS, level, hopSize: 128, scale }
}

const mix = (...gains: number[]): MaskMix => ({
  kind: 'mix',
  gains: Float32Array.from(gains),
  rest: 0
})
const amplitude = (byte: number): number => (byte === 0 ? 0 : 10 ** (byteToDb(byte) / 20))

describe.each([1, 2] as const)('with exponent %i', (exponent) => {
  const masker = new TileMasker(source(3, { exponent }))

  test('all gains 1 give the tile back, byte for byte', () => {
    expect(masker.mask(tile(), { ...mix(1, 1, 1), rest: 1 })).toEqual(tile().bytes)
  })

  test.each([0, 2])('parts add up to the whole at level %i', (level) => {
    const whole = tile(level)
    const parts = [mix(1, 0, 0), mix(0, 1, 0), mix(0, 0, 1)].map((one) => masker.mask(whole, one))
    whole.bytes.forEach((byte, i) => {
      const sum = parts.reduce((so, part) => so + amplitude(part[i]!), 0)
      // A step of a byte is half a dB.
      expect(Math.abs(20 * Math.log10(sum / amplitude(byte)))).toBeLessThan(0.8)
    })
  })

  test('a common gain moves every level by itself', () => {
    const down = masker.mask(tile(), mix(0.5, 0.5, 0.5))
    down.forEach((byte, i) => {
      const db = byteToDb(byte) - byteToDb(tile().bytes[i]!)
      expect(Math.abs(db + 6.02)).toBeLessThan(0.27)
    })
  })
})

test('where no component has any power, all belongs to Rest', () => {
  const silent = { ...source(2), H: new Float32Array(T * 2) }
  const masker = new TileMasker(silent)
  expect(masker.mask(tile(), mix(1, 1)).every((byte) => byte === 0)).toBe(true)
  expect(masker.mask(tile(), { ...mix(1, 1), rest: 1 })).toEqual(tile().bytes)
})

test('silence in the recording stays silence in any mix', () => {
  const quiet = { ...tile(), bytes: new Uint8Array(tile().bytes.length) }
  expect(new TileMasker(source(2)).mask(quiet, mix(2, 3))).toEqual(quiet.bytes)
})

describe('the level of the model', () => {
  // A sine of amplitude 0.5 on a bin: H and W of rank one are its spectrum exactly.
  const HZ = 1000
  const samples = Float32Array.from(
    { length: 32_000 },
    (_, n) => 0.5 * Math.sin((2 * Math.PI * HZ * n) / RATE)
  )
  // So many rows that none covers two bins, whose mean would be lower.
  const FINE = 1024
  const row = Math.floor(hzToHeight(axisScale('mel', RATE), HZ) * FINE)

  test.each([
    ['ratio', 1],
    ['ratio', 2],
    ['direct', 1]
  ] as const)('of a sine is that of the sine (%s, exponent %i)', (mask, exponent) => {
    const { data } = stft(samples, hop)
    const frames = data.length / 2 / F
    const middle = Math.floor(frames / 2)
    const W = Float32Array.from({ length: F }, (_, f) => {
      const [re, im] = [data[(middle * F + f) * 2]!, data[(middle * F + f) * 2 + 1]!]
      // Samples are divided by their peak, 0.5, before they are factorized.
      return (Math.hypot(re, im) / 0.5) ** exponent
    })
    const sum = W.reduce((a, b) => a + b, 0)
    const meanV = 3
    const masker = new TileMasker({
      ...source(1, { exponent, mask }),
      W: W.map((value) => value / sum),
      H: new Float32Array(frames).fill(sum / meanV),
      frameCount: frames,
      meanV,
      peak: 0.5
    })
    const kind = mask === 'direct' ? 'mix' : 'model'
    const fine = {
      ...tile(),
      bytes: new Uint8Array(4 * FINE).fill(1),
      frameCount: 4,
      rowCount: FINE,
      firstFrame: 100
    }
    const out = masker.mask(fine, { ...mix(1), kind })
    const loudest = Math.max(...[-1, 0, 1].map((step) => byteToDb(out[FINE + row + step]!)))
    expect(Math.abs(loudest + 6.02)).toBeLessThan(1.6)
  })
})

describe.each(toyKinds)('of a model that is %s', (kind) => {
  const toy = mixtureToy(kind, T * hop.hopSize, hop)
  const masker = new TileMasker({ ...toy, sampleRate: RATE })

  test('all gains 1 give the tile back, and parts add up to it', () => {
    const whole = tile()
    expect(masker.mask(whole, { ...mix(1, 1, 1, 1, 1), rest: 1 })).toEqual(whole.bytes)
    const parts = [mix(1, 0, 1, 0, 0), mix(0, 1, 0, 0, 1), mix(0, 0, 0, 1, 0)].map((one) =>
      masker.mask(whole, one)
    )
    whole.bytes.forEach((byte, i) => {
      const sum = parts.reduce((so, part) => so + amplitude(part[i]!), 0)
      expect(Math.abs(20 * Math.log10(sum / amplitude(byte)))).toBeLessThan(0.8)
    })
  })
})

test('where a stem was turned off in every frame its tile is black', () => {
  const toy = mixtureToy('grouped', T * hop.hopSize, hop)
  const { frameCount, binCount } = toy
  const values = new Float32Array(frameCount * binCount)
  const part = { stem: 1, fromFrame: 0, toFrame: frameCount, fromBin: 0, toBin: binCount, values }
  const sharing = { ...toy.sharing!, factors: [part] }
  const masker = new TileMasker({ ...toy, sharing, sampleRate: RATE })
  expect(masker.mask(tile(), mix(0, 1, 0, 0, 1)).every((byte) => byte === 0)).toBe(true)
  expect(masker.mask(tile(), mix(1, 0, 1, 1, 0))).toEqual(tile().bytes)
})
