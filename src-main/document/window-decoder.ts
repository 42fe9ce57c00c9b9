/**
 * Lets the window decode what the engine has no decoder for: Chromium decodes AAC. The window gets
 * the file's bytes by URL and delivers samples piece by piece; it is trusted with no more than the
 * file's header announced.
 */
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import type { Pcm } from '../../shared/audio'
import type { Emit, Input } from '../../shared/contract'
import { Failure } from '../../shared/failure'

/** A file for the window, and what is known of its sound. */
export interface EncodedFile {
  readonly path: string
  /** The coding in words. */
  readonly format: string
  readonly sampleRate: number
  readonly channelCount: number
  /** Samples per channel that may come at most. */
  readonly mostSamples: number
  /** First byte that the window gets: tags in front of the sound are nothing to its decoder. */
  readonly start: number
}

interface Job {
  readonly file: EncodedFile
  readonly channels: readonly Float32Array[]
  readonly settle: (outcome: Pcm | Failure | null) => void
}

const encodedPath = /^\/media\/encoded\/(\d{1,15})$/

/** Files that the window is decoding. */
export class WindowDecoder {
  readonly #emit: Emit
  readonly #jobs = new Map<number, Job>()
  #lastJob = 0

  constructor(emit: Emit) {
    this.#emit = emit
  }

  /**
   * Has a file decoded.
   * @returns samples over shared memory, null when cancelled
   * @throws Failure `audio/unsupported` when the window cannot, `engine/out-of-memory`
   */
  async decode(file: EncodedFile, signal: AbortSignal): Promise<Pcm | null> {
    if (signal.aborted) return null
    const number = ++this.#lastJob
    const { sampleRate, channelCount } = file
    const channels = allocate(file)
    let abort = (): void => undefined
    const outcome = new Promise<Pcm | Failure | null>((settle) => {
      abort = () => settle(null)
      this.#jobs.set(number, { file, channels, settle })
    })
    signal.addEventListener('abort', abort, { once: true })
    this.#emit('decodeRequested', { job: number, sampleRate, channelCount })
    try {
      const settled = await outcome
      if (settled instanceof Failure) throw settled
      return settled
    } finally {
      signal.removeEventListener('abort', abort)
      this.#jobs.delete(number)
    }
  }

  /** The bytes of a job's file; null for any other path. */
  serve(pathname: string): Response | null {
    const [, number] = encodedPath.exec(pathname) ?? []
    if (number === undefined) return null
    const job = this.#jobs.get(Number(number))
    if (!job) return new Response(null, { status: 404 })
    const { path, start } = job.file
    const bytes = Readable.toWeb(createReadStream(path, { start })) as ReadableStream
    return new Response(bytes, {
      headers: { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' }
    })
  }

  /** Takes a piece. @returns false when it is not wanted (any more); the window can stop then */
  deliver({ job, channel, from, samples }: Input<'deliverSamples'>): boolean {
    const found = this.#jobs.get(job)
    const target = found?.channels[channel]
    if (!found || !target || from + samples.length > target.length) {
      found?.settle(cannotDecode(found.file))
      return false
    }
    target.set(samples, from)
    return true
  }

  /** All pieces are there, or no more will come. */
  end({ job, decoded }: Input<'endDecoding'>): void {
    const found = this.#jobs.get(job)
    if (!found) return
    const { file, channels } = found
    const fits =
      decoded?.channelCount === file.channelCount && decoded.sampleCount <= file.mostSamples
    if (!decoded || !fits) return found.settle(cannotDecode(file))
    const { sampleCount } = decoded
    found.settle({
      sampleRate: file.sampleRate,
      channels: channels.map((samples) => samples.subarray(0, sampleCount))
    })
  }

  /** The page that was decoding is gone, and its samples with it. */
  abandon(): void {
    for (const { settle } of this.#jobs.values()) settle(null)
  }
}

function allocate({ path, channelCount, mostSamples }: EncodedFile): Float32Array[] {
  try {
    return Array.from(
      { length: channelCount },
      () => new Float32Array(new SharedArrayBuffer(mostSamples * 4))
    )
  } catch (cause) {
    const bytes = mostSamples * channelCount * 4
    const details = { path, name: basename(path), bytes }
    throw new Failure('engine/out-of-memory', `no memory for ${path}`, details, { cause })
  }
}

function cannotDecode({ path, format }: EncodedFile): Failure {
  const details = { path, name: basename(path), format }
  return new Failure('audio/unsupported', `${path}: the window cannot decode ${format}`, details)
}
