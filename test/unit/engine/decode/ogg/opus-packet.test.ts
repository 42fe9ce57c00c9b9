import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutOpusPacket, opusSamples } from '../../../../../src-main/engine/decode/ogg/opus-packet'

/** Sizes of the frames of one stream; 48 frames of 2.5 ms are the most. */
const sizes = fc.array(fc.integer({ min: 0, max: 1275 }), { minLength: 1, maxLength: 48 })
const frame = (size: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => (i * 7 + seed) & 255)
const sizeBytes = (size: number): number[] =>
  size < 252 ? [size] : [252 + (size & 3), (size - 252 - (size & 3)) / 4]

/** A packet of many frames (code 3) with padding, as an encoder makes it. */
function packed(
  head: number,
  frames: readonly Uint8Array[],
  { isDelimited, padding }: { isDelimited: boolean; padding: number }
): number[] {
  const stated = isDelimited ? frames : frames.slice(0, -1)
  const paddingBytes = [...Array.from({ length: Math.floor(padding / 254) }, () => 255)]
  return [
    head | 3,
    0x80 | 0x40 | frames.length,
    ...paddingBytes,
    padding % 254,
    ...stated.flatMap(({ length }) => sizeBytes(length)),
    ...frames.flatMap((bytes) => [...bytes]),
    ...Array.from({ length: padding }, () => 0)
  ]
}

describe('an Opus packet', () => {
  test('is cut into its own frames, whatever their sizes and the padding', () => {
    fc.assert(
      fc.property(sizes, fc.nat(600), (all, padding) => {
        const frames = all.map(frame)
        const head = 0xe0
        const packet = Uint8Array.from(packed(head, frames, { isDelimited: false, padding }))
        expect(cutOpusPacket(packet, 1)).toEqual(
          frames.map((bytes) => Uint8Array.from([head, ...bytes]))
        )
      })
    )
  })

  test('of two streams is cut into packets of two streams', () => {
    fc.assert(
      fc.property(sizes, fc.nat(300), (all, padding) => {
        const [first, second] = [all.map(frame), all.toReversed().map(frame)]
        const packet = Uint8Array.from([
          ...packed(0xe4, first, { isDelimited: true, padding }),
          ...packed(0xe0, second, { isDelimited: false, padding })
        ])
        expect(cutOpusPacket(packet, 2)).toEqual(
          first.map((bytes, i) =>
            Uint8Array.from([0xe4, ...sizeBytes(bytes.length), ...bytes, 0xe0, ...second[i]!])
          )
        )
      })
    )
  })

  test('that is cut lasts as long as its parts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 31 }), fc.integer({ min: 1, max: 48 }), (code, n) => {
        const frames = Array.from({ length: n }, (_, i) => frame(5, i))
        const packet = Uint8Array.from(
          packed(code << 3, frames, { isDelimited: false, padding: 0 })
        )
        const samples = opusSamples(packet)
        const parts = cutOpusPacket(packet, 1)!.map(opusSamples)
        expect(parts).toHaveLength(n)
        if (samples !== null) expect(samples).toBe(parts.reduce<number>((sum, s) => sum + s!, 0))
        else expect(n * parts[0]!).toBeGreaterThan(5760)
      })
    )
  })

  test('of two equal frames without sizes is cut in the middle', () => {
    expect(cutOpusPacket(Uint8Array.from([0xe1, 1, 2, 3, 4]), 1)).toEqual([
      Uint8Array.from([0xe0, 1, 2]),
      Uint8Array.from([0xe0, 3, 4])
    ])
    expect(cutOpusPacket(Uint8Array.from([0xe1, 1, 2, 3]), 1)).toBeNull()
  })

  test('of any bytes is cut into what lies inside it, or not at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 1, max: 3 }), (bytes, n) => {
        const parts = cutOpusPacket(bytes, n)
        const size = (parts ?? []).reduce((sum, { length }) => sum + length, 0)
        expect(size).toBeLessThanOrEqual(bytes.length + 3 * n * (parts?.length ?? 0))
        const samples = opusSamples(bytes)
        expect(samples === null || (samples >= 120 && samples <= 5760)).toBe(true)
      })
    )
  })
})
