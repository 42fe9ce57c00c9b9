/** Sound in memory and what is said about it. N = samples per channel, C = channels. */

/** Decoded sound: full scale is 1, values may lie beyond it, never NaN or infinite. */
export interface Pcm {
  readonly sampleRate: number
  /** C arrays [N]; over SharedArrayBuffers where threads share them. */
  readonly channels: readonly Float32Array[]
}

/** How the source file stores its samples; exports offer to match it. */
export type SampleFormat = 'int8' | 'int16' | 'int24' | 'int32' | 'float32' | 'float64'

/** Something odd about a file that opened all the same; a sentence is made of it for people. */
export type AudioRemark =
  | { readonly kind: 'truncated'; readonly expectedFrames: number; readonly frames: number }
  | { readonly kind: 'size-unknown' }
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
  /** N, samples per channel. */
  readonly sampleCount: number
  readonly sampleFormat: SampleFormat
  /** Largest absolute sample in dBFS, SILENCE_DB for digital silence. */
  readonly peakDb: number
  readonly remarks: readonly AudioRemark[]
  /** Samples since midnight from a `bext` chunk, when there is one. */
  readonly timeReference: number | null
}

/** Length in seconds. */
export function durationSeconds(audio: Pick<AudioSummary, 'sampleCount' | 'sampleRate'>): number {
  return audio.sampleCount / audio.sampleRate
}
