/** One link of an Ogg file while it is decoded, page by page. */
import type { AudioTags } from '../../../../shared/audio'
import { GranuleClock } from './granule-clock'
import type { OggCodec } from './ogg-codec'
import type { OggLink } from './ogg-links'
import { OggPackets, type PacketPage } from './ogg-packets'
import { OggPages } from './ogg-pages'
import type { SoundFile } from '../sound-file'

const MOST_HEADER_PAGES = 4096

/** Samples in a row: a block of a packet, or silence. */
export interface Stretch {
  /** C arrays, null for silence. */
  readonly channels: readonly Float32Array[] | null
  /** [from, to) of it is to be kept. */
  readonly from: number
  readonly to: number
  /** For silence, samples that the bytes in its place could have held. */
  readonly couldHold: number
}

/** What a page became. */
export interface StreamPage {
  readonly stretches: readonly Stretch[]
  /** Places where something is missing. */
  readonly damagedPlaces: number
  /** The stream's last page. */
  readonly isLast: boolean
}

/** A link whose coding is read. */
type KnownLink = OggLink & { readonly codec: OggCodec }

/** The sound of one link. */
export class OggStream {
  readonly #link: KnownLink
  readonly #pages: OggPages
  readonly #packets: OggPackets
  readonly #clock: GranuleClock
  readonly tags: AudioTags
  /** The page on which the headers end may already hold sound. */
  #rest: PacketPage | null
  #samples = 0
  #lostBytes = 0

  private constructor(
    link: KnownLink,
    pages: OggPages,
    packets: OggPackets,
    { tags, rest }: { tags: AudioTags; rest: PacketPage | null }
  ) {
    this.#link = link
    this.#pages = pages
    this.#packets = packets
    this.#clock = new GranuleClock(link.codec.head.preSkip)
    this.tags = tags
    this.#rest = rest
  }

  /** Reads the headers of a link; null when they are invalid, or its coding is not read. */
  static async open(file: SoundFile, link: OggLink): Promise<OggStream | null> {
    const { codec } = link
    const pages = new OggPages(file, link.start, link.end)
    const packets = codec && firstPackets(pages, link.serial)
    if (!packets) return null
    const headers: Uint8Array[] = []
    let rest: PacketPage | null = null
    for (let n = 0; n < MOST_HEADER_PAGES && headers.length < codec.headerPackets; n++) {
      const page = packets.next()
      if (page === null) return null
      const missing = codec.headerPackets - headers.length
      headers.push(...page.packets.slice(0, missing).map((packet) => packet.slice()))
      if (page.packets.length >= missing) {
        const kept = page.packets.slice(missing).map((packet) => packet.slice())
        if (kept.length > 0 || page.isLast) rest = { ...page, packets: kept }
      }
    }
    const tags = await codec.begin(headers)
    return tags && new OggStream({ ...link, codec }, pages, packets, { tags, rest })
  }

  /** Place in the file. */
  get position(): number {
    return this.#pages.position
  }

  /** Decodes the next page; null at the end. */
  next(): StreamPage | null {
    const page = this.#rest ?? this.#packets.next()
    this.#rest = null
    if (page === null) return null
    const blocks = this.#link.codec.decode(page.packets, this.#clock.stated(page))
    const { pads, lengths, from, to } = this.#clock.place(page, blocks)
    this.#lostBytes += page.lostBytes
    this.#samples += lengths.reduce((sum, length) => sum + length, 0)
    const couldHold = page.lostBytes * this.samplesAByte
    const row = blocks.flatMap(({ channels, samples }, i) => [
      { channels: null, length: pads[i]!, couldHold: i === 0 ? couldHold : 0 },
      { channels, length: lengths[i]!, couldHold: channels === null ? (samples ?? 0) : 0 }
    ])
    const isLost = page.lostBytes > 0 || pads.some((pad) => pad > 0)
    const broken = blocks.filter(
      ({ channels, samples }, i) => channels === null || samples !== lengths[i]
    )
    return {
      stretches: kept(row, from, to),
      damagedPlaces: (isLost ? 1 : 0) + broken.length,
      isLast: page.isLast
    }
  }

  /** Releases memory. */
  close(): void {
    this.#link.codec.close()
  }

  /** Samples in each byte that was read so far. */
  get samplesAByte(): number {
    const bytes = this.#pages.position - this.#link.start - this.#lostBytes
    return this.#samples / Math.max(1, bytes)
  }
}

function firstPackets(pages: OggPages, serial: number): OggPackets | null {
  for (let page = pages.next(); page !== null; page = pages.next()) {
    if (page !== 'searching' && page.serial === serial) return new OggPackets(pages, page)
  }
  return null
}

/** The part [from, to) of some stretches in a row. */
function kept(
  row: readonly (Pick<Stretch, 'channels' | 'couldHold'> & { readonly length: number })[],
  from: number,
  to: number
): Stretch[] {
  let start = 0
  return row.flatMap(({ channels, length, couldHold }) => {
    const [first, last] = [Math.max(from - start, 0), Math.min(to - start, length)]
    start += length
    return last > first ? [{ channels, from: first, to: last, couldHold }] : []
  })
}
