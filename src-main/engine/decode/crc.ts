/** Cyclic checksums of FLAC and Ogg: highest bit first, starting from 0. */

function table(bits: 8 | 16 | 32, polynomial: number): Uint32Array {
  const top = 2 ** (bits - 1)
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte * 2 ** (bits - 8)
    for (let i = 0; i < 8; i++) {
      const carries = value >= top
      value = ((value << 1) ^ (carries ? polynomial : 0)) >>> 0
      if (bits < 32) value &= 2 ** bits - 1
    }
    return value
  })
}

const table8 = table(8, 0x07)
const table16 = table(16, 0x8005)
const table32 = table(32, 0x04c11db7)

/** CRC-8 of bytes [from, to), as in FLAC's frame headers. */
export function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0
  for (let i = from; i < to; i++) crc = table8[crc ^ bytes[i]!]!
  return crc
}

/** CRC-16 of bytes [from, to), as at the end of FLAC's frames. */
export function crc16(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0
  for (let i = from; i < to; i++) crc = ((crc & 0xff) << 8) ^ table16[(crc >> 8) ^ bytes[i]!]!
  return crc
}

/** CRC-32 of bytes [from, to), as in Ogg's pages; `crc` is that of the bytes before. */
export function crc32(bytes: Uint8Array, from: number, to: number, crc = 0): number {
  for (let i = from; i < to; i++) {
    crc = ((crc << 8) ^ table32[((crc >>> 24) ^ bytes[i]!) & 0xff]!) >>> 0
  }
  return crc
}
