/**
 * From one separation of a recording to the next, while that is running and at its end: a first
 * state says little about what its components become, so what was handed over to it is judged again
 * by the result.
 */
import type { Arrangement } from './arrangement'
import { goOn, nextArrangement } from './carry-over'
import { fatesOf, withoutFalseNames, type Fate } from './fates'
import type { LoadedSeparation } from './loaded-separation'
import { succession } from './succession'

/** How an arrangement goes on. */
export type Change = (arrangement: Arrangement) => Arrangement

/** What was made of the separation before, and what became of it. */
export interface HandedOver {
  readonly previous: Arrangement
  readonly fates: readonly Fate[]
}

/** One handover. */
export class Handover {
  readonly #previous: Arrangement
  readonly #before: LoadedSeparation | null
  readonly #shown: Arrangement
  /** The last arrangement that nobody has changed. */
  #latest: Arrangement

  /**
   * @param previous arrangement of the separation before
   * @param before that separation, null for none
   * @param shown first arrangement of the next one
   */
  constructor(previous: Arrangement, before: LoadedSeparation | null, shown: Arrangement) {
    this.#previous = previous
    this.#before = before
    this.#shown = shown
    this.#latest = shown
  }

  /**
   * How arrangements of the running separation go on with a later state of it. With the result,
   * what nobody has changed is arranged anew, loudest first; from what somebody has worked with,
   * only names are taken that would be false.
   * @param present the arrangement that is shown
   */
  next(present: Arrangement, after: LoadedSeparation): Change {
    const goesOn: Change = (arrangement) => goOn(arrangement, after)
    const isUntouched = this.#isUntouched(present)
    if (!isUntouched && after.isPreview) return goesOn
    if (!isUntouched) return this.#judged(goesOn, after)
    const next = after.isPreview ? goesOn(present) : this.#anew(present, after)
    this.#latest = next
    return (arrangement) => (arrangement === present ? next : goesOn(arrangement))
  }

  /** What was handed over to the result; null where there was no separation before. */
  result(now: Arrangement, after: LoadedSeparation): HandedOver | null {
    if (this.#before === null) return null
    const going = succession(this.#before, after)
    return { previous: this.#previous, fates: fatesOf(this.#previous, now, going) }
  }

  /** Whether nothing but the range has changed. */
  #isUntouched({ stems, removed, rest }: Arrangement): boolean {
    const { stems: latest, removed: removedThen, rest: restThen } = this.#latest
    return stems === latest && removed === removedThen && rest === restThen
  }

  #anew(present: Arrangement, after: LoadedSeparation): Arrangement {
    if (this.#before === null) return goOn(present, after, true)
    const { range } = present
    return nextArrangement({ ...this.#previous, range }, this.#before, after, present)
  }

  #judged(goesOn: Change, after: LoadedSeparation): Change {
    if (this.#before === null) return goesOn
    const going = succession(this.#before, after)
    return (arrangement) =>
      withoutFalseNames(goesOn(arrangement), this.#previous, this.#shown, going)
  }
}
