/**
 * Ogg (RFC 3533): reads the pages of a file, whatever their streams. Pages with a wrong checksum
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
 * Bytes of false pages that are held against a checksum, for each byte of the part. Pages that
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
  /** Where the page begins in the file. */
  readonly start: number
  /** Bytes before it that are no page. */
  readonly lostBytes: number
  /** Pieces of packets; unless `isComplete`, the last one continues on the next page. */
  readonly pieces: readonly Uint8Array[]
  readonly isComplete: boolean
}

/** Reads the pages of a part of a file in order. */
export class OggPages {
  readonly #file: SoundFile
  readonly #start: number
  readonly #end: number
  #position: number
  #lostBytes = 0
  #hashed = 0

  /** @param end first byte behind the part */
  constructor(file: SoundFile, start: number, end = file.size) {
    this.#file = file
    this.#start = start
    this.#end = end
    this.#position = start
  }

  /** Place in the file. */
  get position(): number {
    return this.#position
  }

  /** Whether false pages were so many that the rest of the part was not searched. */
  get hasGivenUp(): boolean {
    return this.#hashed >= MOST_HASHED * (this.#end - this.#start)
  }

  /**
   * The next page; `searching` when none was found for long; null at the end, before which other
   * data is no damage.
   */
  next(): OggPage | 'searching' | null {
    const mostBytes = this.#lostBytes + SEARCH_BYTES
    const mostHashed = this.#hashed + SEARCH_BYTES
    while (this.#position < this.#end && !this.hasGivenUp) {
      const start = this.#position
      const bytes = this.#file.read(start, Math.min(MOST_PAGE_BYTES, this.#end - start))
      const size = pageSize(bytes)
      if (size !== null && hasRightChecksum(bytes.subarray(0, size))) {
        const lostBytes = this.#lostBytes
        this.#lostBytes = 0
        this.#position += size
        return { ...parsePage(bytes.subarray(0, size)), start, lostBytes }
      }
      this.#hashed += size ?? 0
      const skipped = nextCapture(bytes) ?? Math.max(1, bytes.length - 3)
      this.#position += skipped
      this.#lostBytes += skipped
      if (this.#lostBytes >= mostBytes || this.#hashed >= mostHashed) return 'searching'
    }
    return null
  }
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

function parsePage(page: Uint8Array): Omit<OggPage, 'start' | 'lostBytes'> {
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
