/** Decodes a sound file into samples, block by block. */
import type { AudioRemark, Pcm } from '../../../shared/audio'
import { amplitudeToDb } from '../../../shared/dsp/decibels'
import { Failure, type KeepGoing } from '../../../shared/failure'
import { believableMask } from '../../../shared/speakers'
import type { DecodedAudio } from './decoded-audio'
import { BrokenStream } from './decoder-library'
import { openSource } from './open-source'
import { PeakTable } from './measure/peak-table'
import { SampleStore } from './sample-store'
import { fileFailure, openSoundFile, type SoundFile } from './sound-file'
import { SoundKernels } from './measure/sound-kernels'
import { createSoundMeter } from './measure/sound-meter'
import { damaged, type SoundSource } from './sound-source'

/**
 * Samples at the end that are not measured before the last block: a source may still take them
 * back.
 */
const HELD_BACK = 8192

/**
 * Reads a sound file whole, as Float32Arrays over shared memory; full scale is 1, integers are
 * divided by 2^(bits - 1). Samples that are not finite become 0 and a remark.
 * @param fromWindow the samples of a file that was refused with `audio/window-only`, as the window
 *   decoded them
 * @param module the compiled kernels; without them plain loops read and measure, the kernels'
 *   reference in tests
 * @returns null when cancelled
 * @throws Failure `audio/...`, `engine/out-of-memory`, with `name` and `path` in its details
 */
export async function decodeAudio(
  path: string,
  keepGoing: KeepGoing,
  fromWindow: Pcm | null = null,
  module: WebAssembly.Module | null = null
): Promise<DecodedAudio | null> {
  // Reading is synchronous: this runs in a worker, and cancel is a word in shared memory.
  const { file, close } = openSoundFile(path)
  try {
    const source = await openSource(file, fromWindow)
    try {
      return await collect(file, source, keepGoing, module)
    } finally {
      source.close()
    }
  } finally {
    close()
  }
}

async function collect(
  file: SoundFile,
  source: SoundSource,
  keepGoing: KeepGoing,
  module: WebAssembly.Module | null
): Promise<DecodedAudio | null> {
  const { sampleRate, channelCount, channelMask, sampleCount: expected, ...head } = source.head
  const mask = believableMask({ channelCount, channelMask: channelMask ?? 0 })
  const layout = { channelCount, ...(mask > 0 && { channelMask: mask }) }
  const store = new SampleStore({ file, sampleRate, channelCount, expected })
  const kernels = module && openKernels(module, file, channelCount, sampleRate)
  const { facts, peaks, loudness, add } = createSoundMeter(sampleRate, layout, kernels)
  let brokenOff: AudioRemark | null = null
  try {
    for (;;) {
      const fraction = await source.read(store, kernels)
      if (fraction === null) break
      add(store.channels, store.length - HELD_BACK, false)
      if (!keepGoing(fraction)) return null
    }
  } catch (thrown) {
    if (!(thrown instanceof BrokenStream)) throw thrown
    brokenOff = { kind: 'damaged', places: 1 }
  }
  const { length, channels } = store
  if (length === 0) {
    if (brokenOff) throw damaged(file, head.format, 'the decoder gave up')
    throw fileFailure(file, 'audio/empty', 'no samples')
  }
  add(channels, length, true)
  if (!keepGoing(1)) return null
  const blocks = peaks.finish()
  return {
    pcm: { sampleRate, channels },
    peaks: blocks,
    overview: channels.map((samples, c) => new PeakTable(samples, blocks[c]!).overview()),
    loudness: loudness.integrated(),
    summary: {
      path: file.path,
      name: file.name,
      ...head,
      sampleRate,
      ...layout,
      sampleCount: length,
      peakDb: amplitudeToDb(facts.peak),
      remarks: [
        ...joinDamage([...source.remarks(length), ...(brokenOff ? [brokenOff] : [])]),
        ...facts.remarks(length)
      ]
    }
  }
}

function openKernels(
  module: WebAssembly.Module,
  file: SoundFile,
  channelCount: number,
  sampleRate: number
): SoundKernels {
  try {
    return new SoundKernels(module, channelCount, sampleRate)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    const { path, name } = file
    const details = { name, path, ...cause.details }
    throw new Failure(cause.code, `${path}: ${cause.message}`, details, { cause })
  }
}

/** One remark about damage for all of it. */
function joinDamage(remarks: readonly AudioRemark[]): AudioRemark[] {
  const places = remarks.reduce((sum, r) => sum + (r.kind === 'damaged' ? r.places : 0), 0)
  const others = remarks.filter(({ kind }) => kind !== 'damaged')
  return places > 0 ? [...others, { kind: 'damaged', places }] : others
}
