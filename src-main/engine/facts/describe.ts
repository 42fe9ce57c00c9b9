/**
 * Measured facts of the components of a factorization, in energy order, with names made from them.
 * T = frames, F = bins, K = components.
 */
import type { Pcm } from '../../../shared/audio'
import {
  activationPowers,
  componentSpectrum,
  mixtureModel,
  type MixtureModel
} from '../../../shared/dsp/mixture-model'
import type { ComponentFacts, Factorization } from '../../../shared/factorization'
import type { KeepGoing } from '../../../shared/failure'
import { readActivations } from './activation-facts'
import { componentNames } from './component-names'
import { maskedEnergies } from './masked-energy'
import { findPitch } from './pitch'

/**
 * Flatness ignores everything below this share of a spectrum's mean power, so that digital silence
 * does not decide it.
 */
const FLATNESS_FLOOR = 1e-6
/** A flatter spectrum is noise with peaks, in which nobody hears a pitch. */
const TONAL_FLATNESS = 0.01

/**
 * Describes every component. Takes a fraction of a second; reads only some frames of long
 * recordings.
 * @returns facts in energy order, or null when keepGoing said no
 */
export function describeComponents(
  pcm: Pcm,
  factorization: Factorization,
  keepGoing: KeepGoing
): ComponentFacts[] | null {
  const { settings, componentCount: K } = factorization
  // A component's own power, however stems are made.
  const model = mixtureModel(factorization, 'power')
  const energies = maskedEnergies(pcm, settings, model, (fraction) => keepGoing(0.9 * fraction))
  if (energies === null) return null
  const total = energies.flatMap((channel) => [...channel]).reduce((a, b) => a + b, 0)

  const facts = Array.from({ length: K }, (_, k) => {
    const own = energies.map((channel) => channel[k]!)
    const energy = total > 0 ? own.reduce((a, b) => a + b, 0) / total : 0
    return {
      id: k,
      energy,
      position: position(own),
      ...spectrumFacts(pcm.sampleRate, model, k, settings.windowSize),
      ...readActivations(activationPowers(factorization, k), {
        hopSeconds: settings.hopSize / pcm.sampleRate,
        windowSeconds: settings.windowSize / pcm.sampleRate
      })
    }
  }).sort((a, b) => b.energy - a.energy || a.id - b.id)

  if (!keepGoing(1)) return null
  const names = componentNames(facts)
  return facts.map(({ centroidHz: _, ...fact }, i) => ({ ...fact, name: names[i]! }))
}

/**
 * The pan position of two channel energies, by the constant-power law: -1 left, 0 center, 1 right.
 * Of one channel, or of more than two, none is known: 0.
 */
function position(channelEnergies: readonly number[]): number {
  const [left, right] = channelEnergies
  if (channelEnergies.length !== 2 || left === undefined || right === undefined) return 0
  if (left + right === 0) return 0
  return (4 / Math.PI) * Math.atan2(Math.sqrt(right), Math.sqrt(left)) - 1
}

interface SpectrumFacts {
  readonly pitchHz: number | null
  readonly noisiness: number
  readonly centroidHz: number
}

function spectrumFacts(
  sampleRate: number,
  model: MixtureModel,
  k: number,
  windowSize: number
): SpectrumFacts {
  const power = componentSpectrum(model, k)
  const noisiness = flatness(power)
  const isTonal = noisiness < TONAL_FLATNESS
  return {
    pitchHz: isTonal ? findPitch(power.map(Math.sqrt), { sampleRate, windowSize }) : null,
    noisiness,
    centroidHz: centroid(power) * (sampleRate / windowSize)
  }
}

/** Geometric over arithmetic mean: 1 for white noise, near 0 for a tone. */
function flatness(power: Float32Array): number {
  const mean = power.reduce((sum, value) => sum + value, 0) / power.length
  if (!(mean > 0)) return 1
  const floor = FLATNESS_FLOOR * mean
  const logs = power.reduce((sum, value) => sum + Math.log(value + floor), 0) / power.length
  return Math.min(1, Math.exp(logs) / mean)
}

/** Mean bin, weighted by power. */
function centroid(power: Float32Array): number {
  let sum = 0
  let weighted = 0
  for (let f = 0; f < power.length; f++) {
    sum += power[f]!
    weighted += f * power[f]!
  }
  return sum > 0 ? weighted / sum : 0
}
