/** Turns pages into packets of one stream of sound, whatever else lies between its pages. */
import type { OggPage, OggPages } from './ogg-pages'

/** A packet longer than this is damage. */
const MOST_PACKET_BYTES = 2 ** 24

/** The packets that end on one page of the stream. */
export interface PacketPage {
  readonly packets: readonly Uint8Array[]
  /** Where the last of them ends, in samples; null when the page does not say. */
  readonly granule: number | null
  /** The stream's last page. */
  readonly isLast: boolean
  /** Pages of the stream that are missing before this one, by their numbers. */
  readonly lostPages: number
  /** Bytes before it that are no page. */
  readonly lostBytes: number
}

/** What a search without a page gives. */
const noPackets: PacketPage = {
  packets: [],
  granule: null,
  isLast: false,
  lostPages: 0,
  lostBytes: 0
}

/** Follows one stream; a packet is valid until the next page is read. */
export class OggPackets {
  readonly #pages: OggPages
  readonly serial: number
  #pending: Uint8Array[] = []
  #pendingBytes = 0
  #sequence: number
  #first: OggPage | null
  #lostBytes = 0

  /** Starts with a stream's first page. */
  constructor(pages: OggPages, first: OggPage) {
    this.#pages = pages
    this.serial = first.serial
    this.#sequence = first.sequence
    this.#first = first
  }

  /** The next page's packets, none while one is searched for; null where the file ends. */
  next(): PacketPage | null {
    if (this.#first) {
      const page = this.#first
      this.#first = null
      return this.#collect(page, 0, page.lostBytes)
    }
    for (;;) {
      const page = this.#pages.next()
      if (page === null) return null
      if (page === 'searching') return noPackets
      this.#lostBytes += page.lostBytes
      if (page.serial !== this.serial) continue
      const lostPages = (page.sequence - this.#sequence - 1) >>> 0
      const lostBytes = this.#lostBytes
      this.#sequence = page.sequence
      this.#lostBytes = 0
      return this.#collect(page, lostPages, lostBytes)
    }
  }

  #collect(page: OggPage, lostPages: number, lostBytes: number): PacketPage {
    const packets: Uint8Array[] = []
    if (lostPages > 0 || !page.isContinued) this.#forget()
    page.pieces.forEach((piece, i) => {
      const isOrphan = i === 0 && page.isContinued && this.#pending.length === 0
      const isWhole = i < page.pieces.length - 1 || page.isComplete
      if (isWhole && this.#pending.length === 0) {
        if (!isOrphan) packets.push(piece)
      } else if (!isOrphan) {
        // Copied, because the page's bytes are gone when the rest arrives.
        this.#pending.push(piece.slice())
        this.#pendingBytes += piece.length
        if (isWhole) packets.push(this.#join())
        else if (this.#pendingBytes > MOST_PACKET_BYTES) this.#forget()
      }
    })
    const { granule, isLast } = page
    return { packets, granule, isLast, lostPages, lostBytes }
  }

  #join(): Uint8Array {
    const packet = new Uint8Array(this.#pendingBytes)
    let at = 0
    for (const piece of this.#pending) {
      packet.set(piece, at)
      at += piece.length
    }
    this.#forget()
    return packet
  }

  #forget(): void {
    this.#pending = []
    this.#pendingBytes = 0
  }
}
