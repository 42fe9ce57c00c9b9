/**
 * Writes WAVE files block by block: RIFF, or RF64 beyond 4 GiB, with a `bext` chunk where the
 * recording has a place on the time line. C = channels, N = samples per channel.
 */
import { createFile, type WriteFs } from '../files/new-file'
import type { StemFile, StemSamples } from './stem-file'
import { bytesPerSample, dataSize, wavHeader, type WavFormat, type WavSpec } from './wav-header'

const BUFFER_BYTES = 2 ** 18

/**
 * Begins a file.
 * @param name relative to the folder; folders on the way have to be there
 * @throws Failure `export/disk-full` or `export/not-writable`, with `folder` and `name`
 */
export function createWavFile(folder: string, name: string, spec: WavSpec, fs?: WriteFs): StemFile {
  const file = createFile(folder, name, fs)
  const frameBytes = bytesPerSample(spec.format) * spec.channelCount
  const bytes = new Uint8Array(BUFFER_BYTES)
  const view = new DataView(bytes.buffer)
  const encode = encoders[spec.format]
  const header = wavHeader(spec)
  bytes.set(header)
  let filled = header.length
  let written = 0

  const flush = (): void => {
    file.append(bytes.subarray(0, filled))
    filled = 0
  }

  return {
    write(channels, count) {
      for (let done = 0; done < count;) {
        const room = Math.floor((BUFFER_BYTES - filled) / frameBytes)
        if (room === 0) flush()
        const part = Math.min(count - done, room)
        encode(channels, done, part, view, filled)
        filled += part * frameBytes
        done += part
      }
      written += count
    },
    finish() {
      if (written !== spec.sampleCount) {
        throw new Error(`${written} of ${spec.sampleCount} samples were written to ${name}`)
      }
      if (dataSize(spec) % 2 === 1) {
        if (filled === BUFFER_BYTES) flush()
        bytes[filled++] = 0
      }
      flush()
      file.close()
      return file.path
    },
    abort: () => file.abort()
  }
}

/** Encodes `count` samples of every channel, from sample `from` on, interleaved, at byte `at`. */
type Encoder = (
  channels: readonly StemSamples[],
  from: number,
  count: number,
  view: DataView,
  at: number
) => void

const encoders: Readonly<Record<WavFormat, Encoder>> = {
  wav16: (channels, from, count, view, at) => {
    const stride = 2 * channels.length
    channels.forEach((samples, c) => {
      const first = at + 2 * c
      for (let n = 0; n < count; n++) view.setInt16(first + n * stride, samples[from + n]!, true)
    })
  },
  wav24: (channels, from, count, view, at) => {
    const stride = 3 * channels.length
    channels.forEach((samples, c) => {
      const first = at + 3 * c
      for (let n = 0; n < count; n++) {
        const value = samples[from + n]!
        view.setUint16(first + n * stride, value & 0xffff, true)
        view.setInt8(first + n * stride + 2, value >> 16)
      }
    })
  },
  wav32f: (channels, from, count, view, at) => {
    const stride = 4 * channels.length
    channels.forEach((samples, c) => {
      const first = at + 4 * c
      for (let n = 0; n < count; n++) view.setFloat32(first + n * stride, samples[from + n]!, true)
    })
  }
}
