/**
 * Integrated loudness after ITU-R BS.1770-4 (2015), annex 1: surrounds beside the listener weigh
 * more, low effects nothing. The standard gives its filters for 48 kHz only; here they are made for
 * any rate from their analog prototypes (bilinear transform), which gives the standard's figures at
 * 48 kHz.
 */
import type { Pcm } from '../../../../shared/audio'
import { loudnessWeights, type ChannelLayout } from '../../../../shared/speakers'

/** Gates: absolute in LUFS, relative in LU below the loudness of what passes the absolute one. */
const ABSOLUTE_GATE = -70
const RELATIVE_GATE = -10
/** A gating block is 400 ms long and begins every 100 ms: four steps to a block. */
const STEPS_PER_SECOND = 10
const STEPS_PER_BLOCK = 4

/** Coefficients of b0 + b1 z^-1 + b2 z^-2 over 1 + a1 z^-1 + a2 z^-2. */
export interface Biquad {
  readonly b0: number
  readonly b1: number
  readonly b2: number
  readonly a1: number
  readonly a2: number
}

/** Measures while sound is read, block by block. */
export interface LoudnessMeter {
  /**
   * Takes in samples [from, to) of every channel; each call must go on where the last one ended.
   */
  add(channels: readonly Float32Array[], from: number, to: number): void
  /** LUFS of what was added, null when it is shorter than 400 ms or nothing passes the gates. */
  integrated(): number | null
}

/**
 * The energy [C] of samples [from, to) of each channel behind the filters, each call continuing
 * where the last ended.
 */
export type EnergyMeter = (
  channels: readonly Float32Array[],
  from: number,
  to: number
) => ArrayLike<number>

/** The two filters of the weighting at this rate, in their order. */
export function weightingFilters(sampleRate: number): readonly [Biquad, Biquad] {
  return [highShelf(sampleRate), highPass(sampleRate)]
}

/**
 * Makes a meter for sound of this rate.
 * @param energy measures samples behind the filters; null uses plain loops
 */
export function createLoudnessMeter(
  sampleRate: number,
  layout: ChannelLayout,
  energy: EnergyMeter | null = null
): LoudnessMeter {
  const energiesOf = energy ?? plainEnergies(sampleRate, layout.channelCount)
  const weights = loudnessWeights(layout)
  // Energy of each 100 ms step, weighted and summed over the channels; the last one still grows.
  const steps: number[] = [0]
  let stepEnd = Math.round(sampleRate / STEPS_PER_SECOND)

  return {
    add(channels, from, to) {
      for (let start = from; start < to;) {
        const end = Math.min(to, stepEnd)
        const energies = energiesOf(channels, start, end)
        steps[steps.length - 1]! += weights.reduce(
          (sum, weight, c) => sum + weight * energies[c]!,
          0
        )
        if (end === stepEnd) {
          steps.push(0)
          stepEnd = Math.round((steps.length * sampleRate) / STEPS_PER_SECOND)
        }
        start = end
      }
    },
    integrated() {
      const powers: number[] = []
      const blockSamples = (STEPS_PER_BLOCK * sampleRate) / STEPS_PER_SECOND
      for (let end = STEPS_PER_BLOCK; end < steps.length; end++) {
        const energy = steps.slice(end - STEPS_PER_BLOCK, end).reduce((sum, step) => sum + step, 0)
        powers.push(energy / blockSamples)
      }
      return gatedLoudness(powers)
    }
  }
}

function plainEnergies(sampleRate: number, channelCount: number): EnergyMeter {
  const [shelf, pass] = weightingFilters(sampleRate)
  const states = Array.from({ length: channelCount }, () => new Float64Array(4))
  return (channels, from, to) =>
    channels.map((samples, c) => filterEnergy(samples, from, to, shelf, pass, states[c]!))
}

/**
 * Integrated loudness of a whole recording in LUFS, null when nothing can be measured.
 * @param channelMask places of more than two channels, 0 where they are unknown
 */
export function integratedLoudness({ sampleRate, channels }: Pcm, channelMask = 0): number | null {
  const layout = { channelCount: channels.length, channelMask }
  const meter = createLoudnessMeter(sampleRate, layout)
  meter.add(channels, 0, channels[0]?.length ?? 0)
  return meter.integrated()
}

function gatedLoudness(powers: readonly number[]): number | null {
  const audible = powers.filter((power) => loudnessOf(power) > ABSOLUTE_GATE)
  if (audible.length === 0) return null
  const threshold = loudnessOf(mean(audible)) + RELATIVE_GATE
  return loudnessOf(mean(audible.filter((power) => loudnessOf(power) > threshold)))
}

function loudnessOf(power: number): number {
  return -0.691 + 10 * Math.log10(power)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Energy of samples [from, to) after both filters; `state` [4] keeps them between calls. */
function filterEnergy(
  samples: Float32Array,
  from: number,
  to: number,
  shelf: Biquad,
  pass: Biquad,
  state: Float64Array
): number {
  // Transposed direct form II: two memories a filter.
  let s1 = state[0]!
  let s2 = state[1]!
  let p1 = state[2]!
  let p2 = state[3]!
  let energy = 0
  for (let n = from; n < to; n++) {
    const x = samples[n]!
    const y = shelf.b0 * x + s1
    s1 = shelf.b1 * x - shelf.a1 * y + s2
    s2 = shelf.b2 * x - shelf.a2 * y
    const z = pass.b0 * y + p1
    p1 = pass.b1 * y - pass.a1 * z + p2
    p2 = pass.b2 * y - pass.a2 * z
    energy += z * z
  }
  state.set([s1, s2, p1, p2])
  return energy
}

/** Stage 1: +4 dB above about 1.7 kHz, the effect of the head. */
function highShelf(sampleRate: number): Biquad {
  const K = Math.tan((Math.PI * 1681.974450955533) / sampleRate)
  const Q = 0.7071752369554196
  const high = 10 ** (3.999843853973347 / 20)
  const band = high ** 0.4996667741545416
  const a0 = 1 + K / Q + K * K
  return {
    b0: (high + (band * K) / Q + K * K) / a0,
    b1: (2 * (K * K - high)) / a0,
    b2: (high - (band * K) / Q + K * K) / a0,
    a1: (2 * (K * K - 1)) / a0,
    a2: (1 - K / Q + K * K) / a0
  }
}

/** Stage 2: high-pass near 38 Hz; its numerator is 1, -2, 1 in the standard, not normalized. */
function highPass(sampleRate: number): Biquad {
  const K = Math.tan((Math.PI * 38.13547087602444) / sampleRate)
  const Q = 0.5003270373238773
  const a0 = 1 + K / Q + K * K
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (K * K - 1)) / a0, a2: (1 - K / Q + K * K) / a0 }
}
