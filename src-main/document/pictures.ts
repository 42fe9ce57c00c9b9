/**
 * The spectrograms of one document. One is computed at a time; finished ones are kept while they
 * are small together, because people switch between axes.
 */
import type { Pcm } from '../../shared/audio'
import type { Payload, SpectrogramShape } from '../../shared/contract'
import type { PictureAxis } from '../../shared/picture-axis'
import { BLOCK_FRAMES, readyFrames, type SpectrogramImage } from '../engine/picture/picture-blocks'
import type { Engine } from '../tasks/lazy-engine'
import { ProgressGate } from '../tasks/progress-gate'

interface Picture {
  readonly image: SpectrogramImage
  readonly readyFrames: number
}

/** Bytes that pictures may take together; the one shown is kept whatever it takes. */
const keptBytes = 128 * 2 ** 20

/**
 * Milliseconds between two reports of progress. Each makes the window fetch, upload and draw what
 * has grown: without a GPU that is as much work as the picture itself.
 */
const reportEveryMs = 150

type Report = Omit<Payload<'spectrogramProgress'>, 'document'>

/** A second call that draws the same picture. */
interface Helper {
  readonly end: Promise<unknown>
  readonly dismiss: () => void
}

interface PicturesOptions {
  readonly engine: Engine
  readonly pcm: Pcm
  /** Called with how much can be fetched. */
  readonly onProgress: (progress: Report) => void
  /** Ends all work when the document is closed. */
  readonly closed: AbortSignal
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number
}

function drawnFrames({ shape, state }: SpectrogramImage): number {
  return readyFrames(state, shape.frameCount)
}

/** Computes and holds the pictures of a document. */
export class Pictures {
  readonly #options: PicturesOptions
  readonly #reports: ProgressGate<Report>
  /** In order of use, the one shown last. */
  readonly #pictures = new Map<PictureAxis, Picture>()
  #drawing: { readonly axis: PictureAxis; readonly abort: AbortController } | null = null

  constructor(options: PicturesOptions) {
    this.#options = options
    const { onProgress, now } = options
    this.#reports = new ProgressGate({
      send: onProgress,
      everyMs: reportEveryMs,
      ...(now && { now })
    })
  }

  /** The picture on an axis as far as it is computed, null when it is not begun. */
  get(axis: PictureAxis): SpectrogramImage | null {
    return this.#pictures.get(axis)?.image ?? null
  }

  /**
   * Shows the picture on an axis: computes what is missing and reports how far it is. Work on
   * another axis is given up.
   * @returns its shape as soon as that is known; null when the document was closed or another axis
   * was asked for before
   */
  async show(axis: PictureAxis): Promise<SpectrogramShape | null> {
    const known = this.#pictures.get(axis)
    const isDrawing = this.#drawing?.axis === axis
    if (known && (isDrawing || known.readyFrames === known.image.shape.frameCount)) {
      this.#keep(axis, known)
      return known.image.shape
    }
    this.#drawing?.abort.abort()
    return this.#draw(axis)
  }

  async #draw(axis: PictureAxis): Promise<SpectrogramShape | null> {
    const { engine, pcm, closed } = this.#options
    const abort = new AbortController()
    this.#drawing = { axis, abort }
    const signal = AbortSignal.any([abort.signal, closed])
    return new Promise((resolve, reject) => {
      let image: SpectrogramImage | null = null
      let helper: Helper | null = null
      let ready = 0
      const advance = (progress: { image?: SpectrogramImage; readyFrames: number }): void => {
        if (signal.aborted) return
        if (image === null) {
          image = progress.image ?? null
          helper = image && this.#help(axis, image, advance, signal)
        }
        if (!image) return
        // Of two workers, the one further ahead may report first.
        ready = Math.max(ready, progress.readyFrames)
        this.#keep(axis, { image, readyFrames: ready })
        resolve(image.shape)
      }
      engine
        .call('spectrogram', { pcm, axis }, { onProgress: advance, signal })
        .then(async (finished) => {
          // No block is left to claim, but the helper may still be at its last one.
          if (finished && drawnFrames(finished) < finished.shape.frameCount) await helper?.end
          if (finished) advance({ image: finished, readyFrames: finished.shape.frameCount })
          else this.#forget(axis, image)
          resolve(finished?.shape ?? null)
        })
        .catch((thrown: unknown) => {
          this.#forget(axis, image)
          reject(thrown instanceof Error ? thrown : new Error(String(thrown)))
        })
        .finally(() => {
          helper?.dismiss()
          if (this.#drawing?.abort === abort) this.#drawing = null
        })
    })
  }

  /** Lets a second worker draw if there is more than one block; a third is needed elsewhere. */
  #help(
    axis: PictureAxis,
    image: SpectrogramImage,
    onProgress: (progress: { readyFrames: number }) => void,
    signal: AbortSignal
  ): Helper | null {
    if (image.shape.frameCount <= BLOCK_FRAMES) return null
    const { engine, pcm } = this.#options
    const dismissed = new AbortController()
    const options = { onProgress, signal: AbortSignal.any([signal, dismissed.signal]) }
    const end = engine.call('spectrogram', { pcm, axis, image }, options)
    // Only a caller that waits for it hears of its failure; nobody does if all was drawn without
    // it.
    end.catch(() => undefined)
    return { end, dismiss: () => dismissed.abort() }
  }

  #keep(axis: PictureAxis, picture: Picture): void {
    const { image, readyFrames } = picture
    const before = this.#pictures.get(axis)
    const isNew = before?.image !== image
    // The first step does not wait: until then there is nothing to look at.
    const isFirstPart = before?.readyFrames === 0 && readyFrames > 0
    this.#pictures.delete(axis)
    this.#pictures.set(axis, picture)
    let bytes = 0
    for (const [other, { image: kept }] of [...this.#pictures].reverse()) {
      bytes += kept.levels.reduce((sum, level) => sum + level.byteLength, 0)
      if (other !== axis && bytes > keptBytes) this.#pictures.delete(other)
    }
    this.#reports.push({ shape: image.shape, readyFrames })
    const isWhole = readyFrames === image.shape.frameCount
    if (isNew || isFirstPart || isWhole) this.#reports.flush()
  }

  /** An unfinished picture is dropped: nobody would finish it. */
  #forget(axis: PictureAxis, image: SpectrogramImage | null): void {
    if (image && this.#pictures.get(axis)?.image === image) this.#pictures.delete(axis)
  }
}
