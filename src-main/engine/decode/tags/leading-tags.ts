/**
 * Tags in front of a file's own beginning. Tag editors put ID3v2 there whatever the format is, some
 * put APEv2, and some put another one in front of what is there already.
 */
import { noTags, type AudioTags } from '../../../../shared/audio'
import { ascii, viewOf, type SoundFile } from '../sound-file'
import { readId3, type Id3 } from './id3'
import { mergeTags } from './tags'

const APE_HEADER_BYTES = 32
/** More tags in a row than any file has. */
const MOST_TAGS = 256
/** Longest padding of zeros behind a tag that is stepped over, in bytes. */
const MOST_ZEROS = 2 ** 16

/** What stands in front of the sound, and where it ends. */
export interface LeadingTags {
  /** The first one of each kind of text; APEv2 is stepped over without reading it. */
  readonly tags: AudioTags
  /** First byte behind the tags; where there are none, the position they were looked for at. */
  readonly end: number
}

/**
 * Steps over all ID3v2 and APEv2 tags in a row, and zeros between them.
 * @param from byte at which the first one may begin
 * @returns an end within the file, even where a tag claims to be longer
 */
export function readLeadingTags(file: SoundFile, from = 0): LeadingTags {
  const all: AudioTags[] = []
  let end = from
  for (let count = 0; count < MOST_TAGS; count++) {
    // Zeros belong to the tags only where another one follows: MP4 files begin with zeros, too.
    const at = count === 0 ? end : behindZeros(file, end)
    const { tags, size } = tagAt(file, at)
    if (size === 0) break
    all.push(tags)
    end = Math.min(at + size, file.size)
  }
  return { tags: mergeTags(all), end }
}

/** The first byte that is not zero from a position on, as far as padding may reach. */
export function behindZeros(file: SoundFile, from: number): number {
  const bytes = file.read(from, MOST_ZEROS)
  const length = bytes.findIndex((byte) => byte !== 0)
  return from + (length < 0 ? bytes.length : length)
}

/** The tag at a position; its size is 0 when none is there. */
function tagAt(file: SoundFile, position: number): Id3 {
  const id3 = readId3(file, position)
  return id3.size > 0 ? id3 : { tags: noTags, size: apeBytes(file, position) }
}

/** Size of the APEv2 tag at a position, 0 when none is there. Its own size leaves its head out. */
function apeBytes(file: SoundFile, position: number): number {
  const head = file.read(position, APE_HEADER_BYTES)
  if (head.length < APE_HEADER_BYTES || ascii(head, 0, 8) !== 'APETAGEX') return 0
  return APE_HEADER_BYTES + viewOf(head).getUint32(12, true)
}
