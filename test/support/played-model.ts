/** Factorizations that are written, not fitted: every component plays what a test asks for. */
import { binCount, frameCount, frameStart } from '../../shared/dsp/stft'
import type { ComponentFacts, Factorization } from '../../shared/factorization'
import { defaultSettings } from '../../shared/settings'
import type { VoiceSource } from '../../src-main/engine/notes/voices'

/** What one component plays. */
export interface Part {
  /** Of its row of W; null for a hit. */
  readonly midiPitch: number | null
  /** Middle of the spectrum of a hit. */
  readonly centerHz?: number
  /** [start, end, level] in seconds and as amplitude; notes fade to a tenth. */
  readonly notes: readonly (readonly [number, number, number])[]
}

const SAMPLE_RATE = 44_100

/** A model of `seconds` with one component for each part. */
export function playedModel(parts: readonly Part[], seconds = 6): VoiceSource {
  const settings = { ...defaultSettings(SAMPLE_RATE), components: parts.length }
  const T = frameCount(seconds * SAMPLE_RATE, settings)
  const F = binCount(settings.windowSize)
  const K = parts.length
  const W = new Float32Array(K * F)
  const H = new Float32Array(T * K)
  parts.forEach(({ midiPitch, centerHz = 100, notes }, k) => {
    const binHz = SAMPLE_RATE / settings.windowSize
    const hz = midiPitch === null ? centerHz : 440 * 2 ** ((midiPitch - 69) / 12)
    const partials = midiPitch === null ? 1 : 6
    for (let h = 1; h <= partials; h++) {
      W[k * F + Math.round((h * hz) / binHz)]! += 0.5 ** h / (1 - 0.5 ** partials)
    }
    for (let t = 0; t < T; t++) {
      for (const note of notes) H[t * K + k]! += amplitudeAt(note, t, settings)
    }
  })
  const factorization: Factorization = {
    settings,
    frameCount: T,
    binCount: F,
    componentCount: K,
    W,
    H,
    meanV: 1,
    peak: 1,
    divergence: []
  }
  const facts = parts.map(({ midiPitch }, id): ComponentFacts => {
    const pitchHz = midiPitch === null ? null : 440 * 2 ** ((midiPitch - 69) / 12)
    return {
      id,
      name: `${id}`,
      energy: 1 / K,
      pitchHz,
      noisiness: 0,
      position: 0,
      onsets: 1,
      percussive: midiPitch === null
    }
  })
  return { factorization, facts, sampleRate: SAMPLE_RATE }
}

/**
 * Amplitude of a note in frame t, seen through the window: the share of the window that it fills.
 */
function amplitudeAt(
  [start, end, level]: readonly [number, number, number],
  t: number,
  settings: Factorization['settings']
): number {
  const from = frameStart(t, settings)
  const filled = (seconds: number): number => {
    const x = (seconds * SAMPLE_RATE - from) / settings.windowSize
    return (1 - Math.cos(Math.PI * Math.min(1, Math.max(0, x)))) / 2
  }
  const middle = (from + settings.windowSize / 2) / SAMPLE_RATE
  const age = Math.min(1, Math.max(0, (middle - start) / (end - start)))
  return level * 0.1 ** age * (filled(end) - filled(start))
}
