/** The window's notices: failures stay until dismissed, others disappear by themselves. */
import { failureText } from '../../words/failure-text'
import { Failure } from '../../../shared/failure'
import { offersOf, type SettingsOffer } from './memory-offers'

/** Something that a notice lets one do. */
export interface NoticeWay {
  readonly label: string
  readonly run: () => void
}

/** One notice. */
export interface Notice {
  readonly id: number
  readonly kind: 'failure' | 'remark'
  readonly title: string
  readonly text: string
  /** For a failure: its description in the log. */
  readonly detail: string
  /** Whether opening another file would help. */
  readonly offersOpening: boolean
  /** Changes of the settings with which it would work. */
  readonly offers: readonly SettingsOffer[]
  /** What else can be done about it. */
  readonly ways: readonly NoticeWay[]
}

const REMARK_MS = 12_000

const plainRemark = {
  kind: 'remark',
  detail: '',
  offersOpening: false,
  offers: [],
  ways: []
} as const satisfies Partial<Notice>

/** The notices in sight, newest last. */
export class Notices {
  #list = $state.raw<readonly Notice[]>([])
  #nextId = 1

  /** All of them, newest last. */
  get list(): readonly Notice[] {
    return this.#list
  }

  /** Shows a failure until it is dismissed. The same failure again replaces the old one. */
  fail(thrown: unknown): void {
    const { title, text } = failureText(thrown)
    this.#list = this.#list.filter((notice) => notice.title !== title || notice.text !== text)
    const isFailure = thrown instanceof Failure
    this.#show({
      kind: 'failure',
      title,
      text,
      detail: isFailure ? `${thrown.code}: ${thrown.message}` : String(thrown),
      offersOpening: isFailure && thrown.code.startsWith('audio/'),
      offers: isFailure ? offersOf(thrown) : [],
      ways: []
    })
  }

  /** Shows a remark for a while. */
  remark(title: string, text: string): void {
    const id = this.stay(title, text)
    setTimeout(() => this.dismiss(id), REMARK_MS)
  }

  /** Shows a remark until it is dismissed; returns its id. */
  stay(title: string, text: string): number {
    return this.#show({ ...plainRemark, title, text })
  }

  /**
   * Shows a remark with something to do about it, until that is done or it is dismissed.
   * @returns its id
   */
  offer(title: string, text: string, { label, run }: NoticeWay): number {
    const take = (): void => {
      this.dismiss(id)
      run()
    }
    const id = this.#show({ ...plainRemark, title, text, ways: [{ label, run: take }] })
    return id
  }

  /** Takes a notice away. */
  dismiss(id: number): void {
    this.#list = this.#list.filter((notice) => notice.id !== id)
  }

  /** Takes all of them away. */
  clear(): void {
    this.#list = []
  }

  /** Removes the failures of something that has succeeded since. */
  clearFailures(): void {
    this.#list = this.#list.filter(({ kind }) => kind !== 'failure')
  }

  #show(notice: Omit<Notice, 'id'>): number {
    const id = this.#nextId++
    this.#list = [...this.#list, { id, ...notice }]
    return id
  }
}
