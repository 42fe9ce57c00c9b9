/** Formats other than WAVE, by small files that were encoded once (test/fixtures/make.mjs). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../../../shared/failure'
import {
  byteDecoder,
  decodeFile,
  fixtureBytes,
  fixturePath,
  fixtureSteps,
  remarkKinds
} from '../../../support/decoding'

const decode = byteDecoder()
const lossless = ['sound.flac', 'sound.aiff']
const lossy = ['sound.mp3', 'sound.ogg', 'sound.opus']

test.each(lossless)('%s keeps every value', async (name) => {
  const { pcm, summary } = await decode(fixtureBytes(name))
  const steps = pcm.channels.map((samples) => Int16Array.from(samples, (value) => value * 2 ** 15))
  expect(steps).toEqual(fixtureSteps())
  expect(summary).toMatchObject({ sampleRate: 22_050, sampleFormat: 'int16', remarks: [] })
  expect(pcm.channels[0]!.buffer).toBeInstanceOf(SharedArrayBuffer)
})

test.each(lossy)('%s has the length of its source and lies where its source lies', async (name) => {
  const { pcm, summary } = await decode(fixtureBytes(name))
  const ratio = summary.sampleRate / 22_050
  expect(summary.sampleCount).toBe(Math.round(11_025 * ratio))
  expect(summary).toMatchObject({ sampleFormat: 'lossy', channelCount: 2, remarks: [] })
  const left = pcm.channels[0]!
  const source = (n: number): number => {
    const t = n / summary.sampleRate
    return (16_000 / 2 ** 15) * Math.sin(2 * Math.PI * (2000 * t - 1500 * t * t))
  }
  const distance = (delay: number): number => {
    let sum = 0
    for (let n = 6000; n < 9000; n++) sum += (left[n]! - source(n - delay)) ** 2
    return sum
  }
  const delays = Array.from({ length: 41 }, (_, i) => i - 20)
  const nearest = delays.reduce((best, delay) => (distance(delay) < distance(best) ? delay : best))
  // What went into Opus was resampled by the program that made the file, which moved it a little.
  if (name === 'sound.opus') expect(Math.abs(nearest)).toBeLessThan(5)
  else expect(nearest).toBe(0)
})

test.each([...lossless, ...lossy])('%s says what it is called', async (name) => {
  const { summary } = await decode(fixtureBytes(name))
  expect(summary.tags).toEqual({
    title: 'Blue Hour',
    artist: 'Two Sines',
    album: 'Fixtures',
    tempo: name === 'sound.aiff' ? null : 92.5
  })
})

test.each([...lossless, ...lossy])('%s can be cancelled', async (name) => {
  expect(await decodeFile(fixturePath(name), () => false)).toBeNull()
})

test('Ogg files put one behind the other are one recording', async () => {
  for (const name of ['sound.ogg', 'sound.opus']) {
    const bytes = fixtureBytes(name)
    const once = (await decode(bytes)).pcm.channels[1]!
    const { pcm, summary } = await decode(Buffer.concat([bytes, bytes]))
    expect(summary.remarks).toEqual([])
    expect(pcm.channels[1]).toEqual(Float32Array.from([...once, ...once]))
  }
})

describe('damage', () => {
  test.each([...lossless, ...lossy])(
    '%s cut off in the middle gives its first half',
    async (name) => {
      const bytes = fixtureBytes(name)
      const whole = await decode(bytes)
      // The tables of Vorbis take most of so short a file.
      const part = name === 'sound.ogg' ? 0.9 : 0.6
      const cut = await decode(bytes.subarray(0, Math.floor(bytes.length * part)))
      const { sampleCount } = cut.summary
      expect(sampleCount).toBeGreaterThan(0)
      expect(sampleCount).toBeLessThan(whole.summary.sampleCount)
      expect(remarkKinds(cut).some((kind) => ['truncated', 'ends-early'].includes(kind))).toBe(true)
      // The end of what is there may have been decoded from what is not.
      const sure = Math.max(0, sampleCount - 3000)
      expect(cut.pcm.channels[0]!.subarray(0, sure)).toEqual(
        whole.pcm.channels[0]!.subarray(0, sure)
      )
    }
  )

  test('a broken frame of FLAC is silent, and all others keep their places', async () => {
    const bytes = fixtureBytes('sound.flac')
    bytes[Math.floor(bytes.length * 0.6)]! ^= 0x55
    const { pcm, summary } = await decode(bytes)
    expect(summary.sampleCount).toBe(11_025)
    expect(summary.remarks).toEqual([{ kind: 'damaged', places: 1 }])
    const [left] = fixtureSteps()
    const wrong = pcm.channels[0]!.map((value, n) => (value * 2 ** 15 === left[n] ? 0 : 1))
    const count = wrong.reduce((sum, value) => sum + value, 0)
    expect(count).toBeGreaterThan(1000)
    expect(count).toBeLessThan(8192)
    expect(pcm.channels[0]!.every((value, n) => wrong[n] === 0 || value === 0)).toBe(true)
  })

  test('zeros and a picture before the frames of an MP3, and words behind, are no sound', async () => {
    const bytes = fixtureBytes('sound.mp3')
    const plain = await decode(bytes)
    const junk = Buffer.concat([Buffer.alloc(1000), bytes, Buffer.from('APETAGEX and more words')])
    const found = await decode(junk)
    expect(found.summary.sampleCount).toBe(plain.summary.sampleCount)
    expect(found.summary.remarks).toEqual([])
    expect(found.pcm.channels[0]).toEqual(plain.pcm.channels[0])
  })

  test('a lost page of Vorbis is silent, and all others keep their places', async () => {
    const bytes = fixtureBytes('sound.ogg')
    const whole = (await decode(bytes)).pcm.channels[0]!
    const pages = [...bytes.toString('latin1').matchAll(/OggS/g)].map(({ index }) => index)
    const lost = Buffer.concat([bytes.subarray(0, pages[4]), bytes.subarray(pages[5])])
    const { pcm, summary } = await decode(lost)
    expect(summary.sampleCount).toBe(11_025)
    expect(pcm.channels[0]!.subarray(0, 3000)).toEqual(whole.subarray(0, 3000))
    expect(pcm.channels[0]!.subarray(8000)).toEqual(whole.subarray(8000))
  })

  test('any damage gives sound or a Failure, and an end', async () => {
    const files = [...lossless, ...lossy, 'sound.m4a', 'sound.aac'].map(fixtureBytes)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
          minLength: 1,
          maxLength: 12
        }),
        fc.boolean(),
        fc.double({ min: 0.02, max: 1, noNaN: true }),
        async (file, hits, isHeader, kept) => {
          const bytes = Buffer.from(file.subarray(0, Math.ceil(file.length * kept)))
          const reach = isHeader ? Math.min(200, bytes.length) : bytes.length
          for (const [place, value] of hits) bytes[Math.floor(place * (reach - 1))] = value
          try {
            const { pcm } = await decode(bytes)
            expect(pcm.channels.every((samples) => samples.every(Number.isFinite))).toBe(true)
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(Failure)
          }
        }
      ),
      { numRuns: 300, seed: 5 }
    )
  })
})
