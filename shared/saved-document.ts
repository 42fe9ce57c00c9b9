/**
 * A document as it is saved: plain, versioned values without arrays. W and H lie in entries beside
 * it, which it names. read-saved-document.ts checks what is read back. T = frames, F = bins, K =
 * components.
 */
import type { ComponentFacts } from './factorization'
import type { MixPart, MixRest, MixStem } from './mix'
import type { SeparationSettings } from './settings'

/** The version that is written; raised when a value changes its meaning or a field is added. */
export const savedVersion = 1

/** Largest id of a separation or stem: far more than anybody makes, far below inexact integers. */
export const maxSavedId = 2 ** 31
/** Separations that one document keeps, at most. */
export const mostSavedSeparations = 16
/** Most solutions that are compared with each other. */
export const mostSavedSolutions = 16
/** Steps that can be undone, and as many that can be redone. */
export const mostSavedSteps = 500

/** The recording, whose sound is not saved with the document. */
export interface SavedRecording {
  readonly path: string
  /** Of the file, in bytes. */
  readonly size: number
  /** Of the file's bytes, 64 hexadecimal digits. */
  readonly sha256: string
  /** N, samples per channel. */
  readonly sampleCount: number
  /** Hz. */
  readonly sampleRate: number
}

/** Float32 values that lie beside the document, row after row. */
export interface SavedArray {
  /** Name of the entry: small letters, digits, dot, dash; no folder. */
  readonly entry: string
  readonly shape: readonly [rows: number, columns: number]
}

/** A separation without its arrays; what they say of T, F and K is in their shapes. */
export interface SavedSeparation {
  /** The generation; arrangements name it. */
  readonly id: number
  /** The settings it was made with, the seed included. */
  readonly settings: SeparationSettings
  /** K of them, in energy order. */
  readonly components: readonly ComponentFacts[]
  readonly divergence: readonly number[]
  readonly meanV: number
  readonly peak: number
  /** How long it took. */
  readonly seconds: number
  /** dBFS. */
  readonly residualDb: number
  /** [K x F] */
  readonly W: SavedArray
  /** [T x K] */
  readonly H: SavedArray
}

/** A component in a stem or in Rest. */
export interface SavedPart extends MixPart {
  readonly name: string
  /** 1 to 12. */
  readonly color: number
}

/** A stem; its components are those of its parts. */
export interface SavedStem extends Omit<MixStem, 'components' | 'parts'> {
  readonly id: number
  readonly name: string
  /** 1 to 12. */
  readonly color: number
  readonly parts: readonly SavedPart[]
}

/** What was made of a separation; the facts of its components are the separation's. */
export interface SavedArrangement {
  /** The separation that is selected; null before the first. */
  readonly separation: number | null
  readonly stems: readonly SavedStem[]
  readonly removed: readonly SavedPart[]
  readonly rest: MixRest
  readonly range: { readonly startSeconds: number; readonly endSeconds: number } | null
  /** Id of the next new stem. */
  readonly nextId: number
}

/** A step, and the arrangement on its other side. */
export interface SavedStep {
  readonly name: string
  readonly arrangement: SavedArrangement
}

/** The arrangement as it is, and the steps around it, in the past the oldest first. */
export interface SavedHistory {
  readonly past: readonly SavedStep[]
  readonly present: SavedArrangement
  /** The step that is redone first comes last. */
  readonly future: readonly SavedStep[]
}

/** A solution, and how it was arranged when it was last shown. */
export interface SavedSolution {
  readonly name: string
  readonly arrangement: SavedArrangement
}

/** What part of the recording is in sight. */
export interface SavedView {
  /** Null for the whole recording at any width. */
  readonly secondsPerPixel: number | null
  /** Time at the left edge. */
  readonly startSeconds: number
}

/** A document. */
export interface SavedDocument {
  readonly version: typeof savedVersion
  readonly recording: SavedRecording
  /** What the next separation is asked for; its range is set where only that is separated. */
  readonly settings: SeparationSettings
  /** What was known before the separation; always null in this version. */
  readonly guide: null
  /** Those that arrangements name, each once. */
  readonly separations: readonly SavedSeparation[]
  /** In the order they were found. */
  readonly solutions: readonly SavedSolution[]
  readonly history: SavedHistory
  readonly view: SavedView | null
}
