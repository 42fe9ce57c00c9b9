/** Sound in memory and its facts. N = samples per channel, C = channels. */

/** Decoded sound: full scale is 1, values may lie beyond it, never NaN or infinite. */
export interface Pcm {
  readonly sampleRate: number
  /** C arrays [N]; over SharedArrayBuffers where threads share them. */
  readonly channels: readonly Float32Array[]
}

/**
 * How the source file stores its samples; exports offer to match it. Lossy codings have no depth.
 */
export type SampleFormat = 'int8' | 'int16' | 'int24' | 'int32' | 'float32' | 'float64' | 'lossy'

/** What a file says about its music; null where it says nothing. */
export interface AudioTags {
  readonly title: string | null
  readonly artist: string | null
  readonly album: string | null
  /** Beats per minute. */
  readonly tempo: number | null
}

/** The tags of a file without any. */
export const noTags: AudioTags = { title: null, artist: null, album: null, tempo: null }

/** Something odd about a file that opened anyway; front ends turn it into a sentence. */
export type AudioRemark =
  | { readonly kind: 'truncated'; readonly expectedFrames: number; readonly frames: number }
  /** The header gives no length, or none that can be true; all that is there is read. */
  | { readonly kind: 'size-unknown' }
  /** There is more than the header says; all of it was read. */
  | { readonly kind: 'understated'; readonly statedFrames: number; readonly frames: number }
  /** Places that could not be decoded; they are silent or left out. */
  | { readonly kind: 'damaged'; readonly places: number }
  /** The end marker is missing. */
  | { readonly kind: 'ends-early' }
  /**
   * Parts that are coded otherwise than the recording, in words, such as "MP3 at 32000 Hz"; silence
   * stands for them where sound follows. `seconds` is 0 when nobody knows how long they last.
   */
  | { readonly kind: 'left-out'; readonly seconds: number; readonly codings: readonly string[] }
  /** Parts of a stereo recording are mono; they are on both channels. */
  | { readonly kind: 'partly-mono' }
  | { readonly kind: 'not-finite'; readonly samples: number }
  | { readonly kind: 'silent' }
  | { readonly kind: 'constant' }
  | { readonly kind: 'very-short' }
  | { readonly kind: 'over-full-scale'; readonly peakDb: number }

/** What a file is, without its samples. */
export interface AudioSummary {
  readonly path: string
  /** File name with extension, as people see it. */
  readonly name: string
  /** Container and coding in words, such as "WAV, 16-bit". */
  readonly format: string
  readonly sampleRate: number
  readonly channelCount: number
  /**
   * Which loudspeakers more than two channels are for, as `shared/speakers.ts` says; left out where
   * it is unknown.
   */
  readonly channelMask?: number
  /** N, samples per channel. */
  readonly sampleCount: number
  readonly sampleFormat: SampleFormat
  /** Largest absolute sample in dBFS, SILENCE_DB for digital silence. */
  readonly peakDb: number
  readonly remarks: readonly AudioRemark[]
  /** Samples since midnight from a `bext` chunk, when there is one. */
  readonly timeReference: number | null
  readonly tags: AudioTags
}

/** Samples [fromSample, toSample) of a recording. */
export interface SampleRange {
  readonly fromSample: number
  readonly toSample: number
}

/** A stretch of a recording in seconds: what is looped, separated, exported. */
export interface TimeRange {
  readonly startSeconds: number
  readonly endSeconds: number
}

/** Length in seconds. */
export function durationSeconds(audio: Pick<AudioSummary, 'sampleCount' | 'sampleRate'>): number {
  return audio.sampleCount / audio.sampleRate
}
