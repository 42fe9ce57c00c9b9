/** Small documents for the tests of main. */
import { noTags, type AudioSummary, type Pcm } from '../../shared/audio'
import type { Factorization } from '../../shared/factorization'
import { defaultSettings } from '../../shared/settings'
import { blockPeaks } from '../../src-main/engine/decode/measure/block-peaks'
import type { DecodedAudio } from '../../src-main/engine/decode/decoded-audio'
import { PeakTable } from '../../src-main/engine/decode/measure/peak-table'
import type { SpectrogramImage } from '../../src-main/engine/picture/picture-blocks'
import { noise } from './signals'

/** The same samples over shared memory, as the engine hands them out. */
export function shared(samples: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(samples.byteLength))
  copy.set(samples)
  return copy
}

/** What a file of these samples is. */
export function summaryOf(pcm: Pcm, path = '/music/song.wav'): AudioSummary {
  return {
    path,
    name: path.slice(path.lastIndexOf('/') + 1),
    format: 'WAV, 16-bit',
    sampleRate: pcm.sampleRate,
    channelCount: pcm.channels.length,
    sampleCount: pcm.channels[0]?.length ?? 0,
    sampleFormat: 'int16',
    peakDb: -1,
    remarks: [],
    timeReference: null,
    tags: noTags
  }
}

/** What the engine says of a file of these samples. */
export function decodedOf(pcm: Pcm, path?: string): DecodedAudio {
  const peaks = blockPeaks(pcm.channels)
  const overview = pcm.channels.map((samples, c) => new PeakTable(samples, peaks[c]!).overview())
  return { summary: summaryOf(pcm, path), pcm, peaks, overview, loudness: -14 }
}

/** A factorization of that many components with seeded arrays, not fitted to anything. */
export function someFactorization(componentCount: number): Factorization {
  const [frameCount, binCount] = [10, 129]
  return {
    settings: { ...defaultSettings(44_100), components: componentCount },
    frameCount,
    binCount,
    componentCount,
    W: noise(componentCount * binCount, 3).map(Math.abs),
    H: noise(componentCount * frameCount, 4).map(Math.abs),
    meanV: 1,
    peak: 1,
    divergence: [2, 1]
  }
}

/** A spectrogram of seeded bytes. */
export function somePicture(axis: 'mel' | 'log' | 'linear', frameCount = 40): SpectrogramImage {
  const rowCount = 8
  const level = (frames: number): Uint8Array => {
    const bytes = new Uint8Array(new SharedArrayBuffer(frames * rowCount))
    bytes.set(noise(bytes.length, 9).map((value) => Math.abs(value) * 255))
    return bytes
  }
  return {
    shape: { axis, rowCount, frameCount, hopSize: 512, levelCount: 2, minHz: 20, maxHz: 20_000 },
    levels: [level(frameCount), level(Math.ceil(frameCount / 2))],
    // All is drawn.
    state: new Int32Array(new SharedArrayBuffer(8)).fill(1)
  }
}
