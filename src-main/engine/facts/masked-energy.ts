/**
 * How much of the recording's energy each component takes, per channel, without rendering any stem.
 * T = frames, F = bins, K = components, C = channels. The model's power P_k is summed over all
 * frames exactly, being a product of time and frequency. How much its mask P_k / sum_j P_j really
 * takes of |X|^2 is measured on some frames, more of them where it is loud, and the sums are
 * corrected by that ratio; short recordings are measured whole.
 */
import type { Pcm } from '../../../shared/audio'
import { createFft } from '../../../shared/dsp/fft'
import type { MaskModel } from '../../../shared/dsp/mask'
import { MIN_POWER, mixPower } from '../../../shared/dsp/mask'
import type { StftSettings } from '../../../shared/dsp/stft'
import { frameStart, readFrame } from '../../../shared/dsp/stft'
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
 * @param model of ratio masks
 * @returns C arrays [K], or null when keepGoing said no
 */
export function maskedEnergies(
  pcm: Pcm,
  stft: StftSettings,
  model: MaskModel,
  keepGoing: KeepGoing
): Float64Array[] | null {
  const { componentCount: K, frameCount: T, activations } = model
  const rowPower = rowSums(model)
  const modelled = new Float64Array(K)
  const framePower = new Float64Array(T)
  for (let t = 0; t < T; t++) {
    for (let k = 0; k < K; k++) {
      const power = activations[t * K + k]! * rowPower[k]!
      modelled[k]! += power
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
    addFrame(t, weight)
    for (let k = 0; k < K; k++) sampled[k]! += weight * activations[t * K + k]! * rowPower[k]!
    if (i % FRAMES_PER_BLOCK === 0 && !keepGoing(i / chosen.length)) return null
  }
  return masked.map((energies) =>
    energies.map((energy, k) => (sampled[k]! > 0 ? energy * (modelled[k]! / sampled[k]!) : 0))
  )
}

/** Sum over bins of every row of a model's spectra, [K]. */
function rowSums({ componentCount: K, binCount: F, spectra }: MaskModel): Float64Array {
  const sums = new Float64Array(K)
  for (let k = 0; k < K; k++) {
    for (let f = 0; f < F; f++) sums[k]! += spectra[k * F + f]!
  }
  return sums
}

/**
 * About `count` frames at even steps of power, half of it shared out evenly so that quiet ones come
 * up too.
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
  model: MaskModel,
  masked: readonly Float64Array[]
): (t: number, weight: number) => void {
  const { componentCount: K, binCount: F, spectra, activations } = model
  const window = sineWindow(stft.windowSize)
  const fft = createFft(stft.windowSize)
  const input = new Float64Array(stft.windowSize)
  const output = new Float64Array(2 * stft.windowSize)
  const unitGains = new Float32Array(K).fill(1)
  const all = new Float64Array(F)
  const perModel = new Float64Array(F)

  return (t, weight) => {
    mixPower(model, activations, t * K, unitGains, all, 0, F)
    for (const [c, samples] of pcm.channels.entries()) {
      const energies = masked[c]!
      readFrame(samples, frameStart(t, stft), window, input)
      fft.forwardReal(input, output)
      for (let f = 0; f < F; f++) {
        const power = output[2 * f]! ** 2 + output[2 * f + 1]! ** 2
        perModel[f] = all[f]! < MIN_POWER ? 0 : power / all[f]!
      }
      for (let k = 0; k < K; k++) {
        const row = k * F
        let sum = 0
        for (let f = 0; f < F; f++) sum += spectra[row + f]! * perModel[f]!
        energies[k]! += weight * activations[t * K + k]! * sum
      }
    }
  }
}
