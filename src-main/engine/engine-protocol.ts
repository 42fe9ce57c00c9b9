/**
 * Calls between the engine's client (main thread or command line) and its workers.
 * Arrays over SharedArrayBuffers are shared, nothing is transferred. Cancel is one Int32 in shared
 * memory (`CANCELLED` is set by the client, read by the worker after every block), because a busy worker
 * reads no messages. A cancelled call is answered with `value: null`.
 */
import type { AudioSummary, Pcm } from '../../shared/audio'
import type {
  ExportFormat,
  ExportStem,
  SeparationProgress,
  SpectrogramShape
} from '../../shared/contract'
import type { FailureCode, FailureDetails } from '../../shared/failure'
import type { ComponentFacts, Factorization } from '../../shared/factorization'
import type { SeparationSettings } from '../../shared/settings'
import type { TeamPlace } from './team-protocol'

/** Decoded file. */
export interface DecodedAudio {
  readonly summary: AudioSummary
  readonly pcm: Pcm
  readonly loudness: number | null
}

/** A spectrogram that is being filled by its worker. */
export interface SpectrogramImage {
  readonly shape: SpectrogramShape
  /** One array of bytes [frames x rowCount] for each level, over shared memory. */
  readonly levels: readonly Uint8Array[]
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

/** What an export's worker wrote. */
export interface WrittenStems {
  /** Absolute paths, in the order of the stems, Rest last when it is there. */
  readonly files: readonly string[]
  readonly residualDb: number | null
  readonly clippedSamples: number
  readonly stageSeconds: Readonly<Record<string, number>>
}

/** Every call: its input, its output and the shape of its progress. */
export interface EngineCalls {
  decode: { input: { path: string }; output: DecodedAudio; progress: { fraction: number } }
  /** The image is allocated by the caller's first progress event: `image` comes with the first one only. */
  spectrogram: {
    input: { pcm: Pcm; axis: 'mel' | 'log' | 'linear' }
    output: SpectrogramImage
    progress: { image: SpectrogramImage; readyFrames: number }
  }
  separate: {
    input: { pcm: Pcm; settings: SeparationSettings }
    output: Separation
    progress: Omit<SeparationProgress, 'document' | 'secondsLeft'>
  }
  writeStems: {
    input: {
      pcm: Pcm
      summary: AudioSummary
      factorization: Factorization
      stems: readonly ExportStem[]
      format: ExportFormat
      folder: string
      /** File names without folder, one a stem, then one for Rest. */
      fileNames: readonly string[]
      complete: boolean
    }
    output: WrittenStems
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
