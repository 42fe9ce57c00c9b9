/** What main knows of the window: preferences, the state of its menu, menu commands. */
import type { ExportOptions } from '../export-options'
import { maxStemNameLength } from './exports'
import type { PictureAxis } from '../picture-axis'
import type { OpenedAudio } from './recordings'
import type { SeparationResult, SeparationUnderWay } from './separations'
import type { Quality } from '../settings'

/**
 * A view is added here, as an icon of that name in icons.svg, and in Editor.svelte, which shows it.
 */
const views = { lanes: 'Lanes', model: 'Model' } as const

/** Ways to look at a separation. */
export type ViewName = keyof typeof views

/** All views, in the order in which they are offered. */
export const viewNames = Object.keys(views) as readonly ViewName[]

/** What a view is called. */
export function viewLabel(view: ViewName): string {
  return views[view]
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
  readonly view: ViewName
  readonly canSelect: boolean
  readonly canGroup: boolean
  readonly canUngroup: boolean
  readonly canRename: boolean
  readonly canMoveToRest: boolean
}

/** Longest name of a step, which may contain names of stems. */
export const maxStepNameLength = 4 * maxStemNameLength

/** What undo and redo would do: "Group Sax". */
export interface EditHistory {
  readonly undo: string | null
  readonly redo: string | null
}

/** Color maps of the spectrogram; an inverted one runs from its highest color to its lowest. */
export type ColorMap =
  'dusk' | 'paper' | 'grey' | 'dusk-inverted' | 'paper-inverted' | 'grey-inverted'

/** The document that main has open while a window begins. */
export interface HeldDocument {
  readonly opened: OpenedAudio
  /** Those that main keeps, in the order they were made. */
  readonly separations: readonly SeparationResult[]
  /** Generation of the one that exports use; null for none. */
  readonly current: number | null
  /** What `awaitSeparation` waits for; null for none. */
  readonly separating: SeparationUnderWay | null
  /** Whether `awaitExport` has something to wait for. */
  readonly isExporting: boolean
}

/** What a window begins with. */
export interface WindowBeginning {
  /** Whether the window before it failed. */
  readonly hasFailed: boolean
  /** Whether nothing is remembered: the user's data folder cannot be written. */
  readonly forgets: boolean
  /** What was last given to `keepWork`, null for nothing. */
  readonly work: string | null
  readonly document: HeldDocument | null
}

/** Longest text that `keepWork` takes. */
export const maxWorkLength = 2 ** 23

/** What the window remembers between starts. */
export interface Preferences {
  readonly theme: 'system' | 'dark' | 'light'
  readonly axis: PictureAxis
  readonly spectrogramGainDb: number
  readonly spectrogramRangeDb: number
  readonly colorMap: ColorMap
  /** Of the next separation. */
  readonly quality: Quality
  readonly laneHeight: 'compact' | 'normal' | 'tall' | 'fill'
  /** Of the heads of all rows, in CSS pixels; the least leaves it to the width of the window. */
  readonly headWidth: number
  readonly inspectorShown: boolean
  /** Whether the view follows the playhead. */
  readonly follow: boolean
  /** Where the sound goes, as the window names it; null for where the system sends it. */
  readonly outputDevice: { readonly id: string; readonly label: string } | null
  readonly exporting: ExportOptions
}

/** The recordings that come with the app: a small band, and four notes of a piano. */
export const demos = ['band', 'piano'] as const
/** One of them. */
export type Demo = (typeof demos)[number]

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
  | 'inspector'
  | 'follow'
  | 'zoom-in'
  | 'zoom-out'
  | 'zoom-range'
  | 'zoom-fit'
  | 'guide'
  | 'licenses'
  | `demo-${Demo}`
  | ViewName
  | `lane-${Preferences['laneHeight']}`
  | `axis-${PictureAxis}`
  | `colors-${ColorMap}`
  | `theme-${Preferences['theme']}`
