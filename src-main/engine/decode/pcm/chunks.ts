/**
 * Walks through the chunks of RIFF and IFF files. Writers forget the padding byte behind an odd
 * size, leave zeros between chunks, or give a size that is wrong; the next chunk is found where it
 * can be told from chance.
 */
import { ascii, viewOf, type SoundFile } from '../sound-file'

const HEAD_BYTES = 8
/** Bytes without any chunk that are searched in one file, in all. */
const MOST_SEARCHED = 2 ** 18
/** Chunks behind the sound that are looked at to tell whether it ends there. */
const MOST_BEHIND = 64
/** Zeros at the end of a file that are the padding of a disk's block, and no silence. */
const MOST_PADDING = 2 ** 17
/** Most zeros between two chunks, and how many are read at a time. */
const MOST_ZEROS = 2 ** 20
const ZEROS_AT_A_TIME = 4096
/** What other programs put behind the last chunk. */
const TRAILERS = ['ID3', 'APETAGEX', 'LYRICSBEGIN']
const ID3V1_BYTES = 128

/** How the chunks of a format are written. */
export interface ChunkStyle {
  readonly littleEndian: boolean
  /** Names of chunks that occur; others count only where nothing speaks against them. */
  readonly known: ReadonlySet<string>
  /** Name of the chunk that holds the sound. */
  readonly sound: string
}

/** A chunk by its head. */
export interface Chunk {
  readonly id: string
  /** First byte of the body. */
  readonly start: number
  /** Bytes of the body as they are written. */
  readonly size: number
}

/** How much speaks for a head: nothing, letters only, a size that fits, a known name. */
type Evidence = 0 | 1 | 2 | 3

/** The chunks of one file. */
export class ChunkWalk {
  readonly #file: SoundFile
  readonly #style: ChunkStyle
  #searched = 0

  constructor(file: SoundFile, style: ChunkStyle) {
    this.#file = file
    this.#style = style
  }

  /**
   * The chunk at a position, or behind the zeros there.
   * @param search whether to look for a known name when none is there
   * @returns null where the file ends or only other data follows
   */
  at(position: number, search: boolean): Chunk | null {
    const here = this.#headAt(position)
    if (here.evidence >= 2) return here.chunk
    const behindZeros = this.#headAt(this.#behindZeros(position))
    if (behindZeros.evidence >= 2) return behindZeros.chunk
    return search ? this.#search(position) : null
  }

  /**
   * The chunk behind another one.
   * @param size bytes of its body, where they are not those that are written
   * @param search whether to look for a known name when none is there
   */
  behind({ start }: Chunk, size: number, search: boolean): Chunk | null {
    const end = start + size
    // A size beyond the file is wrong; what it seems to hold may be chunks.
    if (end > this.#file.size) return search ? this.#search(start) : null
    return this.at(this.#endOf(start, size), search)
  }

  /**
   * Whether the sound may end behind `size` bytes of it: at the end of the file, at a chunk, or at
   * what other programs put behind the last one.
   */
  isEnd(start: number, size: number): boolean {
    const end = start + size
    const left = this.#file.size - end
    if (left < HEAD_BYTES) return left >= 0
    const zeros = this.#behindZeros(end) - end
    if (zeros === left && left <= MOST_PADDING) return true
    const next = this.#endOf(start, size)
    const isKnown = [next, end + zeros].some((at) => this.#headAt(at).evidence === 3)
    return isKnown || this.#isTrailer(next) || this.#isWhole(next)
  }

  /**
   * Where sound of unknown length ends that begins at a position: where chunks follow each other up
   * to the end of the file, else there.
   */
  endOfSound(from: number): number {
    const { size } = this.#file
    if (this.#isTrailer(size - ID3V1_BYTES)) return size - ID3V1_BYTES
    const start = Math.max(from, size - MOST_SEARCHED)
    const bytes = this.#file.read(start, MOST_SEARCHED).slice()
    for (let at = 0; at + HEAD_BYTES <= bytes.length; at++) {
      const isKnown = this.#style.known.has(ascii(bytes, at, at + 4))
      if (isKnown && this.#isWhole(start + at)) return start + at
    }
    return size
  }

  /** Whether chunks that fit follow each other from a position up to the end of the file. */
  #isWhole(from: number): boolean {
    let position = from
    for (let count = 0; count < MOST_BEHIND && position < this.#file.size; count++) {
      const { chunk, evidence } = this.#headAt(position)
      if (evidence < 2 || chunk.start + chunk.size > this.#file.size) return false
      position = this.#endOf(chunk.start, chunk.size)
    }
    return position === this.#file.size || position === this.#file.size + 1
  }

  /** Where the chunk behind an odd size begins: mostly, but not always, behind a padding byte. */
  #endOf(start: number, size: number): number {
    const end = start + size
    if (size % 2 === 0) return end
    return this.#headAt(end).evidence > this.#headAt(end + 1).evidence ? end : end + 1
  }

  #isTrailer(position: number): boolean {
    const head = this.#file.read(position, 11)
    const isId3v1 = this.#file.size - position === ID3V1_BYTES && ascii(head, 0, 3) === 'TAG'
    return isId3v1 || TRAILERS.some((mark) => ascii(head, 0, mark.length) === mark)
  }

  #headAt(position: number): { chunk: Chunk; evidence: Evidence } {
    const { littleEndian, known } = this.#style
    const head = this.#file.read(position, HEAD_BYTES)
    const start = position + HEAD_BYTES
    if (!isName(head)) return { chunk: { id: '', start, size: 0 }, evidence: 0 }
    const chunk = { id: ascii(head, 0, 4), start, size: viewOf(head).getUint32(4, littleEndian) }
    if (known.has(chunk.id)) return { chunk, evidence: 3 }
    return { chunk, evidence: start + chunk.size <= this.#file.size ? 2 : 1 }
  }

  /** The next chunk of a known name, as far as is searched. */
  #search(from: number): Chunk | null {
    const most = MOST_SEARCHED - this.#searched
    const bytes = this.#file.read(from, most).slice()
    for (let at = 0; at + HEAD_BYTES <= bytes.length; at++) {
      const id = ascii(bytes, at, at + 4)
      if (!this.#style.known.has(id)) continue
      const size = viewOf(bytes).getUint32(at + 4, this.#style.littleEndian)
      const start = from + at + HEAD_BYTES
      if (id !== this.#style.sound && start + size > this.#file.size) continue
      this.#searched += at
      return { id, start, size }
    }
    this.#searched = MOST_SEARCHED
    return null
  }

  /** The first byte that is not zero, as far as is worth looking. */
  #behindZeros(from: number): number {
    const most = Math.min(from + MOST_ZEROS, this.#file.size)
    for (let position = from; position < most; position += ZEROS_AT_A_TIME) {
      const bytes = this.#file.read(position, ZEROS_AT_A_TIME)
      const zeros = bytes.findIndex((byte) => byte !== 0)
      if (zeros >= 0) return position + zeros
    }
    return Math.max(from, most)
  }
}

function isName(head: Uint8Array): boolean {
  const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f
  return head.length === HEAD_BYTES && head.subarray(0, 4).every(isPrintable)
}
