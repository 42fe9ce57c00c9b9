/**
 * From a sound file to samples. Reads WAVE itself, block by block; what else a file may be is
 * recognized by its first bytes, never by its name, so that the failure can say it.
 */
import type { AudioRemark, Pcm } from '../../shared/audio'
import { amplitudeToDb } from '../../shared/dsp/decibels'
import { Failure, type KeepGoing } from '../../shared/failure'
import type { DecodedAudio } from './engine-protocol'
import { createLoudnessMeter } from './loudness'
import { sniff } from './sniff'
import { BLOCK_BYTES, fileFailure, openSoundFile, type SoundFile } from './sound-file'
import { isWav, readWavLayout, type WavLayout } from './wav-reader'
import { readSamples } from './wav-samples'

/** Longest recording in samples per channel: a shared array stays below 2^31 bytes. */
export const MAX_SAMPLES = (2 ** 31 - 2 ** 21) / 4
/** Recordings shorter than this are remarked upon: no window fits into them. */
const SHORT_SAMPLES = 2048

/**
 * Reads a sound file whole, as Float32Arrays over shared memory; full scale is 1, integers are
 * divided by 2^(bits - 1). Samples that are not finite become 0 and a remark.
 * @returns null when cancelled
 * @throws Failure `audio/...`, with `name` and `path` in its details
 */
export function decodeAudio(path: string, keepGoing: KeepGoing): Promise<DecodedAudio | null> {
  // Reading is synchronous: this runs in a worker, and cancel is a word in shared memory.
  return Promise.resolve().then(() => decodeFile(path, keepGoing))
}

function decodeFile(path: string, keepGoing: KeepGoing): DecodedAudio | null {
  const { file, close } = openSoundFile(path)
  try {
    const head = file.read(0, 4096)
    if (head.length === 0) throw fileFailure(file, 'audio/empty', 'no bytes')
    if (isWav(head)) return decodeWav(file, keepGoing)
    const { format, looksLike } = sniff(head)
    if (format === null) {
      throw fileFailure(file, 'audio/not-audio', `looks like ${looksLike}`, { looksLike })
    }
    throw fileFailure(file, 'audio/unsupported', `${format} is not read`, { format })
  } finally {
    close()
  }
}

function decodeWav(file: SoundFile, keepGoing: KeepGoing): DecodedAudio | null {
  const layout = readWavLayout(file)
  const { channelCount, sampleRate, sampleCount, sampleBytes } = layout
  if (sampleCount > MAX_SAMPLES) {
    throw fileFailure(file, 'audio/too-long', `${sampleCount} samples`, {
      seconds: sampleCount / sampleRate,
      maxSeconds: MAX_SAMPLES / sampleRate
    })
  }
  const channels = allocate(file, channelCount, sampleCount)
  const meter = createLoudnessMeter(sampleRate, channelCount)
  const facts = new SampleFacts(channelCount)
  const frameBytes = sampleBytes * channelCount
  const blockFrames = Math.floor(BLOCK_BYTES / frameBytes)
  let done = 0
  while (done < sampleCount) {
    const frames = Math.min(blockFrames, sampleCount - done)
    const bytes = file.read(layout.dataStart + done * frameBytes, frames * frameBytes)
    const got = Math.floor(bytes.length / frameBytes)
    readSamples(bytes, layout, got, channels, done)
    facts.add(channels, done, done + got)
    meter.add(channels, done, done + got)
    done += got
    // A file that someone shortens meanwhile ends here.
    if (got < frames) break
    if (!keepGoing(done / sampleCount)) return null
  }
  if (done === 0) throw fileFailure(file, 'audio/empty', 'no samples')
  const pcm = { sampleRate, channels: channels.map((samples) => samples.subarray(0, done)) }
  return {
    pcm,
    loudness: meter.integrated(),
    summary: {
      path: file.path,
      name: file.name,
      format: layout.format,
      sampleRate,
      channelCount,
      sampleCount: done,
      sampleFormat: layout.sampleFormat,
      peakDb: amplitudeToDb(facts.peak),
      remarks: [...headerRemarks(layout, done), ...facts.remarks(pcm)],
      timeReference: layout.timeReference
    }
  }
}

function headerRemarks(layout: WavLayout, frames: number): readonly AudioRemark[] {
  if (frames === layout.sampleCount) return layout.remarks
  return [{ kind: 'truncated', expectedFrames: layout.sampleCount, frames }]
}

function allocate(file: SoundFile, channelCount: number, sampleCount: number): Float32Array[] {
  try {
    return Array.from(
      { length: channelCount },
      () => new Float32Array(new SharedArrayBuffer(sampleCount * 4))
    )
  } catch (cause) {
    const { name, path } = file
    const details = { name, path, bytes: sampleCount * channelCount * 4 }
    throw new Failure('engine/out-of-memory', `no memory for ${path}`, details, { cause })
  }
}

/** What is found out about the samples while they are read; makes them finite on the way. */
class SampleFacts {
  peak = 0
  #notFinite = 0
  readonly #min: Float64Array
  readonly #max: Float64Array

  constructor(channelCount: number) {
    this.#min = new Float64Array(channelCount).fill(Infinity)
    this.#max = new Float64Array(channelCount).fill(-Infinity)
  }

  /** Takes in samples [from, to) of every channel; replaces NaN and infinities by 0, in place. */
  add(channels: readonly Float32Array[], from: number, to: number): void {
    channels.forEach((samples, c) => {
      let min = this.#min[c]!
      let max = this.#max[c]!
      for (let n = from; n < to; n++) {
        let value = samples[n]!
        if (!Number.isFinite(value)) {
          value = 0
          samples[n] = 0
          this.#notFinite++
        }
        if (value < min) min = value
        if (value > max) max = value
      }
      this.#min[c] = min
      this.#max[c] = max
      this.peak = Math.max(this.peak, max, -min)
    })
  }

  remarks({ channels }: Pcm): AudioRemark[] {
    const length = channels[0]?.length ?? 0
    const isConstant = this.#min.every((min, c) => min === this.#max[c])
    const remarks: AudioRemark[] = []
    if (this.#notFinite > 0) remarks.push({ kind: 'not-finite', samples: this.#notFinite })
    if (this.peak === 0) remarks.push({ kind: 'silent' })
    else if (isConstant && length > 1) remarks.push({ kind: 'constant' })
    if (length < SHORT_SAMPLES) remarks.push({ kind: 'very-short' })
    if (this.peak > 1) remarks.push({ kind: 'over-full-scale', peakDb: amplitudeToDb(this.peak) })
    return remarks
  }
}
