/** Which rows of the list are selected, and which one has the focus. */

/** A selection of rows by id. Its readers ignore ids that no longer exist. */
export class Selection {
  ids = $state.raw<ReadonlySet<number>>(new Set())
  /** The row that keys work on; it may be left out of the selection. */
  focusedId = $state<number | null>(null)
  /** Where a selection by Shift begins. */
  #anchor: number | null = null

  /** Selects this row alone; null for none. */
  only(id: number | null): void {
    this.set(id === null ? [] : [id])
  }

  /** Selects rows; the first gets the focus. */
  set(ids: readonly number[]): void {
    this.ids = new Set(ids)
    this.focusedId = ids[0] ?? null
    this.#anchor = this.focusedId
  }

  /** Puts the focus on a row. Selects it alone if it is not selected. */
  focus(id: number): void {
    if (this.ids.has(id)) this.focusedId = id
    else this.only(id)
  }

  /** Moves only the focus. */
  moveFocus(id: number): void {
    this.focusedId = id
  }

  /** Adds a row or takes it away. */
  toggle(id: number): void {
    const ids = new Set(this.ids)
    if (!ids.delete(id)) ids.add(id)
    this.ids = ids
    this.focusedId = id
    this.#anchor = id
  }

  /** Selects from where the selection began to a row, in the order of `rows`. */
  extend(id: number, rows: readonly number[]): void {
    const from = this.#anchor === null ? -1 : rows.indexOf(this.#anchor)
    const to = rows.indexOf(id)
    if (from < 0 || to < 0) return this.only(id)
    this.ids = new Set(rows.slice(Math.min(from, to), Math.max(from, to) + 1))
    this.focusedId = id
  }
}
