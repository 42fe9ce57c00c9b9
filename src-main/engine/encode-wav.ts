/**
 * Writes WAVE files block by block: aside under a hidden name, into place only when complete.
 * C = channels, N = samples per channel.
 */
import * as nodeFs from 'node:fs'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { ExportFormat } from '../../shared/contract'
import { Failure } from '../../shared/failure'
import { numberedFileName } from './stem-names'
import { bytesPerSample, dataSize, wavHeader, type WavSpec } from './wav-header'

/** The calls of node:fs that writing needs, so that tests can make them fail. */
export type WriteFs = Pick<
  typeof nodeFs,
  'openSync' | 'writeSync' | 'closeSync' | 'linkSync' | 'renameSync' | 'unlinkSync' | 'statfsSync'
>

/** A file that is being written under a temporary name. */
export interface WavFile {
  /**
   * Appends samples: whole steps for integer formats, full scale 1 for float.
   * @param channels C arrays, of which the first `count` samples are taken
   * @throws Failure `export/disk-full` or `export/not-writable`
   */
  write(channels: readonly Float64Array[], count: number): void
  /** Writes what is left and closes. A file with other than N samples is a bug. */
  finish(): void
  /** Gives the finished file its name, or a free one like it. @returns the path */
  place(): string
  /** Removes what was written, placed or not; harmless twice. */
  abort(): void
}

const BUFFER_BYTES = 2 ** 18
/** More copies of one name than anybody has. */
const MAX_COPIES = 10_000

/**
 * Begins a file.
 * @param name file name without folder that `place` gives it
 * @throws Failure `export/disk-full` or `export/not-writable`, with `folder` and `name`
 */
export function createWavFile(
  folder: string,
  name: string,
  spec: WavSpec,
  fs: WriteFs = nodeFs
): WavFile {
  const attempt = <T>(action: () => T): T => {
    try {
      return action()
    } catch (cause) {
      throw writeFailure(folder, name, cause)
    }
  }
  const temporary = join(folder, `.partwise-${randomUUID()}.part`)
  let descriptor: number | null = attempt(() => fs.openSync(temporary, 'wx'))
  let path: string | null = temporary
  const frameBytes = bytesPerSample(spec.format) * spec.channelCount
  const bytes = new Uint8Array(BUFFER_BYTES)
  const view = new DataView(bytes.buffer)
  const encode = encoders[spec.format]
  let filled = 0
  let written = 0

  const flush = (): void => {
    // A disk that runs full may take a part before it fails.
    for (let from = 0; from < filled;) {
      from += attempt(() => fs.writeSync(descriptor!, bytes, from, filled - from))
    }
    filled = 0
  }
  const close = (): void => {
    if (descriptor === null) return
    const open = descriptor
    descriptor = null
    fs.closeSync(open)
  }

  const header = wavHeader(spec)
  bytes.set(header)
  filled = header.length

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
      attempt(close)
    },
    place() {
      path = attempt(() => moveToFreeName(fs, temporary, folder, name))
      return path
    },
    abort() {
      try {
        close()
        if (path !== null) fs.unlinkSync(path)
      } catch {
        // What led here is the failure to tell; nothing more can be done about this file.
      }
      path = null
    }
  }
}

/** What a failed write means to a person; what is no failure of the system is returned as it is. */
export function writeFailure(folder: string, name: string, cause: unknown): unknown {
  if (cause instanceof Failure || !(cause instanceof Error) || !('syscall' in cause)) return cause
  const reason = 'code' in cause ? String(cause.code) : 'unknown'
  const isFull = reason === 'ENOSPC' || reason === 'EDQUOT'
  const code = isFull ? 'export/disk-full' : 'export/not-writable'
  return new Failure(code, `${join(folder, name)}: ${reason}`, { folder, name, reason }, { cause })
}

/** Moves a file to `name`, or `name 2` and so on; never over a file that is there. */
function moveToFreeName(fs: WriteFs, from: string, folder: string, name: string): string {
  for (let copy = 1; copy <= MAX_COPIES; copy++) {
    const path = join(folder, numberedFileName(name, copy))
    if (moveIfFree(fs, from, path)) return path
  }
  throw new Error(`no free name for ${name}`)
}

function moveIfFree(fs: WriteFs, from: string, path: string): boolean {
  const linked = linkIfFree(fs, from, path)
  if (linked === 'taken') return false
  if (linked === 'no links') {
    // Hold the name with an empty file, then replace that.
    try {
      fs.closeSync(fs.openSync(path, 'wx'))
    } catch (cause) {
      if (isTaken(cause)) return false
      throw cause
    }
  }
  try {
    if (linked === 'done') fs.unlinkSync(from)
    else fs.renameSync(from, path)
    return true
  } catch (cause) {
    fs.unlinkSync(path)
    throw cause
  }
}

function linkIfFree(fs: WriteFs, from: string, path: string): 'done' | 'taken' | 'no links' {
  try {
    fs.linkSync(from, path)
    return 'done'
  } catch (cause) {
    // Systems without hard links say so in many ways; a real trouble shows again in what follows.
    return isTaken(cause) ? 'taken' : 'no links'
  }
}

function isTaken(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
}

/** Encodes `count` samples of every channel, from sample `from` on, interleaved, at byte `at`. */
type Encoder = (
  channels: readonly Float64Array[],
  from: number,
  count: number,
  view: DataView,
  at: number
) => void

const encoders: Readonly<Record<ExportFormat, Encoder>> = {
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
