/** Types of exports and of stems dragged out: request, plan, result. */
import type { SampleRange } from '../audio'
import type { NoteSettings } from '../notes'

/** Longest name of a stem, in UTF-16 units as an input field counts them. */
export const maxStemNameLength = 255

/** One or more components inside a stem, with controls of its own that act before the stem's. */
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
  /** -1 left, 0 center, 1 right. */
  readonly pan: number
  readonly muted: boolean
  /** Whether it is heard, given what is muted and soloed in the whole mix. */
  readonly audible: boolean
  /**
   * The parts of a group, which hold each of its components once; absent when the stem is in one
   * piece.
   */
  readonly parts?: readonly ExportPart[]
  /** Mostly hits, so one-shots can be written of it. */
  readonly percussive: boolean
  /** How its notes are read for MIDI; null for none. */
  readonly notes: NoteSettings | null
}

/** What everybody has to know of a sample format. */
export interface ExportFormatFacts {
  /** What names of its files end in, without the dot. */
  readonly extension: string
  /** Bits of its whole steps; null for floats, which also hold what passes full scale. */
  readonly integerBits: 16 | 24 | null
}

/** Sample formats that can be written, the usual one first. */
export const exportFormatFacts = {
  wav24: { extension: 'wav', integerBits: 24 },
  wav16: { extension: 'wav', integerBits: 16 },
  wav32f: { extension: 'wav', integerBits: null },
  flac24: { extension: 'flac', integerBits: 24 },
  flac16: { extension: 'flac', integerBits: 16 }
} as const satisfies Readonly<Record<string, ExportFormatFacts>>
/** A sample format that can be written. */
export type ExportFormat = keyof typeof exportFormatFacts
/** All sample formats that can be written. */
export const exportFormats = Object.keys(exportFormatFacts) as readonly ExportFormat[]

/** DAW projects that can be written, by what their names end in; .rpp is REAPER's. */
export const dawFormats = ['dawproject', 'rpp'] as const
/** A DAW project that can be written. */
export type DawFormat = (typeof dawFormats)[number]

/** Groups as one file each, or as their parts in a folder each. */
export const groupings = ['file', 'parts'] as const
/** How groups are written. */
export type Grouping = (typeof groupings)[number]

/** Tempos that an export accepts, in quarter notes a minute. */
export const tempoRange = { min: 1, max: 1000 } as const

/** What to export: the same for a plan and for the export itself. */
export interface ExportChoices {
  readonly document: number
  readonly stems: readonly ExportStem[]
  readonly format: ExportFormat
  /**
   * Template of file names, such as `{number}_{stem}`; the fields are {number}, {stem}, {song},
   * {group}, {tempo}.
   */
  readonly nameTemplate: string
  /** The part of the recording to export; null for all of it. */
  readonly range: SampleRange | null
  /** With gain, pan, mute and solo, so that the files sound like the mix and do not add up. */
  readonly asMixed: boolean
  readonly groups: Grouping
  /**
   * Asks for Rest, everything the stems lack. A set that holds every component gets Rest without
   * being asked, where it needs it.
   */
  readonly rest: boolean
  /** Asks for one more file: the recording as it is or, with `asMixed`, the sum of the stems. */
  readonly mix: boolean
  readonly projects: readonly DawFormat[]
  /** One MIDI file, with a track for each stem that has `notes`. */
  readonly midi: boolean
  /** Indices of stems whose hits are also written as a short file each. */
  readonly oneShots: readonly number[]
  /** Quarter notes a minute for names, DAW projects and MIDI; null when unknown. */
  readonly tempo: number | null
}

/** What to export, and where to. */
export interface ExportRequest extends ExportChoices {
  readonly folder: string
  /**
   * Continues even if an integer format clips samples beyond full scale. Without it such an export
   * fails with `export/would-clip` before anything is lost, and the next plan knows every stem's
   * peak.
   */
  readonly allowClipping: boolean
}

/** What a file of an export holds. */
export type ExportedKind = 'stem' | 'rest' | 'mix' | 'one-shot' | 'project' | 'midi' | 'report'

/** A file that was written. */
export interface ExportedFile {
  readonly path: string
  readonly kind: ExportedKind
  /** Index of its stem in the request, null for a file of no single stem. */
  readonly stem: number | null
}

/** Something to know about a successful export; front ends turn it into a sentence. */
export type ExportRemark =
  /** Samples did not fit into the integer format and were clipped. */
  | { readonly kind: 'clipped'; readonly name: string; readonly peakDb: number }
  /** There was sound, but all of it is too quiet for the integer format. */
  | { readonly kind: 'too-quiet'; readonly name: string; readonly peakDb: number }
  /** A mono recording gives mono stems, which cannot be panned. */
  | { readonly kind: 'pan-left-out'; readonly name: string }
  /** One file cannot carry the gains and mutes inside a group. */
  | { readonly kind: 'part-gains-left-out'; readonly name: string }
  | { readonly kind: 'no-notes'; readonly name: string }
  | { readonly kind: 'no-hits'; readonly name: string }
  /** Rest was asked for, but the stems lack nothing. */
  | { readonly kind: 'no-rest' }

/** What an export wrote. */
export interface ExportResult {
  readonly folder: string
  /** Paths of the stems, then Rest if there is one. */
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
  /**
   * Largest sample of these files in dBFS, known once they were rendered with the same settings;
   * null before.
   */
  readonly peakDb: number | null
}

/** Where an export would go, what its files would be called, and whether that works. */
export interface ExportPlan {
  /** Where the files would go. */
  readonly folder: string
  /**
   * 1 when that is the folder that was asked for; above, it is one in it, because that holds files
   * of these names already.
   */
  readonly take: number
  /** In the order of the stems; no name clashes with what is in the folder. */
  readonly stems: readonly PlannedStem[]
  /** Null when the set adds up without Rest, or is not meant to. */
  readonly rest: string | null
  /**
   * Whether Rest can be had or not; `needed` where the files would not add up without it, `empty`
   * where all sound is in the stems or, as mixed, in the mix of them.
   */
  readonly restIs: 'optional' | 'needed' | 'empty'
  readonly mix: string | null
  /** In the order in which they were asked for. */
  readonly projects: readonly string[]
  readonly midi: string | null
  /**
   * Folders, in the order in which they were asked for; how many files they will hold is only known
   * once they are written.
   */
  readonly oneShots: readonly string[]
  readonly report: string
  /** Whether the files, with Rest where it is needed, will add up to the recording. */
  readonly addsUp: boolean
  /** What is wrong with the name template, as a sentence; the usual names are planned then. */
  readonly nameProblem: string | null
  /** Most bytes that the export takes. */
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
