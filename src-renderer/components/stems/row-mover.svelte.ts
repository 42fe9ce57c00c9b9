/**
 * Moves rows of the list by their grips: dragged with the pointer, or lifted by Space, moved by
 * arrows and dropped by Enter. `RowDrag` holds its visible state.
 */
import { tick } from 'svelte'
import { isFocusedByPointer } from '../../commands/keys'
import type { Mixer } from '../../state/document/mixer.svelte'
import {
  allTargets,
  nearestTarget,
  targetText,
  type DropTarget,
  type RowDrag
} from '../../state/seeing/row-drag.svelte'

/** Pointer travel that turns a press into a drag, in CSS pixels. */
const SLACK_PX = 4
/** The list scrolls while the dragging pointer is closer to its edge than this. */
const SCROLL_EDGE_PX = 28
const SCROLL_STEP_PX = 9

/** The list as it is shown now. */
interface ShownList {
  readonly element: HTMLElement | undefined
  /** Height of a stem's lane. */
  readonly lanePx: number
}

/** Handlers of the list and of the window's keys. */
export class RowMover {
  /** What a screen reader is told while rows are moved by keyboard. */
  announced = $state('')
  readonly #mixer: Mixer
  readonly #rowDrag: RowDrag
  readonly #bar: { status: string }
  readonly #shown: () => ShownList
  #press: { readonly id: number; readonly x: number; readonly y: number } | null = null
  #wasDragged = false
  #frame = 0
  #statusBefore: string | null = null

  /**
   * @param bar whose status says what is dragged, and after that what it said before
   * @param shown the list as it is shown now
   */
  constructor(mixer: Mixer, rowDrag: RowDrag, bar: { status: string }, shown: () => ShownList) {
    this.#mixer = mixer
    this.#rowDrag = rowDrag
    this.#bar = bar
    this.#shown = shown
  }

  /** A pointer goes down on the list. */
  readonly down = (event: PointerEvent): void => {
    this.#wasDragged = false
    const grip = gripOf(event)
    if (grip === null || event.button !== 0) return
    this.#press = { id: Number(grip.dataset['grip']), x: event.clientX, y: event.clientY }
    grip.setPointerCapture(event.pointerId)
  }

  /** The pointer moves. */
  readonly move = ({ clientX: x, clientY: y }: PointerEvent): void => {
    if (this.#press === null) return
    if (this.#rowDrag.ids === null) {
      if (Math.hypot(x - this.#press.x, y - this.#press.y) <= SLACK_PX) return
      this.#wasDragged = true
      this.#rowDrag.lift(this.#moved(this.#press.id))
      this.#statusBefore = this.#bar.status
      this.#frame = requestAnimationFrame(this.#scroll)
    }
    this.#rowDrag.pointer = { x, y }
    this.#aim(y)
  }

  /** The pointer goes up: what is dragged is dropped. */
  readonly up = (): void => {
    if (this.#press !== null && this.#rowDrag.ids !== null) this.#drop()
    this.stop()
  }

  /** Leaves everything where it is. */
  readonly stop = (): void => {
    cancelAnimationFrame(this.#frame)
    this.#press = null
    if (this.#statusBefore !== null) this.#bar.status = this.#statusBefore
    this.#statusBefore = null
    this.#rowDrag.end()
  }

  /** The click that ends a drag is ignored. */
  readonly click = (event: MouseEvent): void => {
    if (!this.#wasDragged) return
    this.#wasDragged = false
    event.stopPropagation()
    event.preventDefault()
  }

  /** Space on a grip lifts its row. */
  readonly lift = (event: KeyboardEvent): void => {
    const grip = gripOf(event)
    if (event.key !== ' ' || grip === null || isFocusedByPointer()) return
    event.preventDefault()
    event.stopPropagation()
    const id = Number(grip.dataset['grip'])
    const ids = this.#moved(id)
    const { rows } = this.#mixer
    const targets = allTargets(rows, ids)
    const first = targets[nearestTarget(targets, rows, id)] ?? null
    this.#rowDrag.lift(ids, first)
    const [name, hint] = [this.#mixer.nameOfAll(ids), this.hint(first)]
    this.announced = `Lifted ${name}. ${hint}. Arrows move, Enter drops, Escape cancels.`
  }

  /** Keys while rows are lifted; the rest of the window sees none of them. */
  readonly steer = (event: KeyboardEvent): void => {
    const { ids, target } = this.#rowDrag
    if (ids === null) return
    event.preventDefault()
    event.stopPropagation()
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    const isDragged = this.#press !== null
    if (step !== undefined && !isDragged) {
      const targets = allTargets(this.#mixer.rows, ids)
      const at = targets.findIndex((one) => this.hint(one) === this.hint(target))
      this.#rowDrag.target = targets[Math.min(targets.length - 1, Math.max(0, at + step))] ?? null
      this.announced = this.hint(this.#rowDrag.target)
    } else if ((event.key === 'Enter' || event.key === ' ') && !isDragged) {
      const done = `${this.hint(target)}: done`
      this.#drop()
      this.stop()
      this.announced = done
      void this.#focusSelected()
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      this.stop()
      this.announced = `${this.#mixer.nameOfAll(ids)} stays where it is`
    }
  }

  /** What a drop on a target does, in words. */
  hint(to: DropTarget | null): string {
    return targetText(to, this.#mixer.rows)
  }

  /** What is moved with a row: the selection, if the row is part of it. */
  #moved(id: number): readonly number[] {
    return this.#mixer.selection.ids.has(id) ? this.#mixer.selectedIds : [id]
  }

  #aim(y: number): void {
    const { element, lanePx } = this.#shown()
    const { ids } = this.#rowDrag
    if (!element || ids === null) return
    const box = element.getBoundingClientRect()
    const isOver = y >= box.top && y <= box.bottom
    this.#rowDrag.aim(this.#mixer.rows, lanePx, isOver ? y - box.top + element.scrollTop : null)
    this.#bar.status = `Moving ${this.#mixer.nameOfAll(ids)}`
  }

  readonly #scroll = (): void => {
    const { element } = this.#shown()
    const { pointer } = this.#rowDrag
    if (!element || !pointer) return
    const { top, bottom } = element.getBoundingClientRect()
    const { y } = pointer
    const isNear = (edge: number): boolean => Math.abs(y - edge) < SCROLL_EDGE_PX
    const step = isNear(top) ? -SCROLL_STEP_PX : isNear(bottom) ? SCROLL_STEP_PX : 0
    if (step !== 0) {
      element.scrollTop += step
      this.#aim(y)
    }
    this.#frame = requestAnimationFrame(this.#scroll)
  }

  #drop(): void {
    const { ids, target } = this.#rowDrag
    if (ids === null || target === null) return
    if (target.kind === 'rest') this.#mixer.moveToRest(ids)
    else if (target.kind === 'into') this.#mixer.moveInto(ids, target.stemId)
    else this.#mixer.moveTo(ids, target.index)
  }

  async #focusSelected(): Promise<void> {
    await tick()
    const row = `[data-stem="${this.#mixer.focusedId ?? ''}"]`
    this.#shown().element?.querySelector<HTMLElement>(row)?.focus()
  }
}

function gripOf({ target }: Event): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-grip]') : null
}
