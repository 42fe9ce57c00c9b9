/**
 * Every request and event between renderer and main, listed once. Types, preload and handlers are
 * derived from this table; contract/ has the types of what a call carries. Big arrays do not pass
 * here: see `media` for their URLs.
 */
import type { AudioList, ListedFile, OpenedAudio, SpectrogramShape } from './contract/recordings'
import type {
  DragFileList,
  DragRequest,
  ExportChoices,
  ExportPlan,
  ExportRequest,
  ExportResult
} from './contract/exports'
import type {
  SeparationPreview,
  SeparationProgress,
  SeparationResult
} from './contract/separations'
import type {
  Demo,
  EditHistory,
  MenuCommand,
  MenuState,
  Preferences,
  WindowBeginning
} from './contract/window'
import type { Reply } from './failure'
import type { Note, NoteSettings } from './notes'
import type { PictureAxis } from './picture-axis'
import type { Quality, SeparationSettings } from './settings'

export type { SampleRange } from './audio'
export * from './contract/exports'
export { media } from './contract/media'
export type * from './contract/recordings'
export type * from './contract/separations'
export * from './contract/window'

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

/** The table. */
export const contract = {
  /** The first request of a window: what main holds, of a window before it too. */
  beginWindow: request<null, WindowBeginning>(),
  /** Main keeps a text for the next window, should this one fail; the window's own words. */
  keepWork: request<{ work: string }, null>(),
  /**
   * Opens a file that main knows: from a dialog, a drop, a folder that was listed, the recent ones.
   * What was open stays if it fails.
   */
  openAudio: request<{ path: string }, OpenedAudio>(),
  /** Shows the system's dialog for one file or several. Cancelled when the dialog is. */
  chooseFiles: request<null, readonly string[]>(),
  /**
   * The recordings among files and in folders, which are searched within bounds. A search that is
   * still running is given up for the next one.
   */
  listAudio: request<{ paths: readonly string[] }, AudioList>(),
  cancelListing: request<null, null>(),
  /** Opens a recording that comes with the app. It does not become a recent file. */
  openDemo: request<{ demo: Demo }, OpenedAudio>(),
  separate: request<{ document: number; settings: SeparationSettings }, SeparationResult>(),
  /** About how long a separation would take by quality; null where none was measured yet. */
  expectedSeconds: request<
    { document: number; settings: SeparationSettings },
    Readonly<Record<Quality, number>> | null
  >(),
  /**
   * The end of the document's latest separation, for a window that did not begin it. Cancelled when
   * that was, and when there is none.
   */
  awaitSeparation: request<{ document: number }, SeparationResult>(),
  cancelSeparation: request<{ document: number }, null>(),
  /** The window is done with a preview and takes another one. */
  previewTaken: request<{ document: number; generation: number }, null>(),
  /**
   * Goes back to an earlier separation of the document, or to none with null; exports then use it.
   * `isKept` is false when main no longer has it; then nothing changes.
   */
  useSeparation: request<
    { document: number; generation: number | null },
    { readonly isKept: boolean }
  >(),
  /** Notes of components, as MIDI has them. Cancelled when main drops that separation. */
  findNotes: request<
    { document: number; generation: number; components: readonly number[]; settings: NoteSettings },
    readonly Note[]
  >(),
  /** Names of the next steps of undo and redo, for the Edit menu; null where there is none. */
  setHistory: request<EditHistory, null>(),
  /** What the menu offers. */
  setMenuState: request<MenuState, null>(),
  /** Computes the spectrogram on another axis; tiles follow by `spectrogramProgress`. */
  setSpectrogramAxis: request<{ document: number; axis: PictureAxis }, SpectrogramShape>(),
  /** A null folder asks for the default one. */
  planExport: request<ExportChoices & { readonly folder: string | null }, ExportPlan>(),
  chooseFolder: request<{ current: string }, string>(),
  exportStems: request<ExportRequest, ExportResult>(),
  /** The same for the latest export. */
  awaitExport: request<{ document: number }, ExportResult>(),
  cancelExport: request<{ document: number }, null>(),
  /**
   * Writes stems as files to be dragged out, in their order; files written before are ready at
   * once. Requests run one after another, and equal ones are written once. Cancelled when the
   * document is closed.
   */
  prepareDrag: request<DragRequest, DragFileList>(),
  /** Gives files of `prepareDrag` to the system's drag; only while the pointer is down. */
  startDrag: request<{ paths: readonly string[] }, null>(),
  showFolder: request<{ folder: string }, null>(),
  /** Newest first; each is looked up on the disk. */
  recentFiles: request<null, readonly ListedFile[]>(),
  forgetRecentFile: request<{ path: string }, null>(),
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
  /** Comes at most four times a second, and not before `previewTaken` of the last one. */
  separationPreview: event<SeparationPreview>(),
  exportProgress: event<{ document: number; fraction: number; secondsLeft: number | null }>(),
  /** Progress of the `prepareDrag` that is being written. */
  dragProgress: event<{ document: number; fraction: number }>(),
  /** Frames [0, readyFrames) of the spectrogram at level 0 can be fetched. */
  spectrogramProgress: event<{ document: number; shape: SpectrogramShape; readyFrames: number }>(),
  menuCommand: event<{ command: MenuCommand }>(),
  /**
   * The window is to decode the file of `media.encoded(job)` at that rate, and to deliver its
   * samples.
   */
  decodeRequested: event<{ job: number; sampleRate: number; channelCount: number }>(),
  /** Files or folders were handed to the app from outside (second instance, dock, file manager). */
  openRequested: event<{ paths: readonly string[] }>()
} as const

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

/** Sends an event to the window. */
export type Emit = <N extends EventName>(name: N, payload: Payload<N>) => void

/** One handler for every request; null means cancelled. */
export type Handlers = { [N in RequestName]: (input: Input<N>) => Promise<Output<N> | null> }

/** What the preload puts on `window.partwise`. */
export interface Bridge {
  request<N extends RequestName>(name: N, input: Input<N>): Promise<Reply<Output<N>>>
  /** Subscribes; the returned function ends it. */
  on<N extends EventName>(name: N, listener: (payload: Payload<N>) => void): () => void
  /** The path of a File dropped on the window, '' when it has none; main then may open it. */
  pathOf(file: { readonly name: string }): string
  readonly platform: 'linux' | 'darwin' | 'win32'
  readonly version: string
}
