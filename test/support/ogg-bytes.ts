/** Pages of Ogg (RFC 3533) taken out of files, changed, and given right checksums again. */
import { crc32 } from '../../src-main/engine/decode/crc'

const HEAD_BYTES = 27
const GRANULE_OFFSET = 6
const SERIAL_OFFSET = 14
const SEQUENCE_OFFSET = 18
const CHECKSUM_OFFSET = 22

/** The pages of a file, as copies. */
export function oggPages(file: Uint8Array): Buffer[] {
  const pages: Buffer[] = []
  for (let at = 0; at + HEAD_BYTES <= file.length;) {
    const segments = file[at + 26]!
    const sizes = file.subarray(at + HEAD_BYTES, at + HEAD_BYTES + segments)
    const end = at + HEAD_BYTES + segments + sizes.reduce((sum, size) => sum + size, 0)
    pages.push(Buffer.from(file.subarray(at, end)))
    at = end
  }
  return pages
}

/** Gives a page the right checksum, in place. */
export function sealPage(page: Buffer): Buffer {
  page.writeUInt32LE(0, CHECKSUM_OFFSET)
  page.writeUInt32LE(crc32(page, 0, page.length), CHECKSUM_OFFSET)
  return page
}

/** What a page's head is to say. */
export interface PageHead {
  readonly granule?: number
  readonly serial?: number
  readonly sequence?: number
  readonly flags?: number
}

/** A copy of a page with another head and the right checksum. */
export function changedPage(page: Uint8Array, head: PageHead): Buffer {
  const copy = Buffer.from(page)
  if (head.flags !== undefined) copy[5] = head.flags
  if (head.granule !== undefined) copy.writeBigUInt64LE(BigInt(head.granule), GRANULE_OFFSET)
  if (head.serial !== undefined) copy.writeUInt32LE(head.serial, SERIAL_OFFSET)
  if (head.sequence !== undefined) copy.writeUInt32LE(head.sequence, SEQUENCE_OFFSET)
  return sealPage(copy)
}

/** What the head of a page says. */
export function pageHead(page: Buffer): Required<PageHead> {
  return {
    granule: Number(page.readBigUInt64LE(GRANULE_OFFSET)),
    serial: page.readUInt32LE(SERIAL_OFFSET),
    sequence: page.readUInt32LE(SEQUENCE_OFFSET),
    flags: page[5]!
  }
}

/** The packets of a page on which all packets are whole. */
export function packetsOf(page: Buffer): Buffer[] {
  const segments = page[26]!
  let at = HEAD_BYTES + segments
  let packet: Buffer[] = []
  const packets: Buffer[] = []
  for (const size of page.subarray(HEAD_BYTES, at)) {
    packet.push(page.subarray(at, at + size))
    at += size
    if (size === 255) continue
    packets.push(Buffer.concat(packet))
    packet = []
  }
  return packets
}

/** A page with the head of another one and these packets, all of them whole. */
export function pageWith(page: Buffer, packets: readonly Uint8Array[]): Buffer {
  const sizes = packets.flatMap(({ length }) => [
    ...Array.from({ length: Math.floor(length / 255) }, () => 255),
    length % 255
  ])
  const head = Buffer.from(page.subarray(0, HEAD_BYTES))
  head[HEAD_BYTES - 1] = sizes.length
  return sealPage(Buffer.concat([head, Buffer.from(sizes), ...packets]))
}
