/**
 * How much of the recording's energy each component takes, per channel, without rendering any stem.
 * T = frames, F = bins, K = components, A = atoms, C = channels. The model's power P_k is summed
 * over all frames exactly, being a product of time and frequency. How much its mask P_k / sum_j P_j
 * really takes of |X|^2 is measured on some frames, more of them where it is loud, and the ratio
 * corrects the sums; short recordings are measured whole.
 */
import type { Pcm } from '../../../shared/audio'
import { createFft } from '../../../shared/dsp/fft'
import { mixPower } from '../../../shared/dsp/mask'
import { MIN_POWER, type MixtureModel } from '../../../shared/dsp/mixture-model'
import { frameStart, readFrame, type StftSettings } from '../../../shared/dsp/stft'
import { sineWindow } from '../../../shared/dsp/window'
import type { KeepGoing } from '../../../shared/failure'

/** Samples under all measured frames together: 512 frames of 4096, whatever the window. */
const MEASURED_SAMPLES = 2 ** 21
const FEWEST_FRAMES = 128
const FRAMES_PER_BLOCK = 16

/** A frame to measure, and how many frames it stands for. */
interface ChosenFrame {
  readonly t: number
  readonly weight: number
}

/**
 * Energy of every component in every channel, all at one unknown scale.
 * @param model by power
 * @returns C arrays [K], or null when keepGoing said no
 */
export function maskedEnergies(
  pcm: Pcm,
  stft: StftSettings,
  model: MixtureModel,
  keepGoing: KeepGoing
): Float64Array[] | null {
  const { frameCount: T } = model
  const { atomCount, componentCount: K, componentOf } = model.atoms
  const weights = new Float32Array(atomCount)
  const rowPower = rowSums(model)
  const modeled = new Float64Array(K)
  const framePower = new Float64Array(T)
  for (let t = 0; t < T; t++) {
    model.weightsAt(t, weights)
    for (let a = 0; a < atomCount; a++) {
      const power = weights[a]! * rowPower[a]!
      modeled[componentOf[a]!]! += power
      framePower[t]! += power
    }
  }

  const chosen = spreadFrames(
    framePower,
    Math.max(FEWEST_FRAMES, MEASURED_SAMPLES / stft.windowSize)
  )
  const masked = pcm.channels.map(() => new Float64Array(K))
  const sampled = new Float64Array(K)
  const addFrame = frameMeter(pcm, stft, model, masked)
  for (const [i, { t, weight }] of chosen.entries()) {
    model.weightsAt(t, weights)
    addFrame(t, weights, weight)
    for (let a = 0; a < atomCount; a++) {
      sampled[componentOf[a]!]! += weight * weights[a]! * rowPower[a]!
    }
    if (i % FRAMES_PER_BLOCK === 0 && !keepGoing(i / chosen.length)) return null
  }
  return masked.map((energies) =>
    energies.map((energy, k) => (sampled[k]! > 0 ? energy * (modeled[k]! / sampled[k]!) : 0))
  )
}

/** Sum over bins of every row of a model's spectra, [A]. */
function rowSums({ atoms, binCount: F, spectra }: MixtureModel): Float64Array {
  const sums = new Float64Array(atoms.atomCount)
  for (let a = 0; a < sums.length; a++) {
    for (let f = 0; f < F; f++) sums[a]! += spectra[a * F + f]!
  }
  return sums
}

/**
 * About `count` frames at even steps of power, half of the choice spread evenly, so that quiet
 * frames are chosen too.
 */
function spreadFrames(framePower: Float64Array, count: number): ChosenFrame[] {
  const T = framePower.length
  if (T <= count) return Array.from({ length: T }, (_, t) => ({ t, weight: 1 }))
  const total = framePower.reduce((a, b) => a + b, 0)
  const chosen: ChosenFrame[] = []
  let position = 0
  let next = 0.5
  for (let t = 0; t < T; t++) {
    const density = 0.5 / T + (total > 0 ? (0.5 * framePower[t]!) / total : 0.5 / T)
    position += density * count
    let times = 0
    for (; next < position; next++) times++
    if (times > 0) chosen.push({ t, weight: times / (density * count) })
  }
  return chosen
}

/**
 * Makes the function that adds what the masks take of one frame, times a weight, to `masked`, C
 * arrays [K].
 */
function frameMeter(
  pcm: Pcm,
  stft: StftSettings,
  model: MixtureModel,
  masked: readonly Float64Array[]
): (t: number, weights: Float32Array, weight: number) => void {
  const { binCount: F, spectra } = model
  const { atomCount, componentOf } = model.atoms
  const window = sineWindow(stft.windowSize)
  const fft = createFft(stft.windowSize)
  const input = new Float64Array(stft.windowSize)
  const output = new Float64Array(2 * stft.windowSize)
  const all = new Float64Array(F)
  const perModel = new Float64Array(F)

  return (t, weights, weight) => {
    mixPower(model, t, weights, null, all, 0, F)
    for (const [c, samples] of pcm.channels.entries()) {
      const energies = masked[c]!
      readFrame(samples, frameStart(t, stft), window, input)
      fft.forwardReal(input, output)
      for (let f = 0; f < F; f++) {
        const power = output[2 * f]! ** 2 + output[2 * f + 1]! ** 2
        perModel[f] = all[f]! < MIN_POWER ? 0 : power / all[f]!
      }
      for (let a = 0; a < atomCount; a++) {
        const row = a * F
        let sum = 0
        for (let f = 0; f < F; f++) sum += spectra[row + f]! * perModel[f]!
        energies[componentOf[a]!]! += weight * weights[a]! * sum
      }
    }
  }
}
