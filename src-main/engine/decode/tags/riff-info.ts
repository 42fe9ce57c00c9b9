/** Tags in chunks of WAVE files: LIST INFO, and the tempo of `acid`, which loops carry. */
import { noTags, type AudioTags } from '../../../../shared/audio'
import { ascii, viewOf, type SoundFile } from '../sound-file'
import { looseText, tagsFrom } from './tags'

/** Lists beyond this size hold pictures or worse; their beginning is read. */
const MOST_BYTES = 2 ** 16
const ACID_TEMPO_OFFSET = 20

/** Tags of a LIST chunk whose body is `size` bytes from `start` on; none when it is not INFO. */
export function readRiffInfo(
  file: SoundFile,
  start: number,
  size: number,
  littleEndian: boolean
): AudioTags {
  const body = file.read(start, Math.min(size, MOST_BYTES))
  if (ascii(body, 0, 4) !== 'INFO') return noTags
  const view = viewOf(body)
  const texts = new Map<string, string>()
  for (let at = 4; at + 8 <= body.length;) {
    const length = view.getUint32(at + 4, littleEndian)
    const id = ascii(body, at, at + 4)
    if (!texts.has(id)) texts.set(id, looseText(body.subarray(at + 8, at + 8 + length)))
    at += 8 + length + (length % 2)
  }
  return tagsFrom({
    title: texts.get('INAM'),
    artist: texts.get('IART'),
    album: texts.get('IPRD'),
    tempo: texts.get('IBPM')
  })
}

/** Tempo of an `acid` chunk; loops have one, one-shots have 0. */
export function readAcidTempo(
  file: SoundFile,
  start: number,
  size: number,
  littleEndian: boolean
): AudioTags {
  const body = file.read(start, Math.min(size, ACID_TEMPO_OFFSET + 4))
  if (body.length < ACID_TEMPO_OFFSET + 4) return noTags
  return tagsFrom({ tempo: viewOf(body).getFloat32(ACID_TEMPO_OFFSET, littleEndian) })
}
