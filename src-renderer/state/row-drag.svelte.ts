/** Moving rows of the list by pointer or keyboard: what is moved, and where it would go. */
import type { LaneHeight } from './layout'
import { rowHeight, REST_ID, type Row } from './rows'

/** Where rows would go. */
export type DropTarget =
  | { readonly kind: 'into'; readonly stemId: number }
  /** Before the stem of that index; their number for the end. */
  | { readonly kind: 'before'; readonly index: number }
  | { readonly kind: 'rest' }

/** Part of a lane at its upper and at its lower edge that stands for the place between lanes. */
const EDGE = 0.25

/** Rows that are being moved. */
export class RowDrag {
  /** Null while nothing is moved. */
  ids = $state.raw<readonly number[] | null>(null)
  target = $state.raw<DropTarget | null>(null)
  /** Where the pointer is, in CSS pixels of the window; null when moved by keyboard. */
  pointer = $state.raw<{ readonly x: number; readonly y: number } | null>(null)

  /** Takes rows up. */
  lift(ids: readonly number[], target: DropTarget | null = null): void {
    this.ids = ids
    this.target = target
    this.pointer = null
  }

  /** Lets go of them. */
  end(): void {
    this.ids = null
    this.target = null
    this.pointer = null
  }
}

/**
 * Where rows would go that are dropped at a height of the list, in CSS pixels from the top of its first row.
 * @returns null where that would change nothing
 */
export function targetAt(
  rows: readonly Row[],
  lane: LaneHeight,
  y: number,
  ids: readonly number[]
): DropTarget | null {
  let top = 0
  for (const [i, row] of rows.entries()) {
    const height = rowHeight(row, lane)
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
  // Under a group that is folded out there are its parts, not a place between stems.
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

/** The place in a list of targets that the row of that id stands at: what it is nearest to. */
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
export function lineTop(rows: readonly Row[], lane: LaneHeight, index: number): number {
  let top = 0
  let passed = 0
  for (const row of rows) {
    if (row.kind === 'rest' || row.id === REST_ID) return top
    if (row.kind === 'stem' && passed++ === index) return top
    top += rowHeight(row, lane)
  }
  return top
}
