/** What decoding a sound file yields. */
import type { AudioSummary, Pcm } from '../../../shared/audio'
import type { BlockPeaks } from './measure/block-peaks'

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
