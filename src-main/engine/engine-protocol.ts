/**
 * Calls between the engine's client (main thread or command line) and its workers.
 * Arrays over SharedArrayBuffers are shared, nothing is transferred. Cancel is one Int32 in shared
 * memory (`CANCELLED` is set by the client, read by the worker after every block), because a busy worker
 * reads no messages. A cancelled call is answered with `value: null`.
 */
import type { AudioSummary, Pcm } from '../../shared/audio'
import type {
  ExportFormat,
  SampleRange,
  SeparationProgress,
  SpectrogramShape
} from '../../shared/contract'
import type { FailureCode, FailureDetails } from '../../shared/failure'
import type { ComponentFacts, Factorization } from '../../shared/factorization'
import type { Note, NoteSettings } from '../../shared/notes'
import type { PictureAxis } from '../../shared/picture-axis'
import type { SeparationSettings } from '../../shared/settings'
import type { BlockPeaks } from './block-peaks'
import type { ExportJob, WrittenExport } from './export-job'
import type { Preview } from './preview'
import type { StemOrigin } from './stem-file-size'
import type { RenderedStem } from './stem-renderer'
import type { TeamPlace } from './team-protocol'

/** Decoded file. */
export interface DecodedAudio {
  readonly summary: AudioSummary
  readonly pcm: Pcm
  /** One for each channel. */
  readonly peaks: readonly BlockPeaks[]
  /** Of each channel the pairs of `peakOverview`. */
  readonly overview: readonly Float32Array[]
  readonly loudness: number | null
}

/** A spectrogram that is being filled by its workers. */
export interface SpectrogramImage {
  readonly shape: SpectrogramShape
  /** One array of bytes [frames x rowCount] for each level, over shared memory. */
  readonly levels: readonly Uint8Array[]
  /** What is drawn of it; see picture-blocks.ts. */
  readonly state: Int32Array
}

/** A finished separation. */
export interface Separation {
  readonly factorization: Factorization
  readonly components: readonly ComponentFacts[]
  readonly residualDb: number
  /** Threads that took part in it. */
  readonly threads: number
  /** Seconds by stage: spectrum, factorize, measure. */
  readonly stageSeconds: Readonly<Record<string, number>>
}

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

/** Every call: its input, its output and the shape of its progress. */
export interface EngineCalls {
  /** `fromWindow`: samples of a file that was refused with `audio/window-only`, decoded there. */
  decode: {
    input: { path: string; fromWindow?: Pcm }
    output: DecodedAudio
    progress: { fraction: number }
  }
  /** Draws a new image, which comes with the first progress, or helps with one that another call draws. */
  spectrogram: {
    input: { pcm: Pcm; axis: PictureAxis; image?: SpectrogramImage }
    output: SpectrogramImage
    progress: { image: SpectrogramImage; readyFrames: number }
  }
  /** `previews`, of `createPreviewWord`, asks for previews; they come with the progress. */
  separate: {
    input: { pcm: Pcm; settings: SeparationSettings; previews?: Int32Array }
    output: Separation
    progress: Omit<SeparationProgress, 'document' | 'secondsLeft'> & { preview?: Preview }
  }
  writeStems: {
    input: {
      pcm: Pcm
      summary: AudioSummary
      factorization: Factorization
      stems: readonly NamedStem[]
      format: ExportFormat
      folder: string
      /** One a stem, then one for Rest; within the folder, in folders below it that are there. */
      fileNames: readonly string[]
      /** Whether what the stems lack is measured, and written as Rest where there is any. */
      complete: boolean
      /** All of the recording without. */
      range?: SampleRange
      /** One more file: the recording itself, or the sum of the stems. */
      mix?: { fileName: string; kind: 'recording' | 'sum' }
      /** Said in the files' tags. */
      origin?: StemOrigin
      /** Threads at most; by default as many as there are cores. The files do not depend on it. */
      threads?: number
    }
    output: WrittenStems
    progress: { fraction: number }
  }
  /** Notes of a stem's components; `facts` are those of all components. */
  findNotes: {
    input: {
      factorization: Factorization
      facts: readonly ComponentFacts[]
      sampleRate: number
      components: readonly number[]
      settings: NoteSettings
    }
    output: readonly Note[]
    progress: never
  }
  /** A whole export: stems and all that is written beside them; see write-export.ts. */
  writeExport: {
    input: ExportJob
    output: WrittenExport
    progress: { fraction: number }
  }
}

/** Name of a call. */
export type EngineCall = keyof EngineCalls
/** Input of a call. */
export type EngineInput<N extends EngineCall> = EngineCalls[N]['input']
/** Output of a call. */
export type EngineOutput<N extends EngineCall> = EngineCalls[N]['output']
/** Progress of a call. */
export type EngineProgress<N extends EngineCall> = EngineCalls[N]['progress']

/** What a worker is started with. */
export interface EngineWorkerData {
  /** Compiled once, cloned to every worker. */
  readonly kernels: WebAssembly.Module
  /** Whether it gives way to other threads and programs. */
  readonly isBackground: boolean
}

/** Client to worker. */
export type EngineCommand = {
  [N in EngineCall]: {
    readonly id: number
    readonly call: N
    readonly input: EngineInput<N>
    /** [1]: 0 run, 1 cancelled. */
    readonly cancel: Int32Array
    /** Threads that help, for `separate`; its ports are transferred. */
    readonly team: TeamPlace | null
  }
}[EngineCall]

/** Worker to client. */
export type EngineReply =
  | { readonly id: number; readonly kind: 'progress'; readonly progress: unknown }
  | { readonly id: number; readonly kind: 'done'; readonly value: unknown }
  | {
      readonly id: number
      readonly kind: 'failed'
      readonly code: FailureCode
      readonly message: string
      readonly details: FailureDetails
    }
