/**
 * Tells which decoded samples of an Ogg stream are to be heard, and where: each page states the
 * position that its last packet reaches, which tells how many samples to drop at both ends, and how
 * many are missing.
 */
import type { OggBlock } from './ogg-codec'
import type { PacketPage } from './ogg-packets'

/**
 * Most pages that may be missing before the first one with sound. Where more are, the stream was
 * joined in its middle, and nothing is missing.
 */
const MOST_LOST_AT_START = 8
/** Longest packet of Vorbis, in samples. */
const MOST_BLOCK_SAMPLES = 8192

/**
 * Samples by which a page's own count may differ from that of its packets: streams that came out of
 * other containers have positions in milliseconds.
 */
const TOLERANCE = 128

/** Where the blocks of a page lie. */
export interface PagePlan {
  /** Silence before each block, in place of what is missing. */
  readonly pads: readonly number[]
  /** Samples of each block; those of a broken one are silent. */
  readonly lengths: readonly number[]
  /** What to keep of all that, as one row of samples. */
  readonly from: number
  readonly to: number
}

/** Keeps count of one stream. */
export class GranuleClock {
  #decoded = 0
  #skip: number
  /** Granule at the first decoded sample; below 0 when the first ones are to be left out. */
  #origin: number | null = null
  /** Pages that are missing since the last position that was stated. */
  #lostPages = 0
  /** Samples of the last block that was whole. */
  #usual = 0

  /** @param preSkip decoded samples to leave out at the beginning */
  constructor(preSkip: number) {
    this.#skip = preSkip
  }

  /**
   * Samples that the packets of a page hold by its own count, null when it does not tell. The first
   * page tells as if the stream began at 0.
   */
  stated({ granule, isLast, lostPages }: PacketPage): number | null {
    if (granule === null || isLast || this.#lostPages + lostPages > 0) return null
    return granule - (this.#origin ?? 0) - this.#decoded
  }

  /** Takes in the blocks of a page. */
  place(page: PacketPage, blocks: readonly OggBlock[]): PagePlan {
    const { granule, isLast } = page
    this.#lostPages += page.lostPages
    const isAfterLoss = this.#lostPages > 0 && granule !== null
    if (!isAfterLoss && !isLast) this.#beginBroken(granule, blocks)
    const reach = isAfterLoss ? null : this.#reach(granule)
    const lengths = this.#lengths(blocks, reach, isLast)
    const pads = lengths.map(() => 0)
    if (reach !== null && !isLast) realign(lengths, pads, reach)
    if (isAfterLoss && blocks.length > 0) pads[0] = this.#gap(granule, lengths, isLast)
    const count = sum(pads) + sum(lengths)
    if (granule !== null && count > 0) this.#lostPages = 0
    const before = this.#decoded
    this.#decoded += count
    if (this.#origin === null && granule !== null && count > 0) this.#begin(granule, isLast)
    const isCut = isLast && granule !== null && this.#origin !== null
    const end = isCut ? granule - this.#origin! : Infinity
    const from = Math.min(count, Math.max(0, this.#skip - before))
    return { pads, lengths, from, to: Math.max(from, Math.min(count, end - before)) }
  }

  /** Samples of the pages that are missing before this one. */
  #gap(granule: number, lengths: readonly number[], isLast: boolean): number {
    const count = sum(lengths)
    const isEarly = this.#lostPages <= MOST_LOST_AT_START && granule - this.#decoded > count
    if (isEarly && count > 0) this.#origin ??= 0
    const gap = Math.max(0, (this.#reach(granule) ?? count) - count)
    // The last position leaves out what was added to fill the last packet.
    return isLast ? roundedUp(gap, lengths) : gap
  }

  #begin(granule: number, isLast: boolean): void {
    this.#origin = granule - this.#decoded
    if (this.#origin >= 0) return
    // On the only page it is the end that is cut off.
    if (isLast) this.#origin = 0
    else this.#skip += -this.#origin
  }

  /** Where the first page is as if only broken packets were missing, the stream begins at 0. */
  #beginBroken(granule: number | null, blocks: readonly OggBlock[]): void {
    if (this.#origin !== null || granule === null) return
    const broken = blocks.filter(({ channels }) => channels === null).length
    const missing = granule - sum(blocks.map(({ samples }) => samples ?? 0)) - this.#decoded
    if (missing > 0 && missing <= broken * MOST_BLOCK_SAMPLES) this.#origin = 0
  }

  /** Samples up to the position that a page states, null when it cannot tell. */
  #reach(granule: number | null): number | null {
    return granule === null || this.#origin === null ? null : granule - this.#origin - this.#decoded
  }

  /** @param reach samples up to the position that the page states, null when it cannot tell */
  #lengths(blocks: readonly OggBlock[], reach: number | null, isLast: boolean): number[] {
    const lengths = blocks.map(({ channels, samples }) => {
      if (channels !== null) this.#usual = samples ?? 0
      return samples ?? this.#usual
    })
    const broken = lengths.map((length, i) => (blocks[i]!.channels === null ? length : 0))
    if (reach === null || blocks.every(({ channels }) => channels !== null)) return lengths
    const own = sum(broken)
    const missing = Math.max(isLast ? own : 0, reach - (sum(lengths) - own))
    // The page knows better than its broken packets how long they were.
    let given = 0
    let seen = 0
    const shares = blocks.filter(({ channels }) => channels === null).length
    return lengths.map((length, i) => {
      if (blocks[i]!.channels !== null) return length
      seen += own > 0 ? broken[i]! / own : 1 / shares
      const share = Math.round(missing * seen) - given
      given += share
      return share
    })
  }
}

/**
 * Makes blocks as long as their page says, where one that is unlike the others can be the reason: a
 * packet that makes no sense may be decoded to another length.
 */
function realign(lengths: number[], pads: number[], reach: number): void {
  const missing = reach - sum(lengths)
  const usual = mostFrequent(lengths)
  const odd = lengths.findIndex((length) => length !== usual)
  if (odd < 0 || Math.abs(missing) < TOLERANCE) return
  if (missing > 0) pads[odd] = missing
  else lengths[odd] = Math.max(0, lengths[odd]! + missing)
}

/** A gap in whole packets where all packets are of one length. */
function roundedUp(gap: number, lengths: readonly number[]): number {
  const [length = 0] = lengths
  const areAlike = length > 0 && lengths.every((other) => other === length)
  return areAlike ? Math.ceil(gap / length) * length : gap
}

/** The value that occurs most often, null where there is none. */
export function mostFrequent<T>(values: readonly T[]): T | null {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const [most] = [...counts].sort((a, b) => b[1] - a[1])
  return most ? most[0] : null
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
