/** WAVE as a format that is written. */
import { createWavFile } from './encode-wav'
import type { StemFormat, StemOrigin } from './stem-file'
import { wavFileSize, type WavFormat, type WavOrigin } from './wav-header'

/** Stems as WAVE files of these samples. */
export function wavStems(format: WavFormat): StemFormat {
  return {
    size({ origin, ...rest }) {
      return wavFileSize({ ...rest, format, ...(origin && { origin: wavOrigin('', origin) }) })
    },
    opener({ origin, ...rest }) {
      return (folder, { name, title }, fs) => {
        const said = origin && { origin: wavOrigin(title, origin) }
        return createWavFile(folder, name, { ...rest, format, ...said }, fs)
      }
    }
  }
}

/** What a file says of where it comes from. */
function wavOrigin(title: string, { song, artist, date }: StemOrigin): WavOrigin {
  const from = artist === '' ? song : `${artist} - ${song}`
  return { description: `${title}: ${from}`, date: new Date(date) }
}
