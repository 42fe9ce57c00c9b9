/**
 * Calls between the engine's client (main thread or command line) and its workers. Arrays over
 * SharedArrayBuffers are shared, nothing is transferred. Cancel is one Int32 in shared memory
 * (`CANCELLED` is set by the client, read by the worker after every block), because a busy worker
 * reads no messages. A cancelled call is answered with `value: null`.
 */
import type { Pcm } from '../../shared/audio'
import type { SeparationProgress } from '../../shared/contract'
import type { FailureCode, FailureDetails } from '../../shared/failure'
import type { ComponentFacts, Factorization } from '../../shared/factorization'
import type { Note, NoteSettings } from '../../shared/notes'
import type { PictureAxis } from '../../shared/picture-axis'
import type { SeparationSettings } from '../../shared/settings'
import type { DecodedAudio } from './decode/decoded-audio'
import type { Others } from './write/files/leftovers'
import type { ExportJob, StemSetJob, WrittenExport, WrittenStems } from './write/export-job'
import type { SpectrogramImage } from './picture/picture-blocks'
import type { Preview } from './factorize/preview'
import type { TeamPlace } from './threads/team-protocol'
import type { Separation } from './unmix'

/** Every call: its input, its output and the shape of its progress. */
export interface EngineCalls {
  /** `fromWindow`: samples of a file that was refused with `audio/window-only`, decoded there. */
  decode: {
    input: { path: string; fromWindow?: Pcm }
    output: DecodedAudio
    progress: { fraction: number }
  }
  /**
   * Draws a new image, which comes with the first progress, or helps with the image of another
   * call.
   */
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
  /** Stems alone, all or none; see write-stem-set.ts. */
  writeStems: {
    input: StemSetJob
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
  /** Settles what killed programs left; see `settleListed`. `lists` are folders, absolute. */
  settleLeftovers: {
    input: { lists: readonly { readonly path: string; readonly others: Others }[] }
    output: Record<string, never>
    progress: never
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
  readonly module: WebAssembly.Module
  /** Whether it gives way to other threads and programs. */
  readonly isBackground: boolean
  /** Where folders in the making are listed (write/files/staging-list.ts); absent for nowhere. */
  readonly stagingList?: string
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
