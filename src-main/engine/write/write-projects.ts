/** DAW projects and MIDI for the files of an export, which are in a folder already. */
import type { ExportRemark } from '../../../shared/contract'
import type { KeepGoing } from '../../../shared/failure'
import type { Note } from '../../../shared/notes'
import { writeSmallFile } from './files/new-file'
import type { DawProject, DawTrack } from './daw/daw-project'
import { dawWriters } from './daw/daw-writers'
import { midiFile } from './daw/midi-file'
import type { ExportJob, JobTrack } from './export-job'
import { stemNotes } from '../notes/notes'

/** The sound files of an export, as already written. */
export interface SoundFiles {
  /** Absolute paths of the job's files, in their order. */
  readonly files: readonly string[]
  /** Absolute path of Rest; null without one. */
  readonly rest: string | null
  /** Samples of each. */
  readonly sampleCount: number
}

/**
 * Writes the projects that the job asks for.
 * @param folder absolute; projects name the sound files relative to it
 * @returns false when cancelled
 * @throws Failure `export/disk-full`, `export/not-writable`
 */
export function writeProjects(
  job: ExportJob,
  sound: SoundFiles,
  folder: string,
  keepGoing: KeepGoing
): boolean {
  const project = projectOf(job, sound)
  const { projects } = job
  for (const [i, { format, path }] of projects.entries()) {
    const part = (fraction: number): boolean => keepGoing((i + fraction) / projects.length)
    if (!part(0)) return false
    if (!dawWriters[format].write(project, folder, path, part)) return false
  }
  return true
}

function projectOf(job: ExportJob, { files, rest, sampleCount }: SoundFiles): DawProject {
  const { summary, pcm, song, tempo, report } = job
  const trackOf = (track: JobTrack): DawTrack => ({
    ...track,
    file: track.file === null ? null : files[track.file]!,
    children: track.children.map(trackOf)
  })
  const tracks = job.tracks.map(trackOf)
  if (rest !== null && job.rest) {
    const neutral = { gainDb: 0, pan: 0, isMuted: false, children: [] }
    tracks.push({ name: 'Rest', color: job.rest.color, ...neutral, file: rest })
  }
  return {
    title: song,
    artist: summary.tags.artist ?? '',
    album: summary.tags.album ?? '',
    tracks,
    sampleRate: pcm.sampleRate,
    channelCount: pcm.channels.length,
    sampleCount,
    tempo,
    version: report.version
  }
}

/** The result for the notes. */
export interface MidiOutcome {
  readonly noteCount: number
  /** Whether there is a file: without any note there is none. */
  readonly isWritten: boolean
  readonly remarks: readonly ExportRemark[]
}

/**
 * Writes the notes of the stems, those that begin in the exported range.
 * @returns null when the job asks for none
 * @throws Failure `export/disk-full`, `export/not-writable`
 */
export function writeMidi(job: ExportJob, folder: string): MidiOutcome | null {
  const { midi, pcm, factorization, components, song, tempo } = job
  if (midi === null) return null
  const { sampleRate } = pcm
  const source = { factorization, facts: components, sampleRate }
  const found = midi.tracks.map((track) => ({
    name: track.name,
    notes: notesIn(stemNotes(source, track.components, track.notes), job),
    isDrums: track.notes.mode === 'hits'
  }))
  const tracks = found.filter(({ notes }) => notes.length > 0)
  const silent = found.filter(({ notes }) => notes.length === 0)
  if (tracks.length > 0) writeSmallFile(folder, midi.path, midiFile({ title: song, tempo, tracks }))
  return {
    noteCount: tracks.reduce((sum, { notes }) => sum + notes.length, 0),
    isWritten: tracks.length > 0,
    remarks: silent.map(({ name }) => ({ kind: 'no-notes', name }))
  }
}

/**
 * Notes that begin in the job's range, with times from its beginning; they end no later than it
 * does.
 */
function notesIn(notes: readonly Note[], { range, pcm: { sampleRate } }: ExportJob): Note[] {
  if (range === null) return [...notes]
  const from = range.fromSample / sampleRate
  const to = range.toSample / sampleRate
  return notes
    .filter(({ startSeconds }) => startSeconds >= from && startSeconds < to)
    .map((note) => ({
      ...note,
      startSeconds: note.startSeconds - from,
      endSeconds: Math.min(note.endSeconds, to) - from
    }))
}
