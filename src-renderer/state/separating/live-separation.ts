/**
 * A running separation as a part of the document: at the first preview it becomes a step of the
 * history, later previews and the result replace it, and a cancel undoes it all.
 */
import type { SeparationPreview } from '../../../shared/contract'
import type { Arrangement } from '../document/arrangement'
import type { HistoryMark } from '../document/history.svelte'
import type { Mixer } from '../document/mixer.svelte'
import type { LoadedSeparation } from '../document/loaded-separation'
import type { Project } from '../document/project.svelte'

/** What a running separation needs. */
export interface LiveParts {
  readonly project: Pick<Project, 'history' | 'fetchPreview'>
  readonly mixer: Pick<Mixer, 'adopt' | 'goOn'>
  readonly sampleRate: number
  /** Makes a state visible and audible; `isFirst` when rows appear with it. */
  readonly show: (separation: LoadedSeparation, isFirst: boolean) => void
}

/** One run of a separation. */
export class LiveSeparation {
  readonly #parts: LiveParts
  #mark: HistoryMark<Arrangement> | null = null
  #latest: LoadedSeparation | null = null
  #isOver = false

  constructor(parts: LiveParts) {
    this.#parts = parts
  }

  /** Whether undo would take back the separation itself. */
  get isLastStep(): boolean {
    return this.#mark !== null && this.#parts.project.history.isJustAfter(this.#mark)
  }

  /** Fetches a preview and shows it; nothing when the run has ended meanwhile. */
  async take(preview: SeparationPreview): Promise<void> {
    const { project, mixer, sampleRate, show } = this.#parts
    let loaded
    try {
      loaded = await project.fetchPreview(preview, this.#latest, sampleRate)
    } catch (thrown) {
      // Clears what belonged to the run, which has ended.
      if (this.#isOver) return
      throw thrown
    }
    await project.history.idle()
    if (this.#isOver) return
    const before = this.#latest
    this.#latest = loaded
    if (before) mixer.goOn(before, loaded)
    else {
      this.#mark = project.history.mark()
      mixer.adopt(loaded)
    }
    show(loaded, before === null)
  }

  /** Puts the result in the place of the previews; as a new step where there was none. */
  async finish(result: LoadedSeparation): Promise<void> {
    this.#isOver = true
    const { project, mixer, show } = this.#parts
    const before = this.#latest
    if (before) mixer.goOn(before, result)
    else {
      await project.history.idle()
      mixer.adopt(result)
    }
    show(result, before === null)
  }

  /**
   * Removes everything of the run, and all edits since its first preview.
   * @returns whether there was anything
   */
  cancel(): boolean {
    this.#isOver = true
    if (this.#mark === null) return false
    this.#parts.project.history.rewind(this.#mark)
    return true
  }

  /** Ends it because its document is gone. */
  drop(): void {
    this.#isOver = true
  }
}
