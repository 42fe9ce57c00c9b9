/**
 * Sound files of every format that is read, as lists of parts, for the fuzz test: fixtures that
 * encoders have made, and files made byte by byte. A part is what can be dropped, repeated or put
 * elsewhere: a page, a frame, a chunk or just some bytes.
 */
import { crc16, crc8 } from '../../src-main/engine/decode/crc'
import { readFlacHead } from '../../src-main/engine/decode/flac/flac-stream'
import { FrameDecoder } from '../../src-main/engine/decode/flac/frame-decoder'
import { readFrameHeader } from '../../src-main/engine/decode/flac/frame-header'
import { createRandom } from '../../src-main/engine/factorize/start/random-start'
import { fixtureBytes } from './decoding'
import { flacFrames, flacHead, type Numbering } from './flac-bytes'
import { oggPages, sealPage } from './ogg-bytes'
import { apeTag, id3v2Tag } from './tag-bytes'
import { bext, data, ds64, fmt, rifx, wav, type Chunk } from './wav-bytes'

/** A sound file to be damaged. */
export interface SoundSeed {
  readonly name: string
  readonly parts: readonly Buffer[]
  /** Gives a part its right checksums again, in place. */
  readonly seal: (part: Buffer) => void
  /** Most samples of a channel that a byte of such a file can hold. */
  readonly samplesAByte: number
}

const FRAMES = 1500
/** Samples of 16 bits in a row of bytes of a file without coding. */
const PLAIN = 4
/** A block of 65536 equal samples takes ten bytes, and what is missing may be twice as dense. */
const FLAC = 3 * 6554
/** Packets of one byte may hold more, but hundreds of them come from no damage. */
const PACKETS = 512
/** Frames of MPEG audio take 24 bytes for 1152 samples. */
const MPEG = 64

/** All seeds. */
export function soundSeeds(): SoundSeed[] {
  return [...waves(), ...aiffs(), w64(), ...flacs(), ...oggs(), ...lossy(), ...tagged()]
}

const noSeal = (): void => undefined

/** A file cut into parts of some bytes. */
function plainSeed(name: string, bytes: Buffer, samplesAByte: number, size = 512): SoundSeed {
  const count = Math.ceil(bytes.length / size)
  const parts = Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size))
  return { name, parts, seal: noSeal, samplesAByte }
}

function noiseBytes(count: number, seed: number): Buffer {
  const random = createRandom(seed)
  return Buffer.from(Array.from({ length: count }, () => Math.floor(random() * 256)))
}

/** A `fmt ` chunk of a block coding with what it adds. */
function blockFmt(tag: number, blockAlign: number, added: Buffer): Chunk {
  const { body } = fmt({ tag, bits: 4, blockAlign })
  const size = Buffer.alloc(2)
  size.writeUInt16LE(added.length)
  return { id: 'fmt ', body: Buffer.concat([body, size, added]) }
}

function waves(): SoundSeed[] {
  const body = noiseBytes(4 * FRAMES, 1)
  const fact = { id: 'fact', body: Buffer.from(Uint32Array.of(FRAMES).buffer) }
  const list = { id: 'LIST', body: Buffer.from('INFOINAM\x06\0\0\0Title\0', 'latin1') }
  const samplesPerBlock = (count: number): Buffer => Buffer.from(Uint16Array.of(count).buffer)
  const coefficients = Int16Array.of(
    7,
    256,
    0,
    512,
    -256,
    0,
    0,
    192,
    64,
    240,
    0,
    460,
    -208,
    392,
    -232
  )
  const microsoft = Buffer.concat([samplesPerBlock(500), Buffer.from(coefficients.buffer)])
  const floats = Buffer.from(Float32Array.from(body, (value) => value / 128 - 1).buffer)
  const kinds: Readonly<Record<string, readonly Chunk[]>> = {
    'wav 8': [fmt({ bits: 8 }), data(body)],
    'wav 16': [bext(48_000), fmt({ channels: 2 }), list, data(body)],
    'wav 24': [fmt({ bits: 24, extensible: { validBits: 20 } }), data(body)],
    'wav 32': [fmt({ bits: 32, channels: 2 }), data(body)],
    'wav float': [fmt({ tag: 3, bits: 32 }), data(floats)],
    'wav double': [fmt({ tag: 3, bits: 64 }), data(floats)],
    'wav mu-law': [fmt({ tag: 7, bits: 8 }), fact, data(body)],
    'wav A-law': [fmt({ tag: 6, bits: 8, channels: 2 }), data(body)],
    'wav IMA': [blockFmt(0x11, 256, samplesPerBlock(505)), fact, data(body)],
    'wav Microsoft': [blockFmt(2, 256, microsoft), fact, data(body)],
    'wav MP3': [blockFmt(0x55, 1, Buffer.alloc(12, 1)), data(fixtureBytes('sound.mp3'))]
  }
  const seeds = Object.entries(kinds).map(([name, chunks]) =>
    plainSeed(name, wav(chunks), name.endsWith('MP3') ? MPEG : PLAIN, 64)
  )
  const long = [ds64(body.length), fmt({ channels: 2 }), data(body, 0xffffffff)]
  const big = rifx([fmt({ channels: 2 }), list, data(body)], 2)
  return [
    ...seeds,
    plainSeed('rf64', wav(long, { riff: 'RF64', size: 0xffffffff }), PLAIN, 64),
    plainSeed('rifx', big, PLAIN, 64)
  ]
}

function aiffs(): SoundSeed[] {
  const chunk = (id: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8)
    head.write(id, 'latin1')
    head.writeUInt32BE(body.length, 4)
    return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
  }
  const file = (coding: string, bits: number): Buffer => {
    const common = Buffer.alloc(24)
    common.writeUInt16BE(1, 0)
    common.writeUInt32BE(FRAMES, 2)
    common.writeUInt16BE(bits, 6)
    // 22050 Hz as a number of 80 bits.
    Buffer.from('400dac44000000000000', 'hex').copy(common, 8)
    common.write(coding, 18, 'latin1')
    const sound = Buffer.concat([Buffer.alloc(8), noiseBytes(2 * FRAMES, 2)])
    const version = chunk('FVER', Buffer.from('a2805140', 'hex'))
    const body = Buffer.concat([version, chunk('COMM', common), chunk('SSND', sound)])
    return chunk('FORM', Buffer.concat([Buffer.from('AIFC', 'latin1'), body]))
  }
  const codings = { sowt: 16, in24: 24, fl32: 32, ulaw: 16, ima4: 16 }
  return [
    plainSeed('aiff', fixtureBytes('sound.aiff'), PLAIN),
    ...Object.entries(codings).map(([coding, bits]) =>
      plainSeed(`aifc ${coding}`, file(coding, bits), PLAIN, 64)
    )
  ]
}

function w64(): SoundSeed {
  const guid = (text: string, tail: string): Buffer =>
    Buffer.concat([Buffer.from(text, 'latin1'), Buffer.from(tail, 'hex')])
  const chunk = (name: string, body: Buffer): Buffer => {
    const size = Buffer.alloc(8)
    size.writeBigUInt64LE(BigInt(24 + body.length))
    const padding = Buffer.alloc((8 - (body.length % 8)) % 8)
    return Buffer.concat([guid(name, 'f3acd3118cd100c04f8edb8a'), size, body, padding])
  }
  const format = chunk('fmt ', Buffer.from(fmt({ channels: 2 }).body))
  const sound = chunk('data', noiseBytes(4 * FRAMES, 3))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(40 + format.length + sound.length))
  const head = Buffer.concat([
    guid('riff', '2e91cf11a5d628db04c10000'),
    size,
    guid('wave', 'f3acd3118cd100c04f8edb8a')
  ])
  return plainSeed('w64', Buffer.concat([head, format, sound]), PLAIN, 64)
}

function flacs(): SoundSeed[] {
  const samples = Array.from(noiseBytes(6 * 400, 4), (value, n) => (n < 800 ? 3 : value * 100))
  const made = (numbering: Numbering): SoundSeed => {
    const frames = flacFrames(samples, [400, 400, 400, 400, 400, 400], numbering)
    const head = flacHead({ maxBlockSize: 400, minBlockSize: 400, sampleCount: samples.length })
    const name = `flac by ${numbering}`
    return { name, parts: [head, ...frames], seal: sealFrame, samplesAByte: FLAC }
  }
  const bytes = fixtureBytes('sound.flac')
  const parts = [...flacParts(bytes)]
  return [
    made('frames'),
    made('samples'),
    made('samples-unmarked'),
    { name: 'flac', parts, seal: sealFrame, samplesAByte: FLAC }
  ]
}

/** The head and the frames of a FLAC file, as copies. */
function flacParts(bytes: Buffer): Buffer[] {
  const file = {
    path: '',
    name: '',
    size: bytes.length,
    read: (at: number, length: number) => bytes.subarray(at, at + length)
  }
  const { info, start } = readFlacHead(file, 0)
  const decoder = new FrameDecoder(info)
  const parts = [Buffer.from(bytes.subarray(0, start))]
  for (let at = start; ;) {
    const header = decoder.headerAt(bytes, at)
    const end = header && decoder.decode(bytes, at, header).end
    if (end === null) return parts
    parts.push(Buffer.from(bytes.subarray(at, end)))
    at = end
  }
}

/** Gives a frame its checksums: of its head, if one can be read with another, and of all of it. */
function sealFrame(part: Buffer): void {
  if (part[0] !== 0xff || part.length < 12) return
  for (let end = 5; end < 16; end++) {
    const kept = part[end]!
    part[end] = crc8(part, 0, end)
    if (readFrameHeader(part, 0)?.bytes === end + 1) break
    part[end] = kept
  }
  part.writeUInt16BE(crc16(part, 0, part.length - 2), part.length - 2)
}

function oggs(): SoundSeed[] {
  const seal = (part: Buffer): void => {
    if (part.length >= 27) sealPage(part)
  }
  const coded = ['sound.ogg', 'sound.opus'].map((name) => ({
    name,
    parts: oggPages(fixtureBytes(name)),
    seal,
    samplesAByte: PACKETS
  }))
  const [head, ...frames] = flacParts(fixtureBytes('sound.flac'))
  const first = Buffer.from('\x7fFLAC\x01\0\0\x01', 'latin1')
  const packets = [
    Buffer.concat([first, head!.subarray(0, 42)]),
    Buffer.from([0x84, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0]),
    ...frames
  ]
  const parts = packets.flatMap((packet, i) => pagesOf(packet, i, i === packets.length - 1))
  return [...coded, { name: 'ogg flac', parts, seal, samplesAByte: FLAC }]
}

/** A packet on pages of its own. */
function pagesOf(packet: Buffer, index: number, isLast: boolean): Buffer[] {
  const room = 255 * 255
  const count = Math.floor(packet.length / room) + 1
  return Array.from({ length: count }, (_, i) => {
    const piece = packet.subarray(i * room, (i + 1) * room)
    const isEnd = i === count - 1
    const table = Buffer.alloc(Math.floor(piece.length / 255) + (isEnd ? 1 : 0), 255)
    if (isEnd) table[table.length - 1] = piece.length % 255
    const head = Buffer.alloc(27)
    head.write('OggS', 'latin1')
    head[5] = (i > 0 ? 1 : 0) | (index === 0 ? 2 : 0) | (isLast && isEnd ? 4 : 0)
    head.writeBigInt64LE(isEnd ? BigInt(Math.max(0, index - 1) * 4096) : -1n, 6)
    head.writeUInt32LE(8 * index + i, 18)
    head[26] = table.length
    return sealPage(Buffer.concat([head, table, piece]))
  })
}

function lossy(): SoundSeed[] {
  return [
    plainSeed('mp3', fixtureBytes('sound.mp3'), MPEG, 104),
    plainSeed('aac', fixtureBytes('sound.aac'), MPEG),
    plainSeed('m4a', fixtureBytes('sound.m4a'), MPEG, 256)
  ]
}

/** Files behind tags. */
function tagged(): SoundSeed[] {
  const tags = [id3v2Tag(200, 'Title'), apeTag('Artist', 'Someone'), id3v2Tag(50)]
  return ['sound.mp3', 'sound.flac', 'sound.aiff'].map((name) => {
    const seed = plainSeed(`tags, ${name}`, fixtureBytes(name), FLAC)
    return { ...seed, parts: [...tags, ...seed.parts] }
  })
}
