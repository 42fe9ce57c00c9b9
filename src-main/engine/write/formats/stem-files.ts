/**
 * How files of each format begin. A format is a `StemFile` (encode-wav.ts): it takes a stem's
 * samples in order, C arrays at a time (whole steps as Int32Array, or full scale 1 as
 * Float32Array), and is then finished, or aborted. Formats that need a library load it here, once a
 * thread.
 */
import type { WriteFs } from '../files/new-file'
import { createFlacFile } from './encode-flac'
import { createWavFile, type StemFile } from './encode-wav'
import type { FlacSpec } from './flac-header'
import { loadLibFlac } from './libflac'
import { isFlac, wavOrigin, type StemFileSpec } from './stem-file-size'

/** One file to be. */
export interface StemTitle {
  /** File name within the folder, with slashes below it. */
  readonly name: string
  /** What is on it, for its tags. */
  readonly title: string
}

/** Begins a file. @throws Failure `export/disk-full` or `export/not-writable` */
export type OpenStemFile = (folder: string, file: StemTitle, fs?: WriteFs) => StemFile

/** Makes what begins files of a format. */
export async function stemFileOpener(spec: StemFileSpec): Promise<OpenStemFile> {
  const { format, origin, ...rest } = spec
  if (!isFlac(format)) {
    return (folder, { name, title }, fs) => {
      const said = origin && { origin: wavOrigin(title, origin) }
      return createWavFile(folder, name, { ...rest, format, ...said }, fs)
    }
  }
  const library = await loadLibFlac()
  const { sampleRate, channelCount, sampleCount } = rest
  const bits: FlacSpec['bits'] = format === 'flac16' ? 16 : 24
  return (folder, { name, title }, fs) => {
    const said = origin && {
      tags: { TITLE: title, ALBUM: origin.song, ARTIST: origin.artist, ENCODED_BY: 'Partwise' }
    }
    const flac = { bits, sampleRate, channelCount, sampleCount, ...said }
    return createFlacFile(library, folder, name, flac, fs)
  }
}
