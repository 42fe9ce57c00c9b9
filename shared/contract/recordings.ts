/** Types of recordings in calls between main and window: found, opened, drawn, recent. */
import type { AudioSummary } from '../audio'
import type { FrequencyScale } from '../picture-axis'

/** A recording that is open in main. `document` names it in every URL and request. */
export interface OpenedAudio {
  readonly document: number
  readonly summary: AudioSummary
  readonly openedInSeconds: number
  /**
   * Integrated loudness after ITU-R BS.1770-4 in LUFS, null for what is too quiet or short to
   * measure.
   */
  readonly loudness: number | null
  /** For each channel the pairs of `peakOverview`: the whole recording, for a first look. */
  readonly overview: readonly Float32Array[]
}

/** The picture's shape: bytes [frameCount x rowCount] per level, row 0 the lowest frequency. */
export interface SpectrogramShape extends FrequencyScale {
  readonly rowCount: number
  readonly frameCount: number
  /** Samples from one frame to the next at level 0; frame i is centered on sample i * hopSize. */
  readonly hopSize: number
  /** Level l halves the frames l times (largest of each pair). */
  readonly levelCount: number
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
  /**
   * Why there may be more than are listed: more files than are taken, or a search that took too
   * long; null when these are all.
   */
  readonly cut: 'files' | 'search' | null
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
  /** Whether it is missing; it may come back with its disk. */
  readonly isMissing: boolean
}
