/**
 * Tells which decoded samples of an Ogg stream are to be heard: each page states the position that
 * its last packet reaches, which tells how many samples to drop at both ends, and how many are
 * missing.
 */
import type { PacketPage } from './ogg-packets'

/** The samples of a page to keep. */
export interface KeptRange {
  /** Samples that are missing before this page. */
  readonly gap: number
  /** [from, to) of the page's decoded samples. */
  readonly from: number
  readonly to: number
}

/** Keeps count of one stream. */
export class GranuleClock {
  #decoded = 0
  #skip: number
  /** Granule at the first decoded sample; below 0 when the first ones are to be left out. */
  #origin: number | null = null

  /** @param preSkip decoded samples to leave out at the beginning */
  constructor(preSkip: number) {
    this.#skip = preSkip
  }

  /** Takes in a page of which `count` samples were decoded. */
  keep({ granule, isLast, isAfterGap }: PacketPage, count: number): KeptRange {
    const gap = this.#gapBefore(granule, isAfterGap && !isLast, count)
    this.#decoded += gap
    const before = this.#decoded
    this.#decoded += count
    if (this.#origin === null && granule !== null && count > 0) {
      this.#origin = granule - this.#decoded
      if (this.#origin < 0) {
        // On the only page it is the end that is cut off.
        if (isLast) this.#origin = 0
        else this.#skip += -this.#origin
      }
    }
    const isCut = isLast && granule !== null && this.#origin !== null
    const end = isCut ? granule - this.#origin! : Infinity
    const from = Math.min(count, Math.max(0, this.#skip - before))
    return { gap, from, to: Math.max(from, Math.min(count, end - before)) }
  }

  #gapBefore(granule: number | null, mayGap: boolean, count: number): number {
    if (!mayGap || granule === null || this.#origin === null) return 0
    return Math.max(0, granule - this.#origin - this.#decoded - count)
  }
}
