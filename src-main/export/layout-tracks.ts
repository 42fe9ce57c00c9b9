/** The tracks of a DAW project: faders do not repeat what the files already contain (a mix). */
import type { ExportPart, ExportStem } from '../../shared/contract'
import { GAIN_OFF_DB } from '../../shared/mix'
import { restColor, stemColor } from '../../shared/stem-colors'
import type { JobTrack } from '../engine/write/export-job'
import { isSplit, REST_NAME, type NamedChoices } from './layout-names'

type Controls = Pick<JobTrack, 'gainDb' | 'pan' | 'isMuted'>

const neutral: Controls = { gainDb: 0, pan: 0, isMuted: false }

/**
 * The track of a stem, or a group with a track for each part.
 * @param files numbers of its files
 */
export function trackOf(
  stem: ExportStem,
  files: readonly number[],
  choices: NamedChoices
): JobTrack {
  const controls = ({ gainDb, muted }: ExportPart | ExportStem, pan: number): Controls =>
    choices.asMixed ? neutral : { gainDb: faderOf(gainDb), pan, isMuted: muted }
  const own = { ...controls(stem, stem.pan), name: stem.name, color: stemColor(stem.color) }
  if (!isSplit(stem, choices)) return { ...own, file: files[0]!, children: [] }
  const children = stem.parts.map((part, i) => ({
    ...controls(part, 0),
    name: part.name,
    color: stemColor(part.color),
    file: files[i]!,
    children: []
  }))
  return { ...own, file: null, children }
}

/** The track of Rest. */
export function restTrack(file: number): JobTrack {
  return { ...neutral, name: REST_NAME, color: restColor, file, children: [] }
}

/** A fader's value for a DAW, where the lowest position means silence. */
function faderOf(gainDb: number): number {
  return gainDb > GAIN_OFF_DB ? gainDb : -Infinity
}
