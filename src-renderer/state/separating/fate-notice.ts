/** The notice of what a separation made of the stems before it, with the way back to them. */
import { backText, fatesText } from '../../words/fate-words'
import type { Arrangement } from '../document/arrangement'
import type { HandedOver } from '../document/handover'
import type { Notices } from '../shell/notices.svelte'
import type { Solutions } from './solutions.svelte'

/** One notice at a time. */
export class FateNotice {
  readonly #notices: Notices
  readonly #solutions: Pick<Solutions, 'nameOf'>
  #shown: number | null = null

  /**
   * @param notices where it appears
   * @param solutions name the one that the way leads back to
   */
  constructor(notices: Notices, solutions: Pick<Solutions, 'nameOf'>) {
    this.#notices = notices
    this.#solutions = solutions
  }

  /**
   * Says which stems are not whole; nothing where all are.
   * @param back goes back to an arrangement, by a step of that name
   */
  tell(over: HandedOver | null, back: (to: Arrangement, name: string) => Promise<void>): void {
    this.end()
    const text = over && fatesText(over.fates)
    if (!over || !text) return
    const { previous } = over
    const label = backText(this.#solutions.nameOf(previous.separation))
    const run = (): void => void back(previous, label)
    this.#shown = this.#notices.offer('Not all of your stems were found', text, { label, run })
  }

  /** Takes it away: another separation is shown or made. */
  end(): void {
    if (this.#shown !== null) this.#notices.dismiss(this.#shown)
    this.#shown = null
  }
}
