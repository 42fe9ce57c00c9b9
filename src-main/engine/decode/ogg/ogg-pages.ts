/**
 * Ogg (RFC 3533): reads the pages of a file, one stream after another. Pages with a wrong checksum
 * count as missing; after damage the next page is searched for.
 */
import { crc32 } from '../crc'
import { ascii, viewOf, type SoundFile } from '../sound-file'

const HEAD_BYTES = 27
const CHECKSUM_OFFSET = 22
/** Longest page: its head, 255 segments and their sizes. */
const MOST_PAGE_BYTES = HEAD_BYTES + 255 + 255 * 255
const NO_GRANULE = 2n ** 64n - 1n
/**
 * Bytes of false pages that are held against a checksum, for each byte of the file. Pages that
 * begin inside each other could otherwise make it some thousand.
 */
const MOST_HASHED = 8
/** Bytes to search, or to hash in vain, before the one who waits is told. */
const SEARCH_BYTES = 2 ** 20

/** A page; `bytes` are valid until the next one is read. */
export interface OggPage {
  readonly serial: number
  readonly isContinued: boolean
  readonly isFirst: boolean
  readonly isLast: boolean
  /** Position that its last complete packet reaches, null when no packet ends on it. */
  readonly granule: number | null
  readonly sequence: number
  /** Pieces of packets; unless `isComplete`, the last one continues on the next page. */
  readonly pieces: readonly Uint8Array[]
  readonly isComplete: boolean
}

/** Reads the pages of a file in order. */
export class OggPages {
  readonly #file: SoundFile
  #position: number
  #isLost = false
  #hashed = 0
  /** Number of places with data that is not a page. */
  damagedPlaces = 0
  /** Bytes of that data. */
  damagedBytes = 0

  constructor(file: SoundFile, position = 0) {
    this.#file = file
    this.#position = position
  }

  /** Place in the file. */
  get position(): number {
    return this.#position
  }

  /** The next page; `searching` when none was found for long, null at the end. */
  next(): OggPage | 'searching' | null {
    const { size: fileBytes } = this.#file
    const mostBytes = this.damagedBytes + SEARCH_BYTES
    const mostHashed = this.#hashed + SEARCH_BYTES
    while (this.#position < fileBytes && this.#hashed < MOST_HASHED * fileBytes) {
      const bytes = this.#file.read(this.#position, MOST_PAGE_BYTES)
      const size = pageSize(bytes)
      if (size !== null && hasRightChecksum(bytes.subarray(0, size))) {
        this.#position += size
        this.#isLost = false
        return parsePage(bytes.subarray(0, size))
      }
      this.#hashed += size ?? 0
      if (!this.#isLost) this.damagedPlaces++
      this.#isLost = true
      const skipped = nextCapture(bytes) ?? Math.max(1, bytes.length - 3)
      this.#position += skipped
      this.damagedBytes += skipped
      if (this.damagedBytes >= mostBytes || this.#hashed >= mostHashed) return 'searching'
    }
    return null
  }
}

/**
 * Where a stream ends: the granule of its last page that has one, null when the last page of the
 * file belongs to another stream or there is none.
 */
export function lastGranule(file: SoundFile, serial: number): number | null {
  // Two pages of the greatest size: the last one may have no granule.
  const from = Math.max(0, file.size - 2 * MOST_PAGE_BYTES)
  const tail = file.read(from, 2 * MOST_PAGE_BYTES)
  let hashed = 0
  for (let at = tail.length - HEAD_BYTES; at >= 0; at--) {
    if (tail[at] !== 0x4f || ascii(tail, at, at + 4) !== 'OggS') continue
    const rest = tail.subarray(at)
    const size = pageSize(rest)
    if (size === null) continue
    if ((hashed += size) > MOST_HASHED * tail.length) return null
    if (!hasRightChecksum(rest.subarray(0, size))) continue
    const page = parsePage(rest.subarray(0, size))
    if (page.serial !== serial) return null
    if (page.granule !== null) return page.granule
  }
  return null
}

/** Size of the page that the bytes begin with, null when there is none or not all of it. */
function pageSize(bytes: Uint8Array): number | null {
  if (bytes.length < HEAD_BYTES || ascii(bytes, 0, 5) !== 'OggS\0') return null
  const segments = bytes[26]!
  let size = HEAD_BYTES + segments
  if (bytes.length < size) return null
  for (let i = 0; i < segments; i++) size += bytes[HEAD_BYTES + i]!
  return size <= bytes.length ? size : null
}

function hasRightChecksum(page: Uint8Array): boolean {
  let crc = crc32(page, 0, CHECKSUM_OFFSET)
  crc = crc32(new Uint8Array(4), 0, 4, crc)
  crc = crc32(page, CHECKSUM_OFFSET + 4, page.length, crc)
  return crc === viewOf(page).getUint32(CHECKSUM_OFFSET, true)
}

function parsePage(page: Uint8Array): OggPage {
  const view = viewOf(page)
  const flags = page[5]!
  const segments = page[26]!
  const pieces: Uint8Array[] = []
  let at = HEAD_BYTES + segments
  let start = at
  for (let i = 0; i < segments; i++) {
    const size = page[HEAD_BYTES + i]!
    at += size
    if (size === 255) continue
    pieces.push(page.subarray(start, at))
    start = at
  }
  const isComplete = start === at
  if (!isComplete) pieces.push(page.subarray(start, at))
  const granule = view.getBigUint64(6, true)
  const isKnown = granule !== NO_GRANULE && granule <= BigInt(Number.MAX_SAFE_INTEGER)
  return {
    serial: view.getUint32(14, true),
    isContinued: (flags & 1) !== 0,
    isFirst: (flags & 2) !== 0,
    isLast: (flags & 4) !== 0,
    granule: isKnown ? Number(granule) : null,
    sequence: view.getUint32(18, true),
    pieces,
    isComplete
  }
}

/** Where the next page may begin after the first byte, null when not in these bytes. */
function nextCapture(bytes: Uint8Array): number | null {
  const found = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf('OggS', 1)
  return found < 0 ? null : found
}
