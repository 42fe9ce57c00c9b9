import { describe, expect, test } from 'vitest'
import {
  imaOfAiff,
  imaOfWave,
  microsoftAdpcm,
  usualWeights
} from '../../../../../src-main/engine/decode/pcm/adpcm'
import { aLaw, muLaw } from '../../../../../src-main/engine/decode/pcm/g711'
import { byteDecoder, fixtureBytes, remarkKinds } from '../../../../support/decoding'
import { bext, data, fmt, int16Bytes, rifx, wav, type Chunk } from '../../../../support/wav-bytes'

const decode = byteDecoder()
/** What is said of the short and silent sound of these tests. */
const shortKinds = ['silent', 'very-short']

const allCodes = Uint8Array.from({ length: 256 }, (_, code) => code)

describe('mu-law and A-law', () => {
  test.each([
    ['mu-law', muLaw, 32_124, 0],
    ['A-law', aLaw, 32_256, 8]
  ])('%s: whole steps of 16 bits, as many below zero as above', (_, table, largest, smallest) => {
    const steps = Array.from(table, (value) => value * 2 ** 15)
    expect(steps.every(Number.isInteger)).toBe(true)
    expect(Math.max(...steps)).toBe(largest)
    expect(Math.min(...steps.map(Math.abs))).toBe(smallest)
    const sorted = (sign: number): number[] =>
      steps
        .filter((_, code) => code > 127 === sign > 0)
        .map((value) => Math.abs(value))
        .toSorted((a, b) => a - b)
    expect(sorted(1)).toEqual(sorted(-1))
    // Each of the eight parts has steps twice as wide as the one below it.
    expect(new Set(sorted(1)).size).toBe(128)
  })

  test.each([
    [7, 'WAV, mu-law', muLaw],
    [6, 'WAV, A-law', aLaw]
  ])('coding %i opens as %s', async (tag, format, table) => {
    for (const chunk of [
      fmt({ tag, bits: 8 }),
      fmt({ tag, bits: 8, extensible: { validBits: 8 } })
    ]) {
      const { pcm, summary } = await decode(wav([chunk, data(allCodes)]))
      expect([...pcm.channels[0]!]).toEqual([...table])
      expect(summary).toMatchObject({ format, sampleFormat: 'lossy', sampleCount: 256 })
    }
    const { pcm } = await decode(wav([fmt({ tag, bits: 8, channels: 2 }), data(allCodes)]))
    expect([...pcm.channels[1]!]).toEqual([...table].filter((_, code) => code % 2 === 1))
  })
})

describe('RIFX is RIFF in big-endian bytes', () => {
  const values = Array.from({ length: 3000 }, (_, n) => Math.round(9000 * Math.sin(n / 7)))
  const floats = Buffer.from(Float32Array.from(values, (value) => value / 40_000).buffer)
  const bytes24 = Buffer.concat(
    values.map((value) => Buffer.from([value & 255, (value >> 8) & 255, (value >> 16) & 255]))
  )
  test.each<[string, Chunk, Buffer, number]>([
    ['16 bits', fmt({ channels: 2 }), int16Bytes(values), 2],
    ['24 bits', fmt({ bits: 24 }), bytes24, 3],
    ['floats', fmt({ tag: 3, bits: 32 }), floats, 4],
    ['extensible', fmt({ bits: 24, extensible: { validBits: 24 } }), bytes24, 3],
    ['mu-law', fmt({ tag: 7, bits: 8 }), bytes24, 1]
  ])('%s', async (_, format, body, width) => {
    const chunks = [bext(4800), format, data(body)]
    const [little, big] = [await decode(wav(chunks)), await decode(rifx(chunks, width))]
    expect(big.pcm).toEqual(little.pcm)
    expect(big.summary).toMatchObject({
      format: little.summary.format.replace('WAV', 'RIFX'),
      timeReference: 4800,
      remarks: little.summary.remarks
    })
  })
})

/** A `fmt ` chunk of ADPCM; `blockFrames` samples of a channel are in a block. */
function adpcmFmt(tag: number, channels: number, blockAlign: number, blockFrames: number): Chunk {
  const extra = tag === 2 ? 32 : 4
  const body = Buffer.concat([
    fmt({ tag, channels, bits: 4, blockAlign }).body,
    Buffer.alloc(extra)
  ])
  body.writeUInt16LE(extra - 2, 16)
  body.writeUInt16LE(blockFrames, 18)
  if (tag === 2) {
    body.writeUInt16LE(7, 20)
    usualWeights
      .slice(0, 3)
      .flat()
      .forEach((weight, i) => body.writeInt16LE(weight, 22 + 2 * i))
  }
  return { id: 'fmt ', body }
}

function fact(frames: number): Chunk {
  const body = Buffer.alloc(4)
  body.writeUInt32LE(frames)
  return { id: 'fact', body }
}

/** Blocks that begin at `value` and go on with the same code. */
const imaBlock = (bytes: number, channels: number, value: number, step = 0): Buffer => {
  const block = Buffer.alloc(bytes)
  for (let c = 0; c < channels; c++) {
    block.writeInt16LE(value + c, 4 * c)
    block[4 * c + 2] = step
  }
  return block
}

describe('ADPCM', () => {
  test('IMA: each code moves by its eighths of the step, and the step by its table', () => {
    const block = imaBlock(8, 1, 1000)
    // The lower half of a byte is the earlier sample: 7 up, 15 down, then small steps up.
    block.set([0xf7, 0x00, 0x00, 0x00], 4)
    const out = [new Float32Array(9)]
    expect(imaOfWave(1, 8).decode(block, out)).toBe(true)
    // Steps: 7 (7 + 3 + 1 + 0), 16 (16 + 8 + 4 + 2), 34 / 8, 31 / 8, 28 / 8, ...
    expect(Array.from(out[0]!, (value) => value * 2 ** 15)).toEqual([
      1000, 1011, 981, 985, 988, 991, 994, 996, 998
    ])
  })

  test('Microsoft: what is predicted, and the code times the step', () => {
    const block = Buffer.alloc(9)
    block[0] = 1
    block.writeInt16LE(100, 1)
    block.writeInt16LE(-300, 3)
    block.writeInt16LE(-201, 5)
    block.set([0x3f, 0x80], 7)
    const out = [new Float32Array(6)]
    expect(microsoftAdpcm(1, 9, usualWeights).decode(block, out)).toBe(true)
    // Twice the last one less the one before, and 3, -1, -8, 0 times 100, 89, 79, 208.
    expect(Array.from(out[0]!, (value) => value * 2 ** 15)).toEqual([
      -201,
      -300,
      -99,
      102 - 89,
      125 - 8 * 79,
      -1027
    ])
  })

  test.each([
    ['IMA', 0x11, 1, 256, 505],
    ['IMA', 0x11, 2, 512, 505],
    ['Microsoft', 2, 1, 256, 500],
    ['Microsoft', 2, 2, 512, 500]
  ])('%s (%i), %i channels: lengths', async (_, tag, channels, blockBytes, blockFrames) => {
    const block = Buffer.alloc(blockBytes)
    const blocks = (count: number): Buffer =>
      Buffer.concat(Array.from({ length: count }, () => block))
    const format = adpcmFmt(tag, channels, blockBytes, blockFrames)
    const lengthOf = async (chunks: readonly Chunk[]): Promise<number> => {
      const { summary } = await decode(wav(chunks))
      expect(summary.channelCount).toBe(channels)
      expect(summary.remarks.filter(({ kind }) => !shortKinds.includes(kind))).toEqual([])
      return summary.sampleCount
    }
    expect(await lengthOf([format, data(blocks(5))])).toBe(5 * blockFrames)
    // The fact chunk cuts the last block; a number that says anything else is not the length.
    expect(await lengthOf([format, fact(4 * blockFrames + 7), data(blocks(5))])).toBe(
      4 * blockFrames + 7
    )
    for (const odd of [0, 5, 10 * blockFrames]) {
      expect(await lengthOf([format, fact(odd), data(blocks(5))])).toBe(5 * blockFrames)
    }
    // A last block that is short holds what is whole in it.
    const short = Buffer.concat([blocks(4), block.subarray(0, blockBytes - 8 * channels)])
    expect(await lengthOf([format, data(short)])).toBe(5 * blockFrames - 16)
    const stub = Buffer.concat([blocks(4), block.subarray(0, 3)])
    expect(await lengthOf([format, data(stub)])).toBe(4 * blockFrames)
  })

  test('a file that is cut short says what is missing', async () => {
    const blocks = Buffer.concat([imaBlock(256, 1, 100), imaBlock(256, 1, 100)])
    const whole = wav([adpcmFmt(0x11, 1, 256, 505), data(blocks)])
    const decoded = await decode(whole.subarray(0, whole.length - 128))
    expect(decoded.summary.remarks).toContainEqual({
      kind: 'truncated',
      expectedFrames: 1010,
      frames: 754
    })
  })

  test('a block that makes no sense is silent, and the rest is in place', async () => {
    const blocks = [imaBlock(256, 2, 900), imaBlock(256, 2, 900, 89), imaBlock(256, 2, 900)]
    const decoded = await decode(wav([adpcmFmt(0x11, 2, 256, 249), data(Buffer.concat(blocks))]))
    const right = decoded.pcm.channels[1]!
    expect(right).toHaveLength(3 * 249)
    expect(right[0]).toBe(901 / 2 ** 15)
    expect(right.subarray(249, 498).every((value) => value === 0)).toBe(true)
    expect(right.subarray(498)).toEqual(right.subarray(0, 249))
    expect(decoded.summary.remarks).toContainEqual({ kind: 'damaged', places: 1 })
  })

  test('AIFF-C goes on with the value before where the head of a packet agrees with it', () => {
    const packet = (value: number, step: number): Buffer => {
      const bytes = Buffer.alloc(34)
      bytes.writeInt16BE((value & ~0x7f) | step)
      return bytes
    }
    const coding = imaOfAiff(1)
    const out = [new Float32Array(64)]
    const stepsAt = (n: number): number => out[0]![n]! * 2 ** 15
    expect(coding.decode(packet(-32_768, 88), out)).toBe(true)
    const before = stepsAt(63)
    expect(before % 128).not.toBe(0)
    // Sixty-four codes of zero take the step from place 88 to 24, which is 73 wide.
    expect(coding.decode(packet(before, 24), out)).toBe(true)
    expect(stepsAt(0)).toBe(before + 9)
    expect(coding.decode(packet(256, 24), out)).toBe(true)
    expect(stepsAt(0)).toBe(256 + 9)
    expect(coding.decode(packet(before, 89), out)).toBe(false)
  })
})

describe('MP3 in WAV', () => {
  const mp3 = fixtureBytes('sound.mp3')
  test.each([0x55, 0x50])('coding 0x%s is the MP3 file itself', async (tag) => {
    const plain = await decode(mp3)
    const tail = { id: 'LIST', body: Buffer.from('INFOINAM\x05\0\0\0Name\0\0', 'latin1') }
    const chunks = [bext(77), fmt({ tag, bits: 0, blockAlign: 1 }), data(mp3), tail]
    const decoded = await decode(wav(chunks))
    expect(decoded.pcm).toEqual(plain.pcm)
    expect(decoded.summary).toMatchObject({
      format: 'WAV, MP3',
      sampleFormat: 'lossy',
      timeReference: 77,
      tags: { title: 'Name' },
      remarks: []
    })
  })

  test('cut short, it says so', async () => {
    const bytes = wav([fmt({ tag: 0x55, bits: 0 }), data(mp3)])
    const decoded = await decode(bytes.subarray(0, bytes.length - 2000))
    expect(remarkKinds(decoded)).toContain('truncated')
  })
})
