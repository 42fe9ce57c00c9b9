/** FLAC as a format that is written. */
import { createFlacFile } from './encode-flac'
import type { FlacSpec } from './flac-header'
import type { StemFormat } from './stem-file'
import { wavStems } from './wav-stems'

/**
 * FLAC of noise is hardly larger than its samples: each block of thousands of them has a head of
 * bytes.
 */
const GROWTH = 1.01
/** Tags, and a seek point every few seconds. */
const HEADER_BYTES = 2 ** 12
const BYTES_PER_SECOND = 2

/** Stems as FLAC files that deep. */
export function flacStems(bits: FlacSpec['bits']): StemFormat {
  const sameInWav = wavStems(`wav${bits}`)
  return {
    size(set) {
      const seconds = set.sampleCount / set.sampleRate
      return Math.ceil(sameInWav.size(set) * GROWTH + BYTES_PER_SECOND * seconds) + HEADER_BYTES
    },
    async opener({ sampleRate, channelCount, channelMask = 0, sampleCount, origin }) {
      const { loadLibFlac } = await import('./libflac')
      const library = await loadLibFlac()
      return (folder, { name, title }, fs) => {
        const said = origin && {
          tags: { TITLE: title, ALBUM: origin.song, ARTIST: origin.artist, ENCODED_BY: 'Partwise' }
        }
        const flac = { bits, sampleRate, channelCount, channelMask, sampleCount, ...said }
        return createFlacFile(library, folder, name, flac, fs)
      }
    }
  }
}
