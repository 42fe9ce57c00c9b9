/**
 * An export as the engine carries it out, stems alone or all of it: what to render, what else to
 * write, and the name of each file. The planner (export-layout.ts) has decided on every name; paths
 * are relative to the folder, with slashes.
 */
import type { AudioSummary, Pcm } from '../../../shared/audio'
import type {
  DawFormat,
  ExportedFile,
  ExportFormat,
  ExportRemark,
  SampleRange
} from '../../../shared/contract'
import type { ComponentFacts, Factorization } from '../../../shared/factorization'
import type { NoteSettings } from '../../../shared/notes'
import type { StemOrigin } from './formats/stem-file'
import type { RenderedStem } from '../stems/stem-renderer'

/** A stem to render, and what it is called. */
export interface NamedStem extends RenderedStem {
  readonly name: string
}

/** How loud a file is. */
export interface FileLevel {
  /** Largest absolute sample before rounding; full scale is 1. */
  readonly peak: number
  /** Samples that the format had to clip. */
  readonly clippedSamples: number
}

/** Input of `writeStems`: only stems, Rest and a mix. */
export interface StemsJob {
  readonly pcm: Pcm
  readonly summary: AudioSummary
  readonly factorization: Factorization
  readonly stems: readonly NamedStem[]
  readonly format: ExportFormat
  readonly folder: string
  /** One for each stem, then one for Rest; within the folder, in existing folders below it. */
  readonly fileNames: readonly string[]
  /** Whether what the stems lack is measured, and written as Rest where there is any. */
  readonly complete: boolean
  /** The part to write; by default the whole recording. */
  readonly range?: SampleRange
  /** One more file: the recording itself, or the sum of the stems. */
  readonly mix?: { readonly fileName: string; readonly kind: 'recording' | 'sum' }
  /** Written into the files' tags. */
  readonly origin?: StemOrigin
  /** Most threads; by default as many as there are cores. The files do not depend on it. */
  readonly threads?: number
}

/** Input of `writeStemSet`: stems by themselves. */
export interface StemSetJob extends StemsJob {
  /** Whether existing files are replaced; if not, an existing one fails the export. */
  readonly overwrite?: boolean
}

/** Stems that were written. */
export interface WrittenStems {
  /** Absolute paths, in the order of the stems, Rest last when it is there. */
  readonly files: readonly string[]
  /** Absolute path of the mix, null when none was asked for. */
  readonly mixFile: string | null
  /** Of the stems, of Rest with `complete`, and of the mix. */
  readonly levels: readonly FileLevel[]
  readonly residualDb: number | null
  readonly clippedSamples: number
  readonly stageSeconds: Readonly<Record<string, number>>
}

/** A sound file made of components. */
export interface JobFile extends NamedStem {
  readonly path: string
  readonly kind: 'stem' | 'rest'
  /** Index of its stem, null for Rest. */
  readonly stem: number | null
}

/** A track of a DAW project; `file` is an index into the job's files, null for a group. */
export interface JobTrack {
  readonly name: string
  /** #rrggbb */
  readonly color: string
  /** -Infinity for silence. */
  readonly gainDb: number
  readonly pan: number
  readonly isMuted: boolean
  readonly file: number | null
  readonly children: readonly JobTrack[]
}

/** A track of the MIDI file. */
export interface JobMidiTrack {
  readonly name: string
  readonly components: readonly number[]
  readonly notes: NoteSettings
}

/** Hits of a stem, each as a file in a folder. */
export interface JobOneShots extends NamedStem {
  /** Folder. */
  readonly path: string
  readonly stem: number
}

/** What the report says in addition to the job. */
export interface JobReport {
  readonly path: string
  /** Of Partwise. */
  readonly version: string
  /** Threads that worked on the separation. */
  readonly threads: number
  /** Of the stages before the export. */
  readonly stageSeconds: Readonly<Record<string, number>>
  /** The request, such as names and options; written as it is. */
  readonly options: Readonly<Record<string, unknown>>
}

/** Input of `writeExport`. */
export interface ExportJob {
  readonly pcm: Pcm
  readonly summary: AudioSummary
  readonly factorization: Factorization
  readonly components: readonly ComponentFacts[]
  readonly format: ExportFormat
  readonly range: SampleRange | null
  readonly files: readonly JobFile[]
  /** The file for what the others lack, if anything; null for a set that is not meant to add up. */
  readonly rest: { readonly path: string; readonly color: string; readonly isAsked: boolean } | null
  readonly mix: { readonly path: string; readonly kind: 'recording' | 'sum' } | null
  readonly tracks: readonly JobTrack[]
  readonly projects: readonly { readonly format: DawFormat; readonly path: string }[]
  readonly midi: { readonly path: string; readonly tracks: readonly JobMidiTrack[] } | null
  readonly oneShots: readonly JobOneShots[]
  readonly report: JobReport
  /** Known before anything is rendered. */
  readonly remarks: readonly ExportRemark[]
  readonly song: string
  readonly tempo: number | null
  /** When the recording was last changed, in milliseconds since 1970. */
  readonly date: number
  readonly folder: string
  /** Whether existing files are replaced; if not, an existing one fails the export. */
  readonly overwrite: boolean
  readonly allowClipping: boolean
  /** Most threads. The files do not depend on it. */
  readonly threads?: number
}

/** Everything was written. */
export interface ExportDone {
  readonly status: 'written'
  /** Paths of the stems, Rest behind them when there is one. */
  readonly files: readonly string[]
  readonly written: readonly ExportedFile[]
  /** Of the job's files, in their order. */
  readonly levels: readonly FileLevel[]
  readonly residualDb: number | null
  readonly clippedSamples: number
  readonly noteCount: number | null
  readonly remarks: readonly ExportRemark[]
  readonly stageSeconds: Readonly<Record<string, number>>
}

/** Output of `writeExport`: if samples would be lost and must not be, nothing is written. */
export type WrittenExport =
  ExportDone | { readonly status: 'would-clip'; readonly levels: readonly FileLevel[] }
