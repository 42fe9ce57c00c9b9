/** Moving rows of the list by pointer or keyboard: what is moved, and where it would go. */
import { rowHeight } from './layout'
import { REST_ID, type Row } from '../document/rows'

/** Where rows would go. */
export type DropTarget =
  | { readonly kind: 'into'; readonly stemId: number }
  /** Before the stem of that index; the number of stems means the end. */
  | { readonly kind: 'before'; readonly index: number }
  | { readonly kind: 'rest' }

/** Part of a lane at its upper and lower edge that means the place between lanes. */
const EDGE = 0.25
/** Milliseconds that the pointer must rest anywhere over a lane before that means to go into it. */
export const HOVER_MS = 400
/** Milliseconds of rest after which that is shown to be coming. */
const HINT_MS = 100
/** Farthest that a resting pointer moves, in CSS pixels. */
const REST_PX = 4

/** A lane that the pointer rests over. */
interface Hover {
  readonly stemId: number
  /** Height in the list where the rest began. */
  readonly y: number
  readonly timers: readonly ReturnType<typeof setTimeout>[]
}

/** Rows that are being moved. */
export class RowDrag {
  /** Null while nothing is moved. */
  ids = $state.raw<readonly number[] | null>(null)
  target = $state.raw<DropTarget | null>(null)
  /** Where the pointer is, in CSS pixels of the window; null when moved by keyboard. */
  pointer = $state.raw<{ readonly x: number; readonly y: number } | null>(null)
  /** The stem that rows will go into if the pointer keeps resting over its lane; null for none. */
  nearing = $state<number | null>(null)
  #hover: Hover | null = null

  /** Picks rows up. */
  lift(ids: readonly number[], target: DropTarget | null = null): void {
    this.#leave()
    this.ids = ids
    this.target = target
    this.pointer = null
  }

  /**
   * Points at a height of the list, in CSS pixels from the top of its first row; null for beside
   * the list. On an edge of a lane that is a place between lanes, until the pointer has rested
   * there.
   * @param lanePx height of a stem's lane
   */
  aim(rows: readonly Row[], lanePx: number, y: number | null): void {
    const { ids } = this
    if (ids === null) return
    const target = y === null ? null : targetAt(rows, lanePx, y, ids)
    const into = y === null || target?.kind === 'into' ? null : laneAt(rows, lanePx, y, ids)
    if (y === null || into === null) {
      this.#leave()
      this.target = target
      return
    }
    const isResting = this.#hover?.stemId === into.stemId && Math.abs(this.#hover.y - y) <= REST_PX
    if (isResting) return
    this.#leave()
    this.target = target
    this.#hover = {
      stemId: into.stemId,
      y,
      timers: [
        setTimeout(() => (this.nearing = into.stemId), HINT_MS),
        setTimeout(() => {
          this.nearing = null
          this.target = into
        }, HOVER_MS)
      ]
    }
  }

  /** Releases them. */
  end(): void {
    this.#leave()
    this.ids = null
    this.target = null
    this.pointer = null
  }

  #leave(): void {
    for (const timer of this.#hover?.timers ?? []) clearTimeout(timer)
    this.#hover = null
    this.nearing = null
  }
}

/**
 * Into the stem whose lane, or whose part's lane, is at a height of the list; null where no stem
 * can take them.
 */
function laneAt(
  rows: readonly Row[],
  lanePx: number,
  y: number,
  ids: readonly number[]
): (DropTarget & { kind: 'into' }) | null {
  let top = 0
  const row = rows.find((one) => y < (top += rowHeight(one, lanePx)))
  if (row?.kind !== 'stem' && row?.kind !== 'part') return null
  const into = { kind: 'into', stemId: row.stem.id } as const
  return useful(rows, ids, into) === null ? null : into
}

/**
 * Where rows would go that are dropped at a height of the list, in CSS pixels from the top of its
 * first row.
 * @returns null where that would change nothing
 */
export function targetAt(
  rows: readonly Row[],
  lanePx: number,
  y: number,
  ids: readonly number[]
): DropTarget | null {
  let top = 0
  for (const [i, row] of rows.entries()) {
    const height = rowHeight(row, lanePx)
    if (y < top + height) return useful(rows, ids, targetOn(rows, i, (y - top) / height))
    top += height
  }
  return useful(rows, ids, { kind: 'before', index: stemCount(rows) })
}

function targetOn(rows: readonly Row[], i: number, part: number): DropTarget | null {
  const row = rows[i]
  if (!row) return null
  if (row.kind === 'rest' || row.kind === 'removed') return { kind: 'rest' }
  const index = rows.slice(0, i + 1).filter(({ kind }) => kind === 'stem').length - 1
  const next = rows[i + 1]
  if (row.kind === 'stem' && part < EDGE) return { kind: 'before', index }
  // Below an open group are its parts, not a place between stems.
  if (part > 1 - EDGE && next?.kind !== 'part') return { kind: 'before', index: index + 1 }
  return { kind: 'into', stemId: row.stem.id }
}

function stemCount(rows: readonly Row[]): number {
  return rows.filter(({ kind }) => kind === 'stem').length
}

function useful(
  rows: readonly Row[],
  ids: readonly number[],
  target: DropTarget | null
): DropTarget | null {
  if (target === null) return null
  const moved = rows.filter(({ id }) => ids.includes(id))
  if (target.kind === 'rest') {
    return moved.every(({ kind }) => kind === 'removed' || kind === 'rest') ? null : target
  }
  if (target.kind === 'into') {
    const isThere = (row: Row): boolean =>
      (row.kind === 'stem' || row.kind === 'part') && row.stem.id === target.stemId
    return moved.every(isThere) ? null : target
  }
  const stems = rows.filter(({ kind }) => kind === 'stem')
  const [only, another] = moved
  if (only?.kind !== 'stem' || another) return target
  const at = stems.indexOf(only)
  return target.index === at || target.index === at + 1 ? null : target
}

/** Every place that rows can be moved to, from the top. */
export function allTargets(rows: readonly Row[], ids: readonly number[]): readonly DropTarget[] {
  const stems = rows.flatMap((row) => (row.kind === 'stem' ? [row.stem] : []))
  const all: DropTarget[] = [
    ...stems.flatMap((stem, index): DropTarget[] => [
      { kind: 'before', index },
      { kind: 'into', stemId: stem.id }
    ]),
    { kind: 'before', index: stems.length },
    { kind: 'rest' }
  ]
  return all.filter((target) => useful(rows, ids, target) !== null)
}

/** The index of the target that is nearest to the row of that id. */
export function nearestTarget(
  targets: readonly DropTarget[],
  rows: readonly Row[],
  id: number
): number {
  const row = rows.find((one) => one.id === id)
  if (row === undefined || row.kind === 'rest' || row.kind === 'removed') return targets.length - 1
  const stems = rows.flatMap((one) => (one.kind === 'stem' ? [one.stem] : []))
  const index = stems.indexOf(row.stem) + (row.kind === 'part' ? 1 : 0)
  const orders = targets.map((target) => Math.abs(orderOf(target, stems) - index))
  return Math.max(0, orders.indexOf(Math.min(...orders)))
}

function orderOf(target: DropTarget, stems: readonly { readonly id: number }[]): number {
  if (target.kind === 'before') return target.index
  if (target.kind === 'rest') return Infinity
  return stems.findIndex(({ id }) => id === target.stemId) + 0.5
}

/** A target in words: "Move into Sax". */
export function targetText(target: DropTarget | null, rows: readonly Row[]): string {
  const stems = rows.flatMap((row) => (row.kind === 'stem' ? [row.stem] : []))
  switch (target?.kind) {
    case undefined:
      return 'Stays where it is'
    case 'into':
      return `Move into ${stems.find(({ id }) => id === target.stemId)?.name ?? ''}`
    case 'before': {
      const next = stems[target.index]
      return next ? `Move before ${next.name}` : 'Move to the end'
    }
    case 'rest':
      return 'Move to Rest'
  }
}

/** Height of the line that shows a place between lanes, from the top of the first row. */
export function lineTop(rows: readonly Row[], lanePx: number, index: number): number {
  let top = 0
  let passed = 0
  for (const row of rows) {
    if (row.kind === 'rest' || row.id === REST_ID) return top
    if (row.kind === 'stem' && passed++ === index) return top
    top += rowHeight(row, lanePx)
  }
  return top
}
