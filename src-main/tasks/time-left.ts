/**
 * Seconds left of a task, from how far it got. Tasks say beforehand which share of the whole each
 * stage is, and may be far wrong, so what counts is how fast the running task goes now: the figure
 * grows when a stage turns out slower than it was said to be, and never stands still.
 */

const silentSeconds = 1
/** Longer than anyone plans ahead; it also keeps the sums finite. */
const mostSeconds = 86_400
/** The present speed is that of the last tenth of the time, and at least of this. */
const leastWindowSeconds = 1.5
const windowShare = 0.1
/** A stage that has just begun counts as having gone at the speed of the whole for this long. */
const priorSeconds = 0.5
/** Small errors are made good within this share of the figure, or at least these seconds. */
const smoothingShare = 0.25
const leastSmoothingSeconds = 0.3
/**
 * Errors larger than this share of the smoothing time are made good at once. Below 1, so that
 * making good the smaller ones never holds the figure up.
 */
const stepShare = 0.7

interface Moment {
  readonly seconds: number
  readonly fraction: number
}

/** Estimates the time left of one task. */
export class TimeLeft {
  readonly #now: () => number
  readonly #start: number
  /** What was reported of the present stage, from the beginning of the window on. */
  #recent: readonly Moment[] = [{ seconds: 0, fraction: 0 }]
  #stage = ''
  #shown: number | null = null
  #shownAt = 0

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
    this.#start = now()
  }

  /**
   * The seconds left, now that `fraction` (0 to 1) of the task is done.
   * @param stage that the task is in; the speed of one says little about that of the next
   * @returns null while it cannot be told
   */
  at(fraction: number, stage = ''): number | null {
    const seconds = (this.#now() - this.#start) / 1000
    this.#remember({ seconds, fraction }, stage)
    if (seconds < silentSeconds || !(fraction > 0)) return this.#shown
    const left = Math.min(mostSeconds, (1 - Math.min(1, fraction)) / this.#speed(fraction, seconds))
    this.#shown = this.#follow(left, seconds - this.#shownAt)
    this.#shownAt = seconds
    return this.#shown
  }

  #remember(moment: Moment, stage: string): void {
    const last = this.#recent.at(-1)!
    if (stage !== this.#stage) this.#recent = [last]
    this.#stage = stage
    const since = moment.seconds - Math.max(leastWindowSeconds, windowShare * moment.seconds)
    const first = this.#recent.findLastIndex(({ seconds }) => seconds <= since)
    this.#recent = [...this.#recent.slice(Math.max(0, first)), moment]
  }

  /** What is done in a second from now on: as at present, the less so the more is still to come. */
  #speed(fraction: number, seconds: number): number {
    const overall = fraction / seconds
    const { seconds: since, fraction: before } = this.#recent[0]!
    const done = Math.max(0, fraction - before)
    const span = seconds - since
    const prior = Math.max(0, priorSeconds - span)
    const present = (done + overall * prior) / (span + prior)
    const trust = 1 - (1 - fraction) ** 2
    return overall ** (1 - trust) * present ** trust
  }

  /** The figure that is shown next, on its way to what is now thought to be left. */
  #follow(left: number, passed: number): number {
    if (this.#shown === null || left === 0) return left
    const smoothing = Math.max(leastSmoothingSeconds, smoothingShare * this.#shown)
    const expected = this.#shown - passed
    const error = left - expected
    if (Math.abs(error) > stepShare * smoothing) return left
    // What is not done takes time.
    return Math.max(left / 2, expected + (1 - Math.exp(-passed / smoothing)) * error)
  }
}
