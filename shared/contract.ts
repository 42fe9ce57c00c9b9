/**
 * Every request and event between renderer and main, once. Types, preload and handlers are derived
 * from this table. Big arrays do not pass here: see `media` for their URLs.
 */
import type { AudioSummary } from './audio'
import type { Reply } from './failure'
import type { ComponentFacts, Factorization } from './factorization'
import type { SeparationSettings } from './settings'

interface RequestSpec<I, O> {
  readonly kind: 'request'
  /** Never set; carries the types. */
  readonly call?: (input: I) => O
}
interface EventSpec<P> {
  readonly kind: 'event'
  readonly payload?: (payload: P) => void
}
const request = <I, O>(): RequestSpec<I, O> => ({ kind: 'request' })
const event = <P>(): EventSpec<P> => ({ kind: 'event' })

/** A recording that is open in main. `document` names it in every URL and request. */
export interface OpenedAudio {
  readonly document: number
  readonly summary: AudioSummary
  readonly openedInSeconds: number
  /** Integrated loudness after ITU-R BS.1770-4 in LUFS, null for what is too quiet or short to measure. */
  readonly loudness: number | null
}

/** A separation that is done: everything of a Factorization but its arrays, which are fetched. */
export interface SeparationResult {
  readonly document: number
  /** Raised with every separation of a document; part of the URLs of W and H. */
  readonly generation: number
  readonly factorization: Omit<Factorization, 'W' | 'H'>
  /** In energy order. */
  readonly components: readonly ComponentFacts[]
  readonly seconds: number
  /** Sum of all components, without Rest, against the recording (where it is loudest), dBFS. */
  readonly residualDb: number
}

/** Where a separation stands. */
export interface SeparationProgress {
  readonly document: number
  readonly stage: 'spectrum' | 'factorize' | 'measure'
  /** 0 to 1 of the whole task. */
  readonly fraction: number
  readonly sweep: number
  readonly sweeps: number
  readonly secondsLeft: number | null
  /** Points of the divergence curve that are new since the last event: [sweep, divergence per cell]. */
  readonly divergence: readonly (readonly [number, number])[]
}

/** Longest name of a stem, in UTF-16 units as an input field counts them. */
export const maxStemNameLength = 255

/** One file of an export: a stem is a named sum of components. */
export interface ExportStem {
  readonly name: string
  readonly components: readonly number[]
  /** Linear; 1 unless exporting as mixed. */
  readonly gain: number
}

/** Sample formats that can be written. */
export type ExportFormat = 'wav16' | 'wav24' | 'wav32f'

/** What to export, where to. */
export interface ExportRequest {
  readonly document: number
  readonly stems: readonly ExportStem[]
  readonly format: ExportFormat
  readonly folder: string
  /** True when every component is in some stem at gain 1: then the files add up to the recording exactly. */
  readonly complete: boolean
}

/** What an export wrote. */
export interface ExportResult {
  readonly folder: string
  readonly files: readonly string[]
  /** The written files' sum against the recording, dBFS; null for an incomplete set, which cannot add up. */
  readonly residualDb: number | null
  /** Samples that an integer format had to clip. */
  readonly clippedSamples: number
  readonly seconds: number
}

/** Where an export would go and whether that will do. */
export interface ExportPlan {
  readonly folder: string
  /** File names in the order of the stems; free of clashes with what is in the folder. */
  readonly fileNames: readonly string[]
  readonly freeBytes: number
}

/** A file opened before. */
export interface RecentFile {
  readonly path: string
  readonly name: string
  readonly seconds: number
  readonly sampleRate: number
  readonly channelCount: number
  /** Milliseconds since 1970. */
  readonly openedAt: number
}

/** What undo and redo would do: "Group Sax". */
export interface EditHistory {
  readonly undo: string | null
  readonly redo: string | null
}

/** Color maps of the spectrogram; an inverted one runs from its highest color to its lowest. */
export type ColorMap =
  'dusk' | 'paper' | 'grey' | 'dusk-inverted' | 'paper-inverted' | 'grey-inverted'

/** What the window remembers between starts. */
export interface Preferences {
  readonly theme: 'system' | 'dark' | 'light'
  readonly axis: 'mel' | 'log' | 'linear'
  readonly spectrogramGainDb: number
  readonly spectrogramRangeDb: number
  readonly colorMap: ColorMap
  /** Where the sound goes, as the window names it; null for where the system sends it. */
  readonly outputDevice: { readonly id: string; readonly label: string } | null
}

/** A menu item or accelerator that the window carries out. */
export type MenuCommand =
  | 'open'
  | 'export'
  | 'separate'
  | 'play'
  | 'undo'
  | 'redo'
  | 'group'
  | 'ungroup'
  | 'rename'
  | 'remove-to-rest'
  | 'select-all'
  | 'shortcuts'
  | 'theme-dark'
  | 'theme-light'
  | 'theme-system'

/** The table. */
export const contract = {
  /** Opens a file; null path shows the system's dialog. Cancelled when the dialog is. What was open stays if it fails. */
  openAudio: request<{ path: string | null }, OpenedAudio>(),
  openDemo: request<null, OpenedAudio>(),
  separate: request<{ document: number; settings: SeparationSettings }, SeparationResult>(),
  cancelSeparation: request<{ document: number }, null>(),
  /**
   * Goes back to an earlier separation of the document, or with null to none: that is what is exported then.
   * `isKept` is false when main has given it up meanwhile; then nothing changes.
   */
  useSeparation: request<
    { document: number; generation: number | null },
    { readonly isKept: boolean }
  >(),
  /** Names of the next steps of undo and redo, for the Edit menu; null where there is none. */
  setHistory: request<EditHistory, null>(),
  /** Computes the spectrogram on another axis; tiles follow by `spectrogramProgress`. */
  setSpectrogramAxis: request<{ document: number; axis: Preferences['axis'] }, SpectrogramShape>(),
  planExport: request<
    { document: number; folder: string | null; names: readonly string[]; format: ExportFormat },
    ExportPlan
  >(),
  chooseFolder: request<{ current: string }, string>(),
  exportStems: request<ExportRequest, ExportResult>(),
  cancelExport: request<{ document: number }, null>(),
  showFolder: request<{ folder: string }, null>(),
  recentFiles: request<null, readonly RecentFile[]>(),
  clearRecentFiles: request<null, null>(),
  loadPreferences: request<null, Preferences>(),
  savePreferences: request<Preferences, null>(),
  /** The renderer says whether sound is playing, so that main keeps the machine awake. */
  setPlaying: request<{ playing: boolean }, null>(),
  /** Samples from `from` on of one channel of a file that the window was asked to decode. */
  deliverSamples: request<
    { job: number; channel: number; from: number; samples: Float32Array },
    { wanted: boolean }
  >(),
  /** The window has delivered all samples (C channels of N), or cannot decode the file (null). */
  endDecoding: request<
    { job: number; decoded: { channelCount: number; sampleCount: number } | null },
    null
  >(),

  separationProgress: event<SeparationProgress>(),
  exportProgress: event<{ document: number; fraction: number; secondsLeft: number | null }>(),
  /** Frames [0, readyFrames) of the spectrogram at level 0 can be fetched. */
  spectrogramProgress: event<{ document: number; shape: SpectrogramShape; readyFrames: number }>(),
  menuCommand: event<{ command: MenuCommand }>(),
  /** The window is to decode the file of `media.encoded(job)` at that rate, and to deliver its samples. */
  decodeRequested: event<{ job: number; sampleRate: number; channelCount: number }>(),
  /** A file was handed to the app from outside (second instance, dock, file manager). */
  openRequested: event<{ path: string }>()
} as const

/** The picture's measure: bytes [frameCount x rowCount] per level, row 0 the lowest frequency. */
export interface SpectrogramShape {
  readonly axis: Preferences['axis']
  readonly rowCount: number
  readonly frameCount: number
  /** Samples from one frame to the next at level 0; frame i is centred on sample i * hopSize. */
  readonly hopSize: number
  /** Level l halves the frames l times (largest of each pair). */
  readonly levelCount: number
  readonly minHz: number
  readonly maxHz: number
}

type Contract = typeof contract
/** Names of the requests. */
export type RequestName = {
  [N in keyof Contract]: Contract[N] extends RequestSpec<never, unknown>
    ? N
    : Contract[N]['kind'] extends 'request'
      ? N
      : never
}[keyof Contract]
/** Names of the events. */
export type EventName = Exclude<keyof Contract, RequestName>
/** Input of a request. */
export type Input<N extends RequestName> =
  Contract[N] extends RequestSpec<infer I, infer _> ? I : never
/** Output of a request. */
export type Output<N extends RequestName> =
  Contract[N] extends RequestSpec<infer _, infer O> ? O : never
/** Payload of an event. */
export type Payload<N extends EventName> = Contract[N] extends EventSpec<infer P> ? P : never

/** One handler for every request; null means cancelled. */
export type Handlers = { [N in RequestName]: (input: Input<N>) => Promise<Output<N> | null> }

/** What the preload puts on `window.partwise`. */
export interface Bridge {
  request<N extends RequestName>(name: N, input: Input<N>): Promise<Reply<Output<N>>>
  /** Subscribes; the returned function ends it. */
  on<N extends EventName>(name: N, listener: (payload: Payload<N>) => void): () => void
  /** The path of a File dropped on the window, '' when it has none. */
  pathOf(file: { readonly name: string }): string
  readonly platform: 'linux' | 'darwin' | 'win32'
  readonly version: string
}

/** URLs of big things; same scheme and host as the page. Numbers little-endian. */
export const media = {
  /** The bytes of a file that the window was asked to decode. */
  encoded: (job: number) => `app://bundle/media/encoded/${job}`,
  /** Float32 samples [from, to) of one channel. */
  samples: (document: number, channel: number, from: number, to: number) =>
    `app://bundle/media/${document}/samples/${channel}/${from}/${to}`,
  /** Waveform peaks of one channel: Float32 pairs min, max for each of `count` equal parts of samples [from, to). */
  peaks: (document: number, channel: number, from: number, to: number, count: number) =>
    `app://bundle/media/${document}/peaks/${channel}/${from}/${to}/${count}`,
  /** Bytes [frames x rowCount], frames [from, to) of a level; 255 (dB + 120) / 132. */
  spectrogram: (document: number, axis: string, level: number, from: number, to: number) =>
    `app://bundle/media/${document}/spectrogram/${axis}/${level}/${from}/${to}`,
  /** Float32 dictionary [K x F]. */
  W: (document: number, generation: number) => `app://bundle/media/${document}/w/${generation}`,
  /** Float32 activations [T x K]. */
  H: (document: number, generation: number) => `app://bundle/media/${document}/h/${generation}`
} as const
