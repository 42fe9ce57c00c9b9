import { describe, expect, test } from 'vitest'
import { byteDecoder, fixtureBytes } from '../../../../support/decoding'
import {
  FRAME_SAMPLES,
  freeFrame,
  repeated,
  silentFrame,
  soundFrames
} from '../../../../support/mpeg-bytes'
import { apeTag, id3v2Tag } from '../../../../support/tag-bytes'

const decode = byteDecoder()
const file = fixtureBytes('sound.mp3')
const frames = soundFrames(file)
const sound = Buffer.concat(frames)
const soundSamples = frames.length * FRAME_SAMPLES
/** A filter bank that begins in the middle sounds otherwise for so many samples. */
const settling = 3 * FRAME_SAMPLES

/** Samples that stand for frames at 24 kHz in a recording at 22.05 kHz. */
const samplesFor = (frameCount: number): number =>
  Math.round(((frameCount * FRAME_SAMPLES) / 24_000) * 22_050)
const seconds = (frameCount: number): unknown =>
  expect.closeTo((frameCount * FRAME_SAMPLES) / 24_000, 9)

/** mpg123 rounds by where in its ring a frame lies, so samples may differ in their last bits. */
function expectSame(actual: Float32Array, expected: Float32Array): void {
  expect(actual.length).toBe(expected.length)
  const differences = actual.map((value, n) => Math.abs(value - expected[n]!))
  expect(differences.reduce((most, value) => Math.max(most, value), 0)).toBeLessThan(1e-6)
}

describe('an MP3 file joined of unlike parts', () => {
  test('that begins in mono and becomes stereo has both channels', async () => {
    const whole = await decode(sound)
    const mono = repeated(silentFrame(22_050, 1), 10)
    const { pcm, summary } = await decode(Buffer.concat([mono, sound]))
    expect(summary).toMatchObject({ channelCount: 2, remarks: [{ kind: 'partly-mono' }] })
    expect(summary.sampleCount).toBe(10 * FRAME_SAMPLES + soundSamples)
    for (const c of [0, 1]) {
      expectSame(pcm.channels[c]!.subarray(10 * FRAME_SAMPLES), whole.pcm.channels[c]!)
    }
  })

  test('that ends in mono has that sound on both channels', async () => {
    const mono = repeated(silentFrame(22_050, 1), 10)
    const { summary } = await decode(Buffer.concat([sound, mono]))
    expect(summary).toMatchObject({ channelCount: 2, remarks: [{ kind: 'partly-mono' }] })
    expect(summary.sampleCount).toBe(10 * FRAME_SAMPLES + soundSamples)
  })

  test('of two rates says what is left out, and what follows keeps its place', async () => {
    const whole = (await decode(sound)).pcm.channels[0]!
    const other = repeated(silentFrame(24_000), 12)
    const { pcm, summary } = await decode(Buffer.concat([sound, other, sound]))
    expect(summary.sampleRate).toBe(22_050)
    expect(summary.remarks).toEqual([
      { kind: 'left-out', seconds: seconds(12), codings: ['MP3 at 24000 Hz'] }
    ])
    const again = soundSamples + samplesFor(12)
    expect(summary.sampleCount).toBe(again + soundSamples)
    const [left] = pcm.channels
    expectSame(left!.subarray(0, soundSamples), whole)
    expect(left!.subarray(soundSamples, again).every((value) => value === 0)).toBe(true)
    expectSame(left!.subarray(again + settling), whole.subarray(settling))
  })

  test('is what most of it is, not what its first frames are', async () => {
    const whole = (await decode(sound)).pcm.channels[1]!
    const { pcm, summary } = await decode(
      Buffer.concat([repeated(silentFrame(24_000), 4), repeated(silentFrame(16_000), 3), sound])
    )
    expect(summary.sampleRate).toBe(22_050)
    expect(summary.remarks).toEqual([
      {
        kind: 'left-out',
        seconds: expect.closeTo((4 / 24_000 + 3 / 16_000) * FRAME_SAMPLES, 9) as unknown,
        codings: ['MP3 at 24000 Hz', 'MP3 at 16000 Hz']
      }
    ])
    expectSame(pcm.channels[1]!.subarray(-soundSamples), whole)
  })

  test('says how much is missing when its end is of another rate', async () => {
    const { summary } = await decode(Buffer.concat([sound, repeated(silentFrame(24_000), 9)]))
    expect(summary.sampleCount).toBe(soundSamples)
    expect(summary.remarks).toEqual([
      { kind: 'left-out', seconds: seconds(9), codings: ['MP3 at 24000 Hz'] }
    ])
  })

  test('keeps the padding of its encoder out although a part of another rate comes first', async () => {
    const plain = await decode(file)
    const at = file.indexOf(Buffer.from([0xff, 0xf3]))
    const { pcm } = await decode(
      Buffer.concat([repeated(silentFrame(24_000), 5), file.subarray(at)])
    )
    expectSame(pcm.channels[0]!.subarray(samplesFor(5)), plain.pcm.channels[0]!)
  })

  test('with tags between its parts is not damaged', async () => {
    const id3v1 = Buffer.alloc(128)
    id3v1.write('TAG')
    for (const tags of [[id3v1], [id3v2Tag(900)], [apeTag('A', 'b'), id3v1, id3v2Tag(40)]]) {
      const { summary } = await decode(Buffer.concat([sound, ...tags, sound]))
      expect(summary).toMatchObject({ sampleCount: 2 * soundSamples, remarks: [] })
    }
  })
})

test('an MP3 file behind several tags, one with a large cover, opens and is not shifted', async () => {
  const plain = await decode(file)
  const tags = [id3v2Tag(70), id3v2Tag(300_000), apeTag('Title', 'Blue Hour')]
  const { pcm, summary } = await decode(Buffer.concat([...tags, file]))
  expect(pcm).toEqual(plain.pcm)
  expect(summary).toEqual(plain.summary)
})

test('an MP3 file of a free bit rate is refused by that name', async () => {
  // Padding makes some frames one byte longer.
  const bytes = Buffer.concat([326, 327, 326, 326, 327, 326].map(freeFrame))
  for (const tags of [[], [id3v2Tag(50)], [Buffer.alloc(700)]]) {
    await expect(decode(Buffer.concat([...tags, bytes]))).rejects.toMatchObject({
      code: 'audio/unsupported',
      details: { format: 'MP3 of a free bit rate' }
    })
  }
})
