/**
 * Looks through an Ogg file once before it is decoded. Radio recordings are many streams one behind
 * the other, called links: what the recording is, most of its sound says, and not the first link.
 */
import { oggFlacCodec } from './decode-ogg-flac'
import { opusCodec } from './decode-opus'
import { vorbisCodec } from './decode-vorbis'
import type { OggCodec, OggHead } from './ogg-codec'
import { OggPages, type OggPage } from './ogg-pages'
import { ascii, type SoundFile } from '../sound-file'

/** More links than the longest recording of a station has. */
const MOST_LINKS = 10_000

/** One of the streams that follow each other; of parallel ones the first one with sound. */
export interface OggLink {
  /** Its decoder, null when its coding is not read. */
  readonly codec: OggCodec | null
  /** Its coding in words. */
  readonly coding: string
  readonly serial: number
  /** Its bytes, [start, end). */
  readonly start: number
  readonly end: number
  /** About how long it is, in samples; 0 when nobody knows. */
  readonly samples: number
  /** Whether it has its last page. */
  readonly isEnded: boolean
}

/** All links of a file. */
export interface OggSurvey {
  readonly links: readonly OggLink[]
  /** Places with data that belongs to no link, though it may have been sound. */
  readonly damagedPlaces: number
}

/** Finds the links at or behind a position. */
export function findOggLinks(file: SoundFile, from: number): OggSurvey {
  const pages = new OggPages(file, from)
  const links: LinkBuilder[] = []
  // Pages before the first beginning.
  let isHeadless = false
  let page = pages.next()
  for (; page !== null; page = pages.next()) {
    if (page === 'searching') continue
    let link = links.at(-1)
    if (page.isFirst && (!link || link.hasBegun)) {
      if (links.length === MOST_LINKS) break
      link = new LinkBuilder(page.start)
      links.push(link)
    }
    if (link) link.add(page, pages.position)
    else isHeadless = true
  }
  const isWhole = page === null && !pages.hasGivenUp
  return { links, damagedPlaces: (isHeadless ? 1 : 0) + (isWhole ? 0 : 1) }
}

/** Whether the sound of a stream can go on in a recording: of mono, on both channels. */
export function fits(link: OggLink, { sampleRate, channelCount }: OggHead): boolean {
  const head = link.codec?.head
  if (head?.sampleRate !== sampleRate) return false
  return head.channelCount === channelCount || (head.channelCount === 1 && channelCount === 2)
}

/** Rate and channels to which most of the sound fits, null when no link is read. */
export function mainHead(links: readonly OggLink[]): OggHead | null {
  const heads = links.flatMap(({ codec }) => (codec ? [codec.head] : []))
  const kinds = new Map(
    heads.toReversed().map((head) => [`${head.sampleRate}/${head.channelCount}`, head])
  )
  const seconds = (head: OggHead): number =>
    links.reduce((sum, link) => sum + (fits(link, head) ? link.samples : 0), 0) / head.sampleRate
  const byLength = [...kinds.values()]
    .map((head) => ({ head, seconds: seconds(head) }))
    // With as much sound, more channels lose nothing; else the first one counts.
    .sort(
      (a, b) =>
        b.seconds - a.seconds ||
        b.head.channelCount - a.head.channelCount ||
        heads.indexOf(a.head) - heads.indexOf(b.head)
    )
  return byLength[0]?.head ?? null
}

class LinkBuilder implements OggLink {
  codec: OggCodec | null = null
  coding = 'Ogg with an unknown coding'
  serial = 0
  end: number
  isEnded = false
  /** Whether pages other than the first ones of its streams have come. */
  hasBegun = false
  #isNamed = false
  /** Positions of the first two pages with sound, and of the last. */
  #granules: number[] = []

  constructor(readonly start: number) {
    this.end = start
  }

  add(page: OggPage, end: number): void {
    this.end = end
    if (page.isFirst) {
      this.#identify(page)
      return
    }
    this.hasBegun = true
    if (page.serial !== this.serial) return
    if (page.isLast) this.isEnded = true
    if (page.granule !== null && page.granule > 0) {
      this.#granules = [...this.#granules.slice(0, 2), page.granule]
    }
  }

  get samples(): number {
    const [first = 0, second = first] = this.#granules
    const last = this.#granules.at(-1) ?? 0
    // A stream that was joined in its middle counts from there.
    const page = second - first
    const begin = page > 0 && first >= 2 * page ? first - page : 0
    return Math.max(0, last - begin - (this.codec?.head.preSkip ?? 0))
  }

  #identify(page: OggPage): void {
    const first = page.pieces[0]
    if (this.codec !== null || !first) return
    this.codec = vorbisCodec(first) ?? opusCodec(first) ?? oggFlacCodec(first)
    if (this.codec !== null) {
      const { format, sampleRate, channelCount } = this.codec.head
      const layout = channelCount === 1 ? 'mono' : `${channelCount} channels`
      this.coding = `${format} at ${sampleRate} Hz, ${layout}`
      this.serial = page.serial
    } else if (!this.#isNamed) {
      const name = /[A-Za-z]{3,}/.exec(ascii(first, 0, 16))?.[0]
      if (name !== undefined) this.coding = `Ogg with ${name}`
      this.#isNamed = true
      this.serial = page.serial
    }
  }
}
