/** A playback without Web Audio: a recording in memory, calls of `render`, what came out. */
import { prepareModel } from '../../src-renderer/audio/thread/prepared-model'
import {
  CHUNK_SIZE,
  createPcmCacheMemory,
  PcmCache
} from '../../src-renderer/audio/between/pcm-cache'
import { Playback } from '../../src-renderer/audio/thread/playback'
import type { RemixReport, SharedGains } from '../../src-renderer/audio/between/remix-protocol'
import { modelShape, SharedModel } from '../../src-renderer/audio/window/shared-model'
import { TransportMemory } from '../../src-renderer/audio/between/transport-memory'
import type { Fft } from '../../shared/dsp/fft'
import { binCount, frameCount, type StftSettings } from '../../shared/dsp/stft'
import type { Factorization } from '../../shared/factorization'
import { centerGains } from '../../shared/mix'
import { defaultSettings, type SeparationSettings } from '../../shared/settings'
import { positiveMatrix } from './signals'

/** Samples of one fade at the rig's rate. */
export const FADE = 882
export const RATE = 44_100

export class Rig {
  readonly channels: readonly Float32Array[]
  readonly cache: PcmCache
  readonly transport = new TransportMemory()
  readonly playback: Playback
  readonly reports: RemixReport[] = []
  shared: SharedModel | null = null
  #rendered = 0

  /** The samples are there at once unless `isEmpty`. */
  constructor(
    channels: readonly Float32Array[],
    options: {
      createFft?: (size: number) => Fft
      isEmpty?: boolean
      channelMask?: number
    } = {}
  ) {
    const { createFft, isEmpty, channelMask = 0 } = options
    const sampleCount = channels[0]!.length
    this.channels = channels
    this.cache = new PcmCache(
      createPcmCacheMemory({ channelCount: channels.length, channelMask }, sampleCount)
    )
    for (let c = 0; c < this.cache.chunkCount && !isEmpty; c++) this.fill(c)
    this.playback = new Playback({
      samples: this.cache,
      transport: this.transport,
      sampleRate: RATE,
      report: (kind, seek) => this.reports.push({ kind, seek }),
      ...(createFft ? { createFft } : {})
    })
  }

  fill(chunk: number): void {
    const from = chunk * CHUNK_SIZE
    this.cache.write(
      chunk,
      this.channels.map((samples) => samples.subarray(from, from + CHUNK_SIZE))
    )
  }

  /** Samples rendered so far. */
  get rendered(): number {
    return this.#rendered
  }

  /** Gains of the separation that was set last. */
  get gains(): SharedGains | null {
    return this.shared?.gains ?? null
  }

  /** As the player does: in the same memory where it fits. Small ones are written at once. */
  setFactorization(factorization: Factorization): void {
    const shape = modelShape(factorization, this.cache.sampleCount)
    if (this.shared?.fits(shape)) {
      void this.shared.write(factorization)
      return
    }
    this.shared = new SharedModel(shape)
    void this.shared.write(factorization)
    this.playback.setModel(prepareModel(this.shared.model))
  }

  /** The same gains left and right. */
  setGains(gains: readonly number[], rest: number): void {
    this.gains!.write(centerGains(Float32Array.from(gains), rest))
  }

  /** Renders `count` more samples, left and right, in blocks. */
  render(count: number, blockSize = 128): Float32Array[] {
    const out = [0, 1].map(() => new Float32Array(count))
    const block = [0, 1].map(() => new Float32Array(blockSize))
    for (let at = 0; at < count; at += blockSize) {
      const size = Math.min(blockSize, count - at)
      this.playback.render(block, size, this.#rendered / RATE)
      block.forEach((samples, c) => out[c]!.set(samples.subarray(0, size), at))
      this.#rendered += size
    }
    return out
  }

  /**
   * Plays from the start and returns what sounds from the first sample of the file on, as long as
   * the file.
   */
  playAll(blockSize = 128): Float32Array[] {
    this.transport.play = true
    const silence = RATE / 2
    const length = this.cache.sampleCount
    const out = this.render(length + silence, blockSize)
    const { time } = this.transport.readSegment()
    const start = Math.round(time * RATE)
    return out.map((samples) => samples.slice(start, start + length))
  }
}

/** Settings of a small separation. */
export function settingsOf(
  stft: StftSettings,
  more: Partial<SeparationSettings> = {}
): SeparationSettings {
  return { ...defaultSettings(RATE), components: 3, ...stft, ...more }
}

/** A factorization of a recording of that length, of seeded random numbers. */
export function randomFactorization(
  sampleCount: number,
  settings: SeparationSettings,
  seed = 1
): Factorization {
  const { components: K } = settings
  const T = frameCount(sampleCount, settings)
  const F = binCount(settings.windowSize)
  return {
    settings,
    frameCount: T,
    binCount: F,
    componentCount: K,
    W: positiveMatrix(K * F, seed),
    H: positiveMatrix(T * K, seed + 1),
    meanV: 0.3,
    peak: 0.9,
    divergence: []
  }
}

/** Whether two signals are the same to the bit; `toEqual` takes seconds for long ones. */
export function isSame(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((sample, n) => sample === b[n])
}

/** Largest absolute sample. */
export function peakOf(samples: Float32Array): number {
  return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
}
