/**
 * How many bytes of sound a file holds. What a header says is a claim: it may be too large, left
 * open by a writer that did not know it, never brought up to date, or cut to 32 bits.
 */
import type { SoundFile } from '../sound-file'

/** Sizes of 32 bits start again here. */
const WRAP = 2 ** 32
/** Placeholders of writers that did not know a length begin here. */
const PLACEHOLDER_SIZE = 0x7fff0000

/** Where the sound is and how long. */
export interface SoundBytes {
  /** Position of the first byte. */
  readonly start: number
  /** Bytes as the header claims them, more than there are in a file that was cut short. */
  readonly size: number
  /** False where no claim of the header is true, and all that is there is taken. */
  readonly isClaimed: boolean
}

/** How a container tells where its sound ends. */
export interface SoundEnds {
  /** Whether the sound may end behind that many bytes of it. */
  isEnd(size: number): boolean
  /** Where sound of unknown length ends; by default with the file. */
  find?(): number
}

/**
 * Finds the size of the sound that begins at a position.
 * @param claims sizes by the header, in bytes, the first ones first; null where it leaves one open
 */
export function soundBytes(
  file: SoundFile,
  start: number,
  claims: readonly (number | null)[],
  ends: SoundEnds
): SoundBytes {
  const present = Math.max(0, file.size - start)
  const sizes = claims.filter((size) => size !== null)
  const fitting = sizes.find((size) => size <= present && ends.isEnd(size))
  if (fitting !== undefined) return { start, size: fitting, isClaimed: true }
  for (const size of sizes) {
    for (let wrapped = size + WRAP; wrapped <= present; wrapped += WRAP) {
      if (ends.isEnd(wrapped)) return { start, size: wrapped, isClaimed: false }
    }
  }
  const beyond = sizes.find((size) => size > present)
  if (beyond !== undefined) return { start, size: beyond, isClaimed: true }
  const end = ends.find?.() ?? file.size
  return { start, size: Math.max(0, end - start), isClaimed: false }
}

/** A size of 32 bits as a claim, null where it is a placeholder. */
export function claimOf(file: SoundFile, start: number, size: number): number | null {
  return size >= PLACEHOLDER_SIZE && start + size > file.size ? null : size
}
