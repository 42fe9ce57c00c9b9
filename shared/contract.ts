/**
 * Every request and event between renderer and main, once. Types, preload and handlers are derived
 * from this table. Big arrays do not pass here: see `media` for their URLs.
 */
import type { AudioSummary, SampleRange } from './audio'
import type { Reply } from './failure'
import type { ExportOptions } from './export-options'
import type { ComponentFacts, Factorization } from './factorization'
import type { Note, NoteSettings } from './notes'
import type { Quality, SeparationSettings } from './settings'

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

/** What can be seen and heard of a separation that is running. */
export interface SeparationPreview {
  readonly document: number
  /** Part of the URLs of W and H, which are served until two more have come or the separation ends. */
  readonly generation: number
  readonly factorization: Omit<Factorization, 'W' | 'H'>
  /** [K] power of each component relative to all; they add up to 1. Component k is the same in all previews and in the end. */
  readonly energies: readonly number[]
}

/** Longest name of a stem, in UTF-16 units as an input field counts them. */
export const maxStemNameLength = 255

/** A component or more inside a stem, with controls of its own that act before the stem's. */
export interface ExportPart {
  readonly name: string
  readonly components: readonly number[]
  /** Number of its color, 1 to 12. */
  readonly color: number
  /** -60 to +12; -60 is off. */
  readonly gainDb: number
  readonly muted: boolean
  /** Whether it is heard within its stem, given what is muted and soloed there. */
  readonly audible: boolean
}

/** A stem to export: a named sum of components, with the controls it has in the mix. */
export interface ExportStem {
  readonly name: string
  readonly components: readonly number[]
  /** Number of its color, 1 to 12. */
  readonly color: number
  /** -60 to +12; -60 is off. */
  readonly gainDb: number
  /** -1 left, 0 centre, 1 right. */
  readonly pan: number
  readonly muted: boolean
  /** Whether it is heard, given what is muted and soloed in the whole mix. */
  readonly audible: boolean
  /** The parts of a group, which hold each of its components once; without, the stem is in one piece. */
  readonly parts?: readonly ExportPart[]
  /** Mostly hits: what can be written as one-shots. */
  readonly percussive: boolean
  /** How its notes are read for MIDI; null for none. */
  readonly notes: NoteSettings | null
}

/** Sample formats that can be written. */
export type ExportFormat = 'wav16' | 'wav24' | 'wav32f' | 'flac16' | 'flac24'

/** DAW projects that can be written: .dawproject, and .rpp of REAPER. */
export type DawFormat = 'dawproject' | 'rpp'

export type { SampleRange } from './audio'

/** What to export: the same for a plan and for the export itself. */
export interface ExportChoices {
  readonly document: number
  readonly stems: readonly ExportStem[]
  readonly format: ExportFormat
  /** Names of files, such as `{number}_{stem}`; there are {number}, {stem}, {song}, {group}, {tempo}. */
  readonly nameTemplate: string
  /** What part of the recording; null for all of it. */
  readonly range: SampleRange | null
  /** With gain, pan, mute and solo, so that the files sound like the mix and do not add up. */
  readonly asMixed: boolean
  /** Groups as one file each, or as their parts in a folder each. */
  readonly groups: 'file' | 'parts'
  /** Asks for Rest, all that the stems lack. A set that holds every component gets it unasked where it needs it. */
  readonly rest: boolean
  /** Asks for one more file: the recording as it is, or as mixed the sum of the stems. */
  readonly mix: boolean
  readonly projects: readonly DawFormat[]
  /** One MIDI file, with a track for each stem that has `notes`. */
  readonly midi: boolean
  /** Indices of stems whose hits are also written as a short file each. */
  readonly oneShots: readonly number[]
  /** Quarter notes a minute for names, DAW projects and MIDI; null when unknown. */
  readonly tempo: number | null
}

/** What to export, where to. */
export interface ExportRequest extends ExportChoices {
  readonly folder: string
  /**
   * Goes on where samples beyond full scale are lost in an integer format. Without it such an export fails
   * with `export/would-clip` before anything is lost, and the next plan knows every stem's peak.
   */
  readonly allowClipping: boolean
}

/** What a file of an export holds. */
export type ExportedKind = 'stem' | 'rest' | 'mix' | 'one-shot' | 'project' | 'midi' | 'report'

/** A file that was written. */
export interface ExportedFile {
  readonly path: string
  readonly kind: ExportedKind
  /** Index of its stem in the request, null for what belongs to none. */
  readonly stem: number | null
}

/** Something to know about an export that went well; a sentence is made of it for people. */
export type ExportRemark =
  /** Samples did not fit into the integer format and were clipped. */
  | { readonly kind: 'clipped'; readonly name: string; readonly peakDb: number }
  /** There was sound, but all of it is too quiet for the integer format. */
  | { readonly kind: 'too-quiet'; readonly name: string; readonly peakDb: number }
  /** A mono recording gives mono stems, which cannot be panned. */
  | { readonly kind: 'pan-left-out'; readonly name: string }
  /** Gains and mutes inside a group cannot be said of one file. */
  | { readonly kind: 'part-gains-left-out'; readonly name: string }
  | { readonly kind: 'no-notes'; readonly name: string }
  | { readonly kind: 'no-hits'; readonly name: string }
  /** Rest was asked for, and there is nothing that the stems lack. */
  | { readonly kind: 'no-rest' }

/** What an export wrote. */
export interface ExportResult {
  readonly folder: string
  /** Paths of the stems, Rest behind them when there is one. */
  readonly files: readonly string[]
  /** Everything that was written, in the order in which it is listed in the plan. */
  readonly written: readonly ExportedFile[]
  /** The written files' sum against the recording, dBFS; null for a set that cannot add up. */
  readonly residualDb: number | null
  /** Samples that an integer format had to clip. */
  readonly clippedSamples: number
  /** Notes in the MIDI file; null when there is none. */
  readonly noteCount: number | null
  readonly remarks: readonly ExportRemark[]
  readonly seconds: number
}

/** What a stem of an export would become. */
export interface PlannedStem {
  /** Relative to the folder, with slashes: one file, or one for each part. */
  readonly fileNames: readonly string[]
  /** Largest sample of these files in dBFS, known once they were rendered with the same settings; null before. */
  readonly peakDb: number | null
}

/** Where an export would go, what its files would be called, and whether that will do. */
export interface ExportPlan {
  readonly folder: string
  /** In the order of the stems; names are free of clashes with what is in the folder. */
  readonly stems: readonly PlannedStem[]
  /** Null when the set adds up without Rest, or is not meant to. */
  readonly rest: string | null
  readonly mix: string | null
  /** In the order in which they were asked for. */
  readonly projects: readonly string[]
  readonly midi: string | null
  /** Folders, in the order in which they were asked for; how many files come into them shows when writing. */
  readonly oneShots: readonly string[]
  readonly report: string
  /** Whether the files, with Rest where it is needed, will add up to the recording. */
  readonly addsUp: boolean
  /** What is wrong with the name template, as a sentence; the usual names are planned then. */
  readonly nameProblem: string | null
  /** Most that the export takes. */
  readonly neededBytes: number
  readonly freeBytes: number
}

/** Stems to be dragged out of the window as files; as separated, a group as one file. */
export interface DragRequest {
  readonly document: number
  readonly stems: readonly Pick<ExportStem, 'name' | 'components'>[]
  readonly format: ExportFormat
  readonly range: SampleRange | null
}

/** Files that are ready to be dragged. */
export interface DragFileList {
  /** In the order of the stems. */
  readonly paths: readonly string[]
  /** Names of stems whose samples beyond full scale were lost in an integer format. */
  readonly clipped: readonly string[]
}

/** A recording to open. */
export interface ListedAudio {
  readonly path: string
  /** File name with extension. */
  readonly name: string
}

/** Recordings that were found. */
export interface AudioList {
  readonly files: readonly ListedAudio[]
  /** Whether there are more than are listed. */
  readonly isCut: boolean
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

/** A recent file as it is listed. */
export interface ListedFile extends RecentFile {
  /** Whether it was not found where it was; it may come back with its disk. */
  readonly isMissing: boolean
}

/** What the window shows and can do now, beside what it remembers; the menu follows it. */
export interface MenuState {
  /** A dialog stands before everything else. */
  readonly isCovered: boolean
  readonly isOpen: boolean
  readonly isSeparating: boolean
  readonly hasStems: boolean
  readonly hasRange: boolean
  readonly isLooping: boolean
  readonly listenTo: 'original' | 'remix'
  readonly view: 'lanes' | 'model'
  readonly canSelect: boolean
  readonly canGroup: boolean
  readonly canUngroup: boolean
  readonly canRename: boolean
  readonly canMoveToRest: boolean
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
  /** Of the next separation. */
  readonly quality: Quality
  readonly laneHeight: 'compact' | 'normal' | 'tall'
  readonly inspectorShown: boolean
  /** Whether the view follows the playhead. */
  readonly follow: boolean
  /** Where the sound goes, as the window names it; null for where the system sends it. */
  readonly outputDevice: { readonly id: string; readonly label: string } | null
  readonly exporting: ExportOptions
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
  | 'another-solution'
  | 'separate-range'
  | 'cancel'
  | 'play-from-start'
  | 'loop'
  | 'clear-range'
  | 'original'
  | 'remix'
  | 'lanes'
  | 'model'
  | 'inspector'
  | 'follow'
  | 'zoom-in'
  | 'zoom-out'
  | 'zoom-range'
  | 'zoom-fit'
  | 'guide'
  | 'licenses'
  | `lane-${Preferences['laneHeight']}`
  | `axis-${Preferences['axis']}`
  | `colors-${ColorMap}`
  | `theme-${Preferences['theme']}`

/** The table. */
export const contract = {
  /** Opens a file. What was open stays if it fails. */
  openAudio: request<{ path: string }, OpenedAudio>(),
  /** Shows the system's dialog for one file or several. Cancelled when the dialog is. */
  chooseFiles: request<null, readonly string[]>(),
  /** What there is to open in files and folders, which are searched within bounds. */
  listAudio: request<{ paths: readonly string[] }, AudioList>(),
  openDemo: request<null, OpenedAudio>(),
  separate: request<{ document: number; settings: SeparationSettings }, SeparationResult>(),
  cancelSeparation: request<{ document: number }, null>(),
  /** The window is done with a preview and takes another one. */
  previewTaken: request<{ document: number; generation: number }, null>(),
  /**
   * Goes back to an earlier separation of the document, or with null to none: that is what is exported then.
   * `isKept` is false when main has given it up meanwhile; then nothing changes.
   */
  useSeparation: request<
    { document: number; generation: number | null },
    { readonly isKept: boolean }
  >(),
  /** Notes of components, as MIDI would have them. Cancelled when that separation is given up. */
  findNotes: request<
    { document: number; generation: number; components: readonly number[]; settings: NoteSettings },
    readonly Note[]
  >(),
  /** Names of the next steps of undo and redo, for the Edit menu; null where there is none. */
  setHistory: request<EditHistory, null>(),
  /** What the menu offers. */
  setMenuState: request<MenuState, null>(),
  /** Computes the spectrogram on another axis; tiles follow by `spectrogramProgress`. */
  setSpectrogramAxis: request<{ document: number; axis: Preferences['axis'] }, SpectrogramShape>(),
  /** A null folder asks for the default one. */
  planExport: request<ExportChoices & { readonly folder: string | null }, ExportPlan>(),
  chooseFolder: request<{ current: string }, string>(),
  exportStems: request<ExportRequest, ExportResult>(),
  cancelExport: request<{ document: number }, null>(),
  /**
   * Writes stems as files to be dragged out, in their order; those written before are there at once. Requests
   * wait for each other, and the same one twice is written once. Cancelled when the document is closed.
   */
  prepareDrag: request<DragRequest, DragFileList>(),
  /** Gives files of `prepareDrag` to the system's drag; only while the pointer is down. */
  startDrag: request<{ paths: readonly string[] }, null>(),
  showFolder: request<{ folder: string }, null>(),
  /** Newest first, looked for on the disk. */
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
  /** Of the `prepareDrag` that is being written. */
  dragProgress: event<{ document: number; fraction: number }>(),
  /** Frames [0, readyFrames) of the spectrogram at level 0 can be fetched. */
  spectrogramProgress: event<{ document: number; shape: SpectrogramShape; readyFrames: number }>(),
  menuCommand: event<{ command: MenuCommand }>(),
  /** The window is to decode the file of `media.encoded(job)` at that rate, and to deliver its samples. */
  decodeRequested: event<{ job: number; sampleRate: number; channelCount: number }>(),
  /** Files or folders were handed to the app from outside (second instance, dock, file manager). */
  openRequested: event<{ paths: readonly string[] }>()
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
