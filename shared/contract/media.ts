/** URLs of the large data that does not pass through the contract. */

/** URLs of large data; same scheme and host as the page. Numbers little-endian. */
export const media = {
  /** The bytes of a file that the window was asked to decode. */
  encoded: (job: number) => `app://bundle/media/encoded/${job}`,
  /** Float32 samples [from, to) of one channel. */
  samples: (document: number, channel: number, from: number, to: number) =>
    `app://bundle/media/${document}/samples/${channel}/${from}/${to}`,
  /**
   * Waveform peaks of one channel: Float32 pairs min, max for each of `count` equal parts of
   * samples [from, to).
   */
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
