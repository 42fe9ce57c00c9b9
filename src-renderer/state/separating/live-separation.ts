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
  readonly mixer: Pick<Mixer, 'adopt' | 'resume' | 'goOn'>
  readonly sampleRate: number
  /** How it was arranged in a window before this one, where it began there. */
  readonly interrupted?: Arrangement | null
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

  /** The document without the run: as it was before its first preview. */
  get settled(): HistoryMark<Arrangement> {
    return this.#mark ?? this.#parts.project.history.mark()
  }

  /** How the unfinished separation is arranged; null before its first preview. */
  get unfinished(): Arrangement | null {
    const { project, interrupted } = this.#parts
    return this.#mark === null ? (interrupted ?? null) : project.history.present
  }

  /** Fetches a preview and shows it; nothing when the run has ended meanwhile. */
  async take(preview: SeparationPreview): Promise<void> {
    const { project, mixer, sampleRate, interrupted, show } = this.#parts
    let loaded
    try {
      const named = this.#latest?.result.components ?? interrupted?.facts ?? []
      loaded = await project.fetchPreview(preview, named, sampleRate)
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
      this.#begin(loaded)
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
      this.#begin(result)
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

  /** The step with which it enters the history. */
  #begin(separation: LoadedSeparation): void {
    const { mixer, interrupted } = this.#parts
    if (interrupted) mixer.resume(interrupted, separation)
    else mixer.adopt(separation)
  }

  /** Ends it because its document is gone. */
  drop(): void {
    this.#isOver = true
  }
}
