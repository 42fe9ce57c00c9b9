/**
 * The four bytes before each frame of MPEG audio (ISO 11172-3, 13818-3 and the unofficial 2.5),
 * layers I to III.
 */

/** What a frame's header says. */
export interface MpegHeader {
  readonly version: 1 | 2 | 2.5
  readonly layer: 1 | 2 | 3
  readonly sampleRate: number
  readonly channelCount: 1 | 2
  readonly hasChecksum: boolean
  /** Bytes of the frame. */
  readonly bytes: number
  /** Samples per channel. */
  readonly samples: number
}

/** Bytes of a header. */
export const HEADER_BYTES = 4
const VERSIONS = [2.5, null, 2, 1] as const
const RATES = [44_100, 48_000, 32_000]
/** kbit/s by [first version or later][layer - 1]. */
const BITRATES = {
  1: [
    [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
  ],
  2: [
    [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
  ]
} as const
/** The header at a position, null when there is none, or of a free bit rate. */
export function readMpegHeader(bytes: Uint8Array, at: number): MpegHeader | null {
  const coding = readCoding(bytes, at)
  if (coding === null || coding.bitrateCode === 0) return null
  const { version, layer, sampleRate, samples, bitrateCode } = coding
  const bitrate = BITRATES[version === 1 ? 1 : 2][layer - 1]![bitrateCode - 1]! * 1000
  const padding = (bytes[at + 2]! >> 1) & 1
  const slots = Math.floor((samples * bitrate) / sampleRate / 8 / (layer === 1 ? 4 : 1))
  return {
    version,
    layer,
    sampleRate,
    samples,
    channelCount: bytes[at + 3]! >> 6 === 3 ? 1 : 2,
    hasChecksum: (bytes[at + 1]! & 1) === 0,
    bytes: (slots + padding) * (layer === 1 ? 4 : 1)
  }
}

/** Whether one decoder can go on from frames with one header to frames with the other. */
export function isSameKind(a: MpegHeader, b: MpegHeader): boolean {
  return a.version === b.version && a.layer === b.layer && a.sampleRate === b.sampleRate
}

/** Layer of a frame of a free bit rate, whose length no header tells; null when it is none. */
export function freeLayer(bytes: Uint8Array, at: number): MpegHeader['layer'] | null {
  const coding = readCoding(bytes, at)
  return coding?.bitrateCode === 0 ? coding.layer : null
}

interface Coding extends Pick<MpegHeader, 'version' | 'layer' | 'sampleRate' | 'samples'> {
  /** Index into the bit rates of the layer, 0 for a free one. */
  readonly bitrateCode: number
}

function readCoding(bytes: Uint8Array, at: number): Coding | null {
  if (at + HEADER_BYTES > bytes.length) return null
  if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xe0) !== 0xe0) return null
  const version = VERSIONS[(bytes[at + 1]! >> 3) & 3] ?? null
  const layerCode = (bytes[at + 1]! >> 1) & 3
  const bitrateCode = bytes[at + 2]! >> 4
  const rate = RATES[(bytes[at + 2]! >> 2) & 3]
  if (version === null || layerCode === 0 || rate === undefined || bitrateCode === 15) return null
  const layer = (4 - layerCode) as MpegHeader['layer']
  return {
    version,
    layer,
    sampleRate: rate / { 1: 1, 2: 2, 2.5: 4 }[version],
    samples: layer === 1 ? 384 : layer === 3 && version !== 1 ? 576 : 1152,
    bitrateCode
  }
}
