/**
 * How long and how large the files of each format are. Knows no library, so that plans can ask,
 * too.
 */
import type { ExportFormat } from '../../../../shared/contract'
import { wavFileSize, type WavFormat, type WavOrigin, type WavSpec } from './wav-header'

/** What is the same for all files of a set. */
export interface StemFileSpec extends Omit<WavSpec, 'format' | 'origin'> {
  readonly format: ExportFormat
  /** Said in every file's tags; without, files have none. */
  readonly origin?: StemOrigin
}

/** Where the files of a set come from. */
export interface StemOrigin {
  readonly song: string
  /** '' when unknown. */
  readonly artist: string
  /**
   * When the recording was last changed, in milliseconds since 1970: equal exports are equal files.
   */
  readonly date: number
}

/**
 * FLAC of noise is hardly larger than its samples: each block of thousands of them has a head of
 * bytes.
 */
const FLAC_GROWTH = 1.01
/** Tags, and a seek point every few seconds. */
const FLAC_HEADER_BYTES = 2 ** 12
const FLAC_BYTES_PER_SECOND = 2

/** The WAVE format that holds the same samples. */
export function wavFormatOf(format: ExportFormat): WavFormat {
  return format === 'flac16' ? 'wav16' : format === 'flac24' ? 'wav24' : format
}

/** Whether a format is FLAC. */
export function isFlac(format: ExportFormat): format is 'flac16' | 'flac24' {
  return format.startsWith('flac')
}

/** What files of a format end in, without the dot. */
export function extensionOf(format: ExportFormat): 'wav' | 'flac' {
  return isFlac(format) ? 'flac' : 'wav'
}

/** What a WAVE file says of where it comes from. */
export function wavOrigin(title: string, { song, artist, date }: StemOrigin): WavOrigin {
  const from = artist === '' ? song : `${artist} - ${song}`
  return { description: `${title}: ${from}`, date: new Date(date) }
}

/** Most bytes that one file of a set takes. */
export function stemFileSize(spec: StemFileSpec): number {
  const { format, origin, ...rest } = spec
  const bytes = wavFileSize({
    ...rest,
    format: wavFormatOf(format),
    ...(origin && { origin: wavOrigin('', origin) })
  })
  if (!isFlac(format)) return bytes
  const seconds = spec.sampleCount / spec.sampleRate
  return Math.ceil(bytes * FLAC_GROWTH + FLAC_BYTES_PER_SECOND * seconds) + FLAC_HEADER_BYTES
}
