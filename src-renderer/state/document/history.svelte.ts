/** Undo and redo by snapshots of an immutable value; snapshots share what did not change. */

interface Step<T> {
  readonly name: string
  /** Edits with the same key become one step while they follow one another. */
  readonly merge: string | null
  /** The value on the other side of the step: before it in the past, after it in the future. */
  readonly value: T
}

/** All of a history at a moment, for `rewind`. */
export interface HistoryMark<T> {
  readonly present: T
  readonly past: readonly Step<T>[]
  readonly future: readonly Step<T>[]
}

/** How edits are kept. */
export interface HistoryOptions<T> {
  /** Called before undo and redo go to a value; false when it is no longer available. */
  readonly prepare?: (to: T, from: T) => boolean | Promise<boolean>
  /** The clock in milliseconds, to separate one edit from the next. */
  readonly now?: () => number
}

/** Most steps that are kept. */
const MOST_STEPS = 500
/** Edits of one key that are further apart are two steps, unless a pointer is held down. */
const MERGE_WITHIN_MS = 1000

/** A value with its past and its future. */
export class History<T extends object> {
  prepare: (to: T, from: T) => boolean | Promise<boolean>
  /** Takes over into a value, before it becomes the present, what is not to change with it. */
  carry: (to: T, from: T) => T = (to) => to
  /** Called after undo and redo. */
  onTravel: (from: T) => void = () => undefined
  readonly #now: () => number
  #present = $state.raw<T>()!
  #past = $state.raw<readonly Step<T>[]>([])
  #future = $state.raw<readonly Step<T>[]>([])
  #lastEdit = 0
  #isSealed = true
  #isPressed = false
  #going: Promise<boolean> | null = null

  constructor(present: T, { prepare, now }: HistoryOptions<T> = {}) {
    this.#present = present
    this.prepare = prepare ?? (() => true)
    this.#now = now ?? (() => performance.now())
  }

  /** The value as it is now. */
  get present(): T {
    return this.#present
  }

  /** What would be undone, "Group Sax"; null when nothing can be. */
  get undoName(): string | null {
    return this.#past.at(-1)?.name ?? null
  }

  /** What would be redone. */
  get redoName(): string | null {
    return this.#future.at(-1)?.name ?? null
  }

  /** Values that undo can go back to, the latest first. */
  get past(): readonly T[] {
    return this.#past.map(({ value }) => value).reverse()
  }

  /** Every value of the history: the past, the present and the future. */
  get values(): readonly T[] {
    const valueOf = ({ value }: Step<T>): T => value
    return [...this.#past.map(valueOf), this.#present, ...this.#future.map(valueOf)]
  }

  /** Makes a step; drops the future. Does nothing when `next` is the present. */
  edit(name: string, next: T, { merge = null }: { merge?: string | null } = {}): void {
    if (next === this.#present || this.#going) return
    const now = this.#now()
    const last = this.#past.at(-1)
    const isNear = this.#isPressed || now - this.#lastEdit <= MERGE_WITHIN_MS
    const isMore = merge !== null && last?.merge === merge && !this.#isSealed && isNear
    if (!isMore) {
      this.#past = [...this.#past, { name, merge, value: this.#present }].slice(-MOST_STEPS)
    }
    this.#future = []
    this.#present = next
    this.#lastEdit = now
    this.#isSealed = false
  }

  /** Changes the present without a step; like an edit, not while undo or redo is under way. */
  amend(next: T): void {
    if (!this.#going) this.#present = next
  }

  /** A pointer goes down: its changes until it is released are one step. */
  press(): void {
    this.#isPressed = true
    this.#isSealed = true
  }

  /** The pointer is released. */
  release(): void {
    this.#isPressed = false
    this.#isSealed = true
  }

  /** Goes back by a step; a step whose value is gone is dropped with everything beyond it. */
  undo(): Promise<void> {
    return this.#go(true)
  }

  /** Goes forward by a step that was undone. */
  redo(): Promise<void> {
    return this.#go(false)
  }

  /** Resolves when no undo or redo is under way; until then edits are ignored. */
  async idle(): Promise<void> {
    while (this.#going) await this.#going
  }

  // Finishes at once unless a value has to be prepared.
  async #go(isBack: boolean): Promise<void> {
    const step = (isBack ? this.#past : this.#future).at(-1)
    if (!step || this.#going) return
    const from = this.#present
    const ready = this.prepare(step.value, from)
    const isThere = typeof ready === 'boolean' ? ready : await this.#wait(ready)
    // The history was cleared meanwhile.
    if (this.#present !== from) return
    this.#isSealed = true
    if (!isThere) {
      if (isBack) this.#past = []
      else this.#future = []
      return
    }
    const back = { ...step, value: from }
    this.#past = isBack ? this.#past.slice(0, -1) : [...this.#past, back]
    this.#future = isBack ? [...this.#future, back] : this.#future.slice(0, -1)
    this.#present = this.carry(step.value, from)
    this.onTravel(from)
  }

  async #wait(ready: Promise<boolean>): Promise<boolean> {
    this.#going = ready
    try {
      return await ready
    } finally {
      this.#going = null
    }
  }

  /** Everything as it is now. */
  mark(): HistoryMark<T> {
    return { present: this.#present, past: this.#past, future: this.#future }
  }

  /** Whether what undo would take back is the first step after a mark. */
  isJustAfter(mark: HistoryMark<T>): boolean {
    return this.#past.at(-1)?.value === mark.present
  }

  /** Goes back to a mark as if nothing had happened since. */
  rewind({ present, past, future }: HistoryMark<T>): void {
    this.#past = past
    this.#future = future
    this.#present = this.carry(present, this.#present)
    this.#isSealed = true
  }

  /** Changes every value of the history, without a step; `change` may return a value as it is. */
  rewrite(change: (value: T) => T): void {
    const rewritten = (step: Step<T>): Step<T> => {
      const value = change(step.value)
      return value === step.value ? step : { ...step, value }
    }
    this.#past = this.#past.map(rewritten)
    this.#future = this.#future.map(rewritten)
    this.#present = change(this.#present)
  }

  /** Drops the past beyond that many steps. */
  keepPast(steps: number): void {
    this.#past = steps <= 0 ? [] : this.#past.slice(-steps)
  }

  /** Starts a new history. */
  clear(present: T): void {
    this.#past = []
    this.#future = []
    this.#present = present
    this.#isSealed = true
  }
}
