/**
 * The disk space of an export, before anything is written; and what its sound files have in common.
 */
import type { AudioSummary } from '../../../shared/audio'
import type { DawFormat, ExportFormat, SampleRange } from '../../../shared/contract'
import { dawWriters } from './daw/daw-writers'
import type { StemFileSpec } from './formats/stem-file'
import { stemFileSize } from './formats/stem-files'

/** Most hits of one stem that are written, the cleanest ones; nobody would look through more. */
export const MOST_HITS = 999
/** Least seconds between two hits. */
const HITS_A_SECOND = 12.5
/** Bytes for report, REAPER project and MIDI, generously. */
const SMALL_FILES_BYTES = 2 ** 20

/** What the size depends on: the part of an export's job that a plan also knows. */
export interface SizedExport {
  readonly summary: Pick<
    AudioSummary,
    'sampleRate' | 'channelCount' | 'channelMask' | 'sampleCount' | 'timeReference' | 'tags'
  >
  readonly song: string
  readonly date: number
  readonly format: ExportFormat
  readonly range: SampleRange | null
  readonly files: readonly unknown[]
  readonly rest: unknown
  readonly mix: unknown
  readonly projects: readonly { readonly format: DawFormat }[]
  readonly oneShots: readonly unknown[]
}

/** What all sound files of an export have in common. */
export function specOf({ summary, song, date, format, range }: SizedExport): StemFileSpec {
  const { sampleRate, channelCount, channelMask = 0, sampleCount, timeReference, tags } = summary
  return {
    format,
    sampleRate,
    channelCount,
    channelMask,
    sampleCount: range ? range.toSample - range.fromSample : sampleCount,
    timeReference: (timeReference ?? 0) + (range?.fromSample ?? 0),
    origin: { song, artist: tags.artist ?? '', date }
  }
}

/** Most bytes that an export takes. */
export function exportBytes(sized: SizedExport): number {
  const spec = specOf(sized)
  const each = stemFileSize(spec)
  const stems = sized.files.length + (sized.rest ? 1 : 0)
  const archives = sized.projects.filter(({ format }) => dawWriters[format].holdsSound).length
  const mostHits = Math.min(
    MOST_HITS,
    Math.ceil((HITS_A_SECOND * spec.sampleCount) / spec.sampleRate)
  )
  const hits = each + mostHits * stemFileSize({ ...spec, sampleCount: 1 })
  const sound = stems * (1 + archives) * each + (sized.mix ? each : 0)
  return sound + sized.oneShots.length * hits + SMALL_FILES_BYTES
}
