/**
 * What can be heard of a separation while it runs: W and H of the best fit so far, in memory shared
 * with the listener. Two sets of arrays take turns. The worker writes one only when asked, so a
 * listener that fetches the last one is overtaken by at most one, and nothing queues up. T =
 * frames, F = bins, K = components, p = exponent.
 */
import { atomTable } from '../../../shared/dsp/atoms'
import { powerOf } from '../../../shared/dsp/mixture-model'
import type { Factorization } from '../../../shared/factorization'
import type { Kernels } from './sweep/kernels'
import { sharedFloats } from '../threads/shared-arrays'

/** Milliseconds between two previews, at least. */
const INTERVAL = 250
/** Values of H for which that interval is enough; more take longer to hand on. */
const VALUES = 2 ** 19

/** One consistent pair of W and H. */
export interface Preview {
  readonly factorization: Factorization
  /** [K] power of each component, relative to all of them; they add up to 1. */
  readonly energies: readonly number[]
}

/** Makes the word by which a listener asks for previews; the first is asked for already. */
export function createPreviewWord(): Int32Array {
  const word = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  askForPreview(word)
  return word
}

/** Asks for the next preview, once the last one is done with. */
export function askForPreview(word: Int32Array): void {
  Atomics.store(word, 0, 1)
}

/** Where previews go; one for each separation. */
export interface PreviewOutlet {
  /** From `createPreviewWord`. */
  readonly word: Int32Array
  readonly publish: (preview: Preview) => void
}

/** The fit, and where its frames lie in the recording. */
export interface PreviewFrame extends Omit<Factorization, 'W' | 'H' | 'divergence'> {
  /** The first of the recording's frames that is fitted; H is 0 in those before and after. */
  readonly firstFrame: number
  /** Frames that are fitted. */
  readonly fittedFrames: number
}

/** Writes previews of one fit. */
export class Previews {
  readonly #outlet: PreviewOutlet
  readonly #frame: PreviewFrame
  readonly #levels: Float32Array
  readonly #slots: { W: Float32Array; H: Float32Array }[] = []
  readonly #interval: number
  #count = 0
  #lastAt = -Infinity

  /** @param levels [T] how loud each fitted frame is; null means all alike */
  constructor(outlet: PreviewOutlet, frame: PreviewFrame, levels: Float32Array | null) {
    this.#outlet = outlet
    this.#frame = frame
    this.#levels = levels ?? new Float32Array(frame.fittedFrames).fill(1)
    const values = frame.frameCount * frame.componentCount
    this.#interval = INTERVAL * Math.max(1, values / VALUES)
  }

  /**
   * Takes W and H from kernels, whose V is averaged over `framesPerPool` frames, if a listener
   * waits.
   */
  readonly show = (kernels: Kernels, framesPerPool: number): void => {
    const { word, publish } = this.#outlet
    const now = performance.now()
    if (Atomics.load(word, 0) === 0 || now - this.#lastAt < this.#interval) return
    Atomics.store(word, 0, 0)
    const { firstFrame, fittedFrames, ...frame } = this.#frame
    const { componentCount: K, binCount: F, frameCount: T } = frame
    const { W, H } = (this.#slots[this.#count++ % 2] ??= {
      W: sharedFloats(K * F),
      H: sharedFloats(T * K)
    })
    const own = H.subarray(firstFrame * K, (firstFrame + fittedFrames) * K)
    if (framesPerPool === 1) kernels.readModel({ W, H: own })
    else {
      const coarse = new Float32Array(kernels.shape.T * K)
      kernels.readModel({ W, H: coarse })
      this.#spread(coarse, framesPerPool, own)
    }
    publish({
      factorization: { ...frame, W, H, divergence: [] },
      energies: energiesOf(W, own, frame)
    })
    this.#lastAt = performance.now()
  }

  /** Gives averaged activations to their frames, in proportion to how loud each of them is. */
  #spread(coarse: Float32Array, framesPerPool: number, into: Float32Array): void {
    const { componentCount: K, fittedFrames: T } = this.#frame
    const levels = this.#levels
    for (let first = 0; first < T; first += framesPerPool) {
      const end = Math.min(T, first + framesPerPool)
      const from = (first / framesPerPool) * K
      let sum = 0
      for (let t = first; t < end; t++) sum += levels[t]!
      const scale = sum > 0 ? (end - first) / sum : 0
      for (let t = first; t < end; t++) {
        for (let k = 0; k < K; k++) into[t * K + k] = coarse[from + k]! * levels[t]! * scale
      }
    }
  }
}

/** Shares of the power of H W, [K]. */
function energiesOf(
  W: Float32Array,
  H: Float32Array,
  frame: Pick<Factorization, 'componentCount' | 'settings' | 'sharing'>
): readonly number[] {
  const { componentCount: K, settings } = frame
  const { exponent } = settings
  const { atomCount, firstAtom } = atomTable(frame)
  const F = W.length / atomCount
  const energies = new Float64Array(K)
  for (let i = 0; i < H.length; i++) energies[i % K]! += powerOf(H[i]!, exponent)
  for (let k = 0; k < K; k++) {
    let power = 0
    for (let i = firstAtom[k]! * F; i < firstAtom[k + 1]! * F; i++)
      power += powerOf(W[i]!, exponent)
    energies[k]! *= power
  }
  const whole = energies.reduce((sum, value) => sum + value, 0)
  return Array.from(energies, (value) => (whole > 0 ? value / whole : 0))
}
