/**
 * The separation that is heard, on the window's side: hands W and H with their gains to the
 * worklet, and measures stems with what is published. K = components.
 */
import type { Factorization } from '../../../shared/factorization'
import { centerGains, type ComponentGains } from '../../../shared/mix'
import type { PcmCache } from '../between/pcm-cache'
import type { ModelShape, RemixModel } from '../between/remix-protocol'
import { SharedMemories } from './shared-memories'
import { modelShape, SharedModel } from './shared-model'
import { StemLevels } from './stem-levels'

/** Separations of one recording, one after the other. */
export class LiveModel {
  readonly #cache: PcmCache
  readonly #post: (model: RemixModel | null) => void
  readonly #memories: SharedMemories
  /** All of them: the worklet may play any until it is done with the recording. */
  #made: SharedModel[] = []
  /** What is heard, and what is being written in its place. */
  #shared: SharedModel | null = null
  #next: SharedModel | null = null
  #levels: StemLevels | null = null
  #gains: ComponentGains | null = null

  /**
   * @param post brings a model of another shape, or none, to the worklet
   * @param memories where models get their memory
   */
  constructor(
    cache: PcmCache,
    post: (model: RemixModel | null) => void,
    memories = new SharedMemories()
  ) {
    this.#cache = cache
    this.#post = post
    this.#memories = memories
  }

  /** Gains of the mix; they take effect together with a separation of as many components. */
  setGains(gains: ComponentGains): void {
    this.#gains = gains
    this.#shared?.setGains(gains)
    this.#next?.setGains(gains)
  }

  /**
   * Takes a separation, or null for none, in the memory of the last one where it fits. A later call
   * wins.
   */
  set(factorization: Factorization | null): void {
    if (factorization) {
      void this.#share(factorization, modelShape(factorization, this.#cache.sampleCount))
      return
    }
    this.stop()
    this.#shared = null
    this.#next = null
    this.#levels = null
    this.#post(null)
  }

  /**
   * Measures how loud stems are around a sample.
   * @param isPlain as they are in the recording, rather than with the mix's gains
   * @param groups components of each stem
   * @param out [2 x stems], left and right of each: linear, a full-scale sine is 1
   * @returns false when nothing can be measured now; `out` is then as it was
   */
  stemLevels(
    sample: number,
    isPlain: boolean,
    groups: readonly (readonly number[])[],
    out: Float32Array
  ): boolean {
    const published = this.#shared?.published
    if (!this.#shared || !published) return false
    const { model } = this.#shared
    const K = model.componentCount
    // Stems of the next separation, while the last one is still heard.
    if (groups.some((group) => group.some((k) => k >= K))) return false
    this.#levels ??= new StemLevels(model, this.#cache)
    const mixed = isPlain || this.#gains?.left.length !== K ? null : this.#gains
    const gains = mixed ?? centerGains(new Float32Array(K).fill(1), 1)
    return this.#levels.measure(published, gains, sample, groups, out)
  }

  /** Gives up what is being written. */
  stop(): void {
    this.#shared?.stop()
    this.#next?.stop()
  }

  /** Releases all memory, once the worklet is done with the recording; no call may follow. */
  release(): void {
    this.#shared = null
    this.#next = null
    this.#levels = null
    for (const model of this.#made.splice(0)) model.release()
  }

  async #share(factorization: Factorization, shape: ModelShape): Promise<void> {
    const latest = this.#next ?? this.#shared
    const shared = latest?.fits(shape) ? latest : this.#begin(shape)
    const isWritten = await shared.write(factorization)
    if (!isWritten || this.#next !== shared) return
    this.#shared = shared
    this.#next = null
    this.#levels = null
    this.#post(shared.model)
  }

  #begin(shape: ModelShape): SharedModel {
    this.#next?.stop()
    const shared = this.#unused(shape) ?? this.#make(shape)
    if (this.#gains) shared.setGains(this.#gains)
    this.#next = shared
    return shared
  }

  /** One of this shape that was heard before: of a separation that was cancelled, or undone. */
  #unused(shape: ModelShape): SharedModel | undefined {
    return this.#made.find((one) => one !== this.#shared && one.fits(shape))
  }

  #make(shape: ModelShape): SharedModel {
    const shared = new SharedModel(shape, this.#memories)
    this.#made.push(shared)
    return shared
  }
}
