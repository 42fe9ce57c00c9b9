/** WAVE files made byte by byte, right and wrong, for the tests of reading and writing. */

/** A chunk: its id, its body, and a size to claim in place of the true one. */
export interface Chunk {
  readonly id: string
  readonly body: Uint8Array
  readonly claim?: number
}

/** What a `fmt ` chunk says; `extensible` wraps the coding and states the valid bits. */
export interface Fmt {
  readonly tag?: number
  readonly channels?: number
  readonly rate?: number
  readonly bits?: number
  readonly blockAlign?: number
  readonly extensible?: { readonly validBits: number }
}

/** A `fmt ` chunk; 16-bit PCM, mono, 44.1 kHz where nothing else is said. */
export function fmt({ tag = 1, channels = 1, rate = 44100, bits = 16, ...rest }: Fmt = {}): Chunk {
  const body = Buffer.alloc(rest.extensible ? 40 : 16)
  const blockAlign = rest.blockAlign ?? (channels * bits) / 8
  body.writeUInt16LE(rest.extensible ? 0xfffe : tag, 0)
  body.writeUInt16LE(channels, 2)
  body.writeUInt32LE(rate, 4)
  body.writeUInt32LE(rate * blockAlign, 8)
  body.writeUInt16LE(blockAlign, 12)
  body.writeUInt16LE(bits, 14)
  if (rest.extensible) {
    body.writeUInt16LE(22, 16)
    body.writeUInt16LE(rest.extensible.validBits, 18)
    body.writeUInt32LE(channels === 1 ? 4 : 3, 20)
    body.writeUInt16LE(tag, 24)
    Buffer.from('000000001000800000aa00389b71', 'hex').copy(body, 26)
  }
  return { id: 'fmt ', body }
}

/** A `data` chunk. */
export function data(body: Uint8Array, claim?: number): Chunk {
  return claim === undefined ? { id: 'data', body } : { id: 'data', body, claim }
}

/** A `bext` chunk with a TimeReference. */
export function bext(timeReference: number): Chunk {
  const body = Buffer.alloc(602)
  body.writeBigUInt64LE(BigInt(timeReference), 338)
  return { id: 'bext', body }
}

/** A `ds64` chunk that gives the data's size in 64 bits. */
export function ds64(dataBytes: number): Chunk {
  const body = Buffer.alloc(28)
  body.writeBigUInt64LE(BigInt(dataBytes), 8)
  return { id: 'ds64', body }
}

/** A whole file. */
export function wav(chunks: readonly Chunk[], { riff = 'RIFF', size = -1 } = {}): Buffer {
  const parts = chunks.map(({ id, body, claim }) => {
    const head = Buffer.alloc(8)
    head.write(id, 'latin1')
    head.writeUInt32LE(claim ?? body.length, 4)
    return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
  })
  const head = Buffer.alloc(12)
  head.write(riff, 'latin1')
  const total = 4 + parts.reduce((sum, part) => sum + part.length, 0)
  head.writeUInt32LE(size < 0 ? total : size, 4)
  head.write('WAVE', 8, 'latin1')
  return Buffer.concat([head, ...parts])
}

/** The same file in big-endian bytes, of samples of `sampleBytes`; lists stay as they are. */
export function rifx(chunks: readonly Chunk[], sampleBytes: number): Buffer {
  const turned = chunks.map((chunk) => {
    const body = Buffer.from(chunk.body)
    if (chunk.id === 'data') reverseEach(body, 0, body.length, sampleBytes)
    if (chunk.id === 'fact') body.swap32()
    if (chunk.id === 'bext') reverseEach(body, 338, 346, 8)
    if (chunk.id === 'fmt ') {
      const fields = [0, 2, 2, 2, 4, 4, 8, 4, 12, 2, 14, 2, 16, 2, 18, 2, 20, 4, 24, 2]
      for (let i = 0; i < fields.length && fields[i]! < body.length; i += 2) {
        reverseEach(body, fields[i]!, fields[i]! + fields[i + 1]!, fields[i + 1]!)
      }
    }
    return { ...chunk, body }
  })
  const bytes = wav(turned, { riff: 'RIFX' })
  for (let at = 4; at < bytes.length;) {
    const size = bytes.readUInt32LE(at)
    bytes.writeUInt32BE(size, at)
    at += at === 4 ? 12 : 8 + size + (size % 2)
  }
  return bytes
}

function reverseEach(bytes: Buffer, from: number, to: number, width: number): void {
  for (let at = from; at < to; at += width) bytes.subarray(at, at + width).reverse()
}

/** 16-bit samples as bytes. */
export function int16Bytes(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  values.forEach((value, n) => bytes.writeInt16LE(value, 2 * n))
  return bytes
}
