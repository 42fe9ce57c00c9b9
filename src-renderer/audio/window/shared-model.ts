/**
 * A factorization as the worklet takes it: W and H in shared memory, with gains beside them. While
 * a separation runs, generation after generation goes into the same memory, in pieces small enough
 * to keep the window responsive with an hour of H. K = components, A = atoms, F = bins, T = frames.
 */
import { lawOf, raiseValues, raisingOf } from '../../../shared/dsp/mixture-model'
import { binCount, frameCount } from '../../../shared/dsp/stft'
import type { Factorization } from '../../../shared/factorization'
import type { ComponentGains } from '../../../shared/mix'
import {
  SharedGains,
  SlotControl,
  type ModelShape,
  type ModelSlot,
  type RemixModel
} from '../between/remix-protocol'
import { SharedMemories } from './shared-memories'

/** Numbers that are written without a pause, in about a millisecond. */
const PIECE = 2 ** 19

/** Milliseconds between looks at a slot that is still being read. */
const RETRY_MS = 10

const pause = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms))

/**
 * What a factorization of a recording of N samples needs of shared memory. A bug when it is of
 * another recording.
 */
export function modelShape(factorization: Factorization, sampleCount: number): ModelShape {
  const { settings, componentCount, sharing } = factorization
  const { windowSize, hopSize } = settings
  const frames = frameCount(sampleCount, settings)
  const bins = binCount(windowSize)
  if (factorization.frameCount !== frames || factorization.binCount !== bins) {
    const { frameCount: T, binCount: F } = factorization
    throw new Error(`model of ${T} x ${F} for a recording of ${frames} x ${bins}`)
  }
  return {
    windowSize,
    hopSize,
    componentCount,
    law: lawOf(factorization),
    sharing: sharing ?? null,
    frameCount: frames,
    binCount: bins
  }
}

/** The writing side of a model. */
export class SharedModel {
  readonly gains: SharedGains
  readonly model: RemixModel
  readonly #memories: SharedMemories
  readonly #control = new SlotControl()
  /** Raised by every `write`, so that an overtaken one gives up. */
  #writeCount = 0
  #isWritten = false

  /** @param memories the pool for W and H */
  constructor(shape: ModelShape, memories = new SharedMemories()) {
    this.#memories = memories
    this.gains = SharedGains.create(shape.componentCount)
    const atomCount = shape.sharing?.atoms?.componentOf.length ?? shape.componentCount
    const floats = (length: number): Float32Array =>
      new Float32Array(memories.take(4 * length), 0, length)
    const slot = (): ModelSlot => ({
      spectra: floats(atomCount * shape.binCount),
      activations: floats(shape.frameCount * shape.componentCount),
      raising: new Float64Array(new SharedArrayBuffer(16))
    })
    this.model = {
      ...shape,
      slots: [slot(), slot()],
      control: this.#control.memory,
      gains: this.gains.memory
    }
  }

  /** The generation that is heard, null before the first. */
  get published(): ModelSlot | null {
    return this.#isWritten ? this.model.slots[this.#control.published] : null
  }

  /** Whether a factorization of this shape can follow in this memory. */
  fits(shape: ModelShape): boolean {
    const { model } = this
    return (
      model.windowSize === shape.windowSize &&
      model.hopSize === shape.hopSize &&
      model.law === shape.law &&
      model.sharing === shape.sharing &&
      model.componentCount === shape.componentCount &&
      model.frameCount === shape.frameCount
    )
  }

  /** Takes gains if they are for as many components. */
  setGains(gains: ComponentGains | null): void {
    if (gains?.left.length === this.gains.componentCount) this.gains.write(gains)
  }

  /**
   * Writes a factorization of this shape and publishes it; frames take it from the next on. A small
   * one is complete when this returns; a large one is written in pieces, with pauses between them.
   * @returns false when a later `write` or `stop` has overtaken it
   */
  async write(factorization: Factorization): Promise<boolean> {
    const write = ++this.#writeCount
    while (this.#control.free === null) {
      await pause(RETRY_MS)
      if (write !== this.#writeCount) return false
    }
    const slot = this.#control.free
    const { spectra, activations, raising } = this.model.slots[slot]
    const { power, factor } = raisingOf(factorization, this.model.law)
    raising.set([power, factor])
    const jobs = [
      ...pieces(factorization.W, (from, to) => {
        raiseValues(factorization.W, power, 1, spectra, from, to)
      }),
      ...pieces(factorization.H, (from, to) => {
        activations.set(factorization.H.subarray(from, to), from)
      })
    ]
    let written = 0
    for (const { count, work } of jobs) {
      if (written > 0 && written + count > PIECE) {
        await pause(0)
        if (write !== this.#writeCount) return false
        written = 0
      }
      work()
      written += count
    }
    this.#isWritten = true
    this.#control.publish(slot)
    return true
  }

  /** Gives up what is being written. */
  stop(): void {
    this.#writeCount++
  }

  /** Releases the memory of W and H; nobody may still play it. */
  release(): void {
    this.stop()
    for (const { spectra, activations } of this.model.slots) {
      for (const { buffer } of [spectra, activations]) {
        this.#memories.give(buffer as SharedArrayBuffer)
      }
    }
  }
}

/** The work on an array, cut into parts. */
function pieces(
  { length }: Float32Array,
  work: (from: number, to: number) => void
): { count: number; work: () => void }[] {
  return Array.from({ length: Math.ceil(length / PIECE) }, (_, i) => {
    const from = i * PIECE
    const to = Math.min(length, from + PIECE)
    return { count: to - from, work: () => work(from, to) }
  })
}
