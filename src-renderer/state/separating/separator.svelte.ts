/**
 * Separates the open recording: runs, what they show and play meanwhile, and the way back to
 * earlier separations. A result is a step of the document; see live-separation.ts.
 */
import type { Payload, SeparationResult, SeparationUnderWay } from '../../../shared/contract'
import type { SeparationSettings } from '../../../shared/settings'
import type { Player } from '../../audio/window/player'
import { request } from '../../bridge'
import type { Arrangement, SeparationId } from '../document/arrangement'
import type { HistoryMark } from '../document/history.svelte'
import type { Batch } from '../batch/batch.svelte'
import { FateNotice } from './fate-notice'
import { separatedText } from './separated-text'
import { LiveSeparation } from './live-separation'
import type { SettingsOffer } from '../shell/memory-offers'
import type { LoadedSeparation } from '../document/loaded-separation'
import type { Mixer } from '../document/mixer.svelte'
import type { Notices } from '../shell/notices.svelte'
import type { Project } from '../document/project.svelte'
import type { Separating } from './separating.svelte'
import type { SettingsState } from './settings.svelte'
import type { Solutions } from './solutions.svelte'
import type { ListenTo } from '../../../shared/mix'
import type { Transport } from '../listening/transport.svelte'

interface Parts {
  readonly project: Project
  readonly mixer: Mixer
  readonly settings: SettingsState
  readonly separating: Separating
  readonly solutions: Solutions
  readonly player: Player
  readonly transport: Transport
  readonly notices: Notices
  readonly batch: Batch
}

/** Runs separations, one at a time. */
export class Separator {
  readonly #parts: Parts
  readonly #say: (status: string) => void
  #live: LiveSeparation | null = null
  readonly #fates: FateNotice

  /**
   * @param parts of the window that a separation changes
   * @param say called with the result, for the task bar
   */
  constructor(parts: Parts, say: (status: string) => void) {
    this.#parts = parts
    this.#say = say
    this.#fates = new FateNotice(parts.notices, parts.solutions)
  }

  /** Separates the open recording with the present settings, or with given ones. */
  async separate(settings = this.#parts.settings.asked): Promise<void> {
    if (this.#parts.batch.running) return
    try {
      await this.run(settings)
    } catch (thrown) {
      this.#parts.notices.fail(thrown)
    }
  }

  /** Separates only the range, this once; the rest of the recording goes to Rest. */
  async separateRange(): Promise<void> {
    const { settings, separating } = this.#parts
    const { range } = settings
    if (range === null || separating.running) return
    await this.separate({ ...settings.next, range })
  }

  /** Separates again with the last settings, from other starts. */
  async anotherSolution(): Promise<void> {
    const { project, solutions } = this.#parts
    const { separation } = project
    if (separation === null || separation.isPreview) return
    await this.separate(solutions.nextSettings(separation.factorization.settings))
  }

  /** Applies the change that a notice offers, and separates again what was asked for. */
  async takeOffer(notice: number, { change }: SettingsOffer): Promise<void> {
    const { notices, settings, separating } = this.#parts
    notices.dismiss(notice)
    const asked = separating.asked ?? settings.asked
    settings.change(change)
    await this.separate({ ...asked, ...change })
  }

  /** Makes a step to one of the last solutions, as it was arranged. */
  async chooseSolution(name: string): Promise<void> {
    const { solutions, notices } = this.#parts
    const found = solutions.find(name)
    if (!found || (await this.#stepTo(found, `Solution ${name}`))) return
    solutions.remove(name)
    notices.remark(`Solution ${name} is gone`, 'Only the last few separations are kept.')
  }

  /** Makes a step back to how an earlier separation was arranged. */
  async #backTo(arrangement: Arrangement, label: string): Promise<void> {
    if (await this.#stepTo(arrangement, label)) return
    this.#parts.notices.remark('It is gone', 'Only the last few separations are kept.')
  }

  /** @returns false when that separation is gone */
  async #stepTo(found: Arrangement, name: string): Promise<boolean> {
    const { project, separating } = this.#parts
    const { audio, history, separations } = project
    if (!audio || separating.running) return true
    await history.idle()
    if (found.separation === history.present.separation) return true
    if (!(await this.#bringBack(found.separation, audio.document))) return false
    if (project.audio !== audio || this.#live !== null) return true
    // A run that began and ended meanwhile may have released it.
    if (separations.find(found.separation) === null) return true
    history.edit(name, { ...found, range: history.present.range })
    this.#show(project.separation)
    this.#say(name)
    return true
  }

  /** Stops the running separation; what was there before stays. */
  async cancel(): Promise<void> {
    const { project, separating } = this.#parts
    const { audio } = project
    if (!audio || !separating.running) return
    separating.cancelling = true
    await request('cancelSeparation', { document: audio.document })
  }

  /** Whether the last step of the document is the separation that is running. */
  get isLastStep(): boolean {
    return this.#live?.isLastStep ?? false
  }

  /** The document without a separation that is running. */
  get settled(): HistoryMark<Arrangement> {
    return this.#live?.settled ?? this.#parts.project.history.mark()
  }

  /** How a separation that is running is arranged; null when there is nothing yet. */
  get unfinished(): Arrangement | null {
    return this.#live?.unfinished ?? null
  }

  /** Shows a document of a window before this one. */
  restore(document: HistoryMark<Arrangement>): void {
    const { project, mixer } = this.#parts
    project.history.rewind(document)
    this.#show(project.separation)
    mixer.selection.only(mixer.stems[0]?.id ?? null)
  }

  /**
   * Follows a separation that a window before this one began.
   * @param unfinished how it was arranged there; null for nothing
   */
  async rejoin(
    { settings, progress, preview }: SeparationUnderWay,
    unfinished: Arrangement | null
  ): Promise<void> {
    const { project, notices, separating } = this.#parts
    const { audio } = project
    if (!audio || separating.running) return
    try {
      const { document } = audio
      const end = this.#follow(settings, unfinished, () => request('awaitSeparation', { document }))
      if (progress) separating.apply(progress)
      if (preview) void this.preview(preview)
      await end
    } catch (thrown) {
      notices.fail(thrown)
    }
  }

  /**
   * Separates the open recording.
   * @returns whether it finished; false when it was cancelled
   * @throws Failure `settings/invalid`, `engine/...`
   */
  async run(settings: SeparationSettings): Promise<boolean> {
    const { project, separating } = this.#parts
    const { audio } = project
    if (!audio || separating.running) return false
    const { document } = audio
    return this.#follow(settings, null, () => request('separate', { document, settings }))
  }

  /** Shows a separation from its begin to its end, for which `ask` asks main. */
  async #follow(
    settings: SeparationSettings,
    unfinished: Arrangement | null,
    ask: () => Promise<SeparationResult | null>
  ): Promise<boolean> {
    const parts = this.#parts
    const { project, separating, transport } = parts
    const { audio } = project
    if (!audio) return false
    separating.begin(settings)
    this.#fates.end()
    let divergence = project.separation?.factorization.divergence ?? null
    const { listenTo } = transport
    const live = this.#begin(audio.summary.sampleRate, unfinished)
    try {
      const result = await ask()
      if (result && project.audio === audio) {
        const loaded = await project.fetchSeparation(result, audio.summary.sampleRate)
        if (project.audio !== audio) return false
        await live.finish(loaded)
        project.forgetOldSeparations()
        parts.solutions.add(loaded)
        parts.settings.follow(settings)
        divergence = loaded.factorization.divergence
        parts.notices.clearFailures()
        this.#say(separatedText(result.components.length, result.seconds, parts.mixer.stems))
        this.#fates.tell(parts.mixer.handedOver(), (arrangement, label) =>
          this.#backTo(arrangement, label)
        )
        return true
      }
      if (project.audio === audio) {
        this.#takeBack(live, listenTo)
        this.#say('Separation cancelled')
      }
      return false
    } catch (thrown) {
      if (project.audio === audio) this.#takeBack(live, listenTo)
      throw thrown
    } finally {
      live.drop()
      if (this.#live === live) this.#live = null
      if (project.audio === audio) separating.end(divergence)
    }
  }

  /** Shows how far the separation is, and asks for the next preview once that is done. */
  async preview(preview: Payload<'separationPreview'>): Promise<void> {
    const { project, separating, notices } = this.#parts
    const { document, generation } = preview
    const live = this.#live
    if (!live || project.audio?.document !== document || separating.cancelling) return
    const startedAt = performance.now()
    try {
      await live.take(preview)
    } catch (thrown) {
      notices.fail(thrown)
    }
    await drawn()
    // A slow machine gets fewer previews: between two, the window has as much time as one takes it.
    const took = performance.now() - startedAt
    setTimeout(() => void request('previewTaken', { document, generation }), took)
  }

  /** Before undo or redo: main goes back to another separation. @returns false if it is gone */
  prepare({ separation }: Arrangement, from: Arrangement): boolean | Promise<boolean> {
    const { audio } = this.#parts.project
    if (separation === from.separation || audio === null) return true
    return this.#bringBack(separation, audio.document)
  }

  /** After undo or redo: the present state is shown and heard. */
  travel(from: Arrangement): void {
    const { history, separation } = this.#parts.project
    if (history.present.separation !== from.separation) this.#show(separation)
  }

  /** Drops the running separation, for another recording. */
  drop(): void {
    this.#live?.drop()
  }

  #begin(sampleRate: number, interrupted: Arrangement | null): LiveSeparation {
    const { project, mixer, player, transport } = this.#parts
    this.#live = new LiveSeparation({
      project,
      mixer,
      sampleRate,
      interrupted,
      show: (separation, isFirst) => {
        player.setGains(mixer.gains)
        player.setFactorization(separation.factorization)
        if (isFirst) transport.listenTo = 'remix'
      }
    })
    return this.#live
  }

  /** @returns whether main exports from that separation now */
  async #bringBack(generation: SeparationId | null, document: number): Promise<boolean> {
    const { project, notices } = this.#parts
    try {
      const answer = await request('useSeparation', { document, generation })
      return answer?.isKept === true && project.audio?.document === document
    } catch (thrown) {
      notices.fail(thrown)
      return false
    }
  }

  /** Removes what an unfinished run left in the document. */
  #takeBack(live: LiveSeparation, listenedTo: ListenTo): void {
    if (!live.cancel()) return
    const { project, transport } = this.#parts
    this.#show(project.separation)
    if (project.separation !== null) transport.listenTo = listenedTo
  }

  /** Everything outside the document that goes with a separation. */
  #show(separation: LoadedSeparation | null): void {
    const { player, mixer, transport, settings, separating } = this.#parts
    const factorization = separation?.factorization ?? null
    this.#fates.end()
    player.setGains(mixer.gains)
    player.setFactorization(factorization)
    if (separation === null) transport.listenTo = 'original'
    settings.follow(factorization?.settings ?? null)
    if (!separating.running) separating.end(factorization?.divergence ?? null)
  }
}

/** Resolves when changes are drawn; a hidden window draws nothing, so it does not wait long. */
function drawn(): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, 1000)
    requestAnimationFrame(() => setTimeout(done, 0))
  })
}
