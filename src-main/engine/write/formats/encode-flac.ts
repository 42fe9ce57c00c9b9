/**
 * Writes FLAC files block by block, 16 or 24 bits deep, lossless, with libFLAC's level 5. It
 * decodes to the same integers, and the MD5 in the header proves it. Memory does not grow with the
 * length. C = channels, N = samples.
 *
 *   const library = await loadLibFlac()
 *   const file = createFlacFile(library, folder, '01_Kick.flac', spec)
 *   file.write(channels, count) ... file.finish()
 */
import { holdsRate } from '../../../../shared/export-rate'
import { Failure } from '../../../../shared/failure'
import { createFile, type NewFile, type WriteFs } from '../files/new-file'
import { flacHeader, seekStep, type FlacSpec, type SeekPoint } from './flac-header'
import type { FlacStreamInfo, LibFlac } from './libflac'
import type { StemFile } from './stem-file'

const COMPRESSION_LEVEL = 5
const BLOCK_SAMPLES = 8192
/** Encoded bytes are written in parts of about this size. */
const BUFFER_BYTES = 2 ** 16
const MOST_CHANNELS = 8

/**
 * Whether FLAC can hold sound of this rate and number of channels, in frames that can be decoded
 * alone.
 */
export function fitsFlac({
  sampleRate,
  channelCount
}: Pick<FlacSpec, 'sampleRate' | 'channelCount'>): boolean {
  return holdsRate('flac24', sampleRate) && channelCount >= 1 && channelCount <= MOST_CHANNELS
}

/**
 * Begins a file.
 * @param name relative to the folder; folders on the way have to be there
 * @returns a file that takes whole steps, as integer formats do
 * @throws Failure `export/unsupported-rate` when FLAC cannot hold the rate or the channels,
 *   `export/disk-full` or `export/not-writable`, with `folder` and `name`
 */
export function createFlacFile(
  library: LibFlac,
  folder: string,
  name: string,
  spec: FlacSpec,
  fs?: WriteFs
): StemFile {
  const { sampleRate, channelCount, sampleCount } = spec
  if (!fitsFlac(spec)) {
    const details = { name, sampleRate, channelCount }
    throw new Failure('export/unsupported-rate', `FLAC at ${sampleRate} Hz`, details)
  }
  const points: SeekPoint[] = []
  let frames: Uint8Array[] = []
  let waiting = 0
  let offset = 0
  let encoded = 0
  const stream = openStream(library, spec, (bytes, samples) => {
    if (encoded >= points.length * seekStep(spec)) points.push({ sample: encoded, offset, samples })
    frames.push(bytes)
    waiting += bytes.length
    offset += bytes.length
    encoded += samples
  })
  const file = begin(stream, () => {
    const made = createFile(folder, name, fs)
    made.append(flacHeader(spec, null, []))
    return made
  })
  const block = Array.from({ length: channelCount }, () => new Int32Array(BLOCK_SAMPLES))
  let written = 0

  const flush = (): void => {
    file.append(Buffer.concat(frames))
    frames = []
    waiting = 0
  }

  return {
    write(channels, count) {
      for (let done = 0; done < count; done += BLOCK_SAMPLES) {
        const part = Math.min(BLOCK_SAMPLES, count - done)
        block.forEach((steps, c) => steps.set(channels[c]!.subarray(done, done + part)))
        stream.encode(block, part)
        if (waiting >= BUFFER_BYTES) flush()
      }
      written += count
    },
    finish() {
      if (written !== sampleCount) {
        throw new Error(`${written} of ${sampleCount} samples were written to ${name}`)
      }
      const info = stream.end()
      flush()
      file.overwrite(0, flacHeader(spec, info, points))
      file.close()
      return file.path
    },
    abort() {
      stream.release()
      file.abort()
    }
  }
}

/** Opens the file of a stream; if that fails, the stream is released. */
function begin(stream: FlacStream, open: () => NewFile): NewFile {
  try {
    return open()
  } catch (thrown) {
    stream.release()
    throw thrown
  }
}

interface FlacStream {
  /** @param channels C arrays of whole steps, of which the first `count` are taken */
  encode(channels: readonly Int32Array[], count: number): void
  /** Encodes what is left, and releases the encoder. */
  end(): FlacStreamInfo
  /** Releases the encoder's memory; harmless when repeated. */
  release(): void
}

/** @param onFrame gets every frame and the number of its samples */
function openStream(
  library: LibFlac,
  { sampleRate, channelCount, bits }: FlacSpec,
  onFrame: (bytes: Uint8Array, samples: number) => void
): FlacStream {
  let encoder = library.create_libflac_encoder(
    sampleRate,
    channelCount,
    bits,
    COMPRESSION_LEVEL,
    0,
    false
  )
  if (encoder === 0) throw new Failure('engine/out-of-memory', 'no room for another FLAC encoder')
  let info: FlacStreamInfo | null = null
  const release = (): void => {
    if (encoder !== 0) library.FLAC__stream_encoder_delete(encoder)
    encoder = 0
  }
  const state = library.init_encoder_stream(
    encoder,
    (bytes, _count, samples) => {
      // Blocks without samples are headers; our own replace them.
      if (samples > 0) onFrame(bytes, samples)
    },
    (complete) => {
      info = complete ?? info
    }
  )
  if (state !== 0) {
    release()
    throw new Error(`FLAC's encoder does not begin: ${state}`)
  }
  return {
    encode(channels, count) {
      if (library.FLAC__stream_encoder_process(encoder, channels, count)) return
      throw new Error("FLAC's encoder failed")
    },
    end() {
      const isDone = library.FLAC__stream_encoder_finish(encoder)
      release()
      if (!isDone || info === null) throw new Error("FLAC's encoder did not end well")
      return info
    },
    release
  }
}
