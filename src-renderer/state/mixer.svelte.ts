/**
 * The stems as the window sees and changes them: what is heard, selected, folded out. Every change of the
 * document is a step of `history`. Rows are named by ids, see rows.ts.
 */
import type { ComponentFacts } from '../../shared/factorization'
import {
  componentGains,
  faderGain,
  isAudible,
  isPartAudible,
  type ComponentGains
} from '../../shared/mix'
import {
  emptyArrangement,
  isGroup,
  startArrangement,
  stemOfComponent,
  type Arrangement,
  type Part,
  type Stem,
  type TimeRange
} from './arrangement'
import * as arranging from './arranging'
import { goOn, nextArrangement } from './carry-over'
import { heldGains } from './held-gains'
import { History } from './history.svelte'
import { controlsOf, muteOnly, soloOnly, turn, type Controls } from './mixing'
import type { LoadedSeparation } from './project.svelte'
import { componentOfRow, REST_ID, rowOfComponent, rowsOf } from './rows'
import { Selection } from './selection.svelte'

export type { Part, Stem, TimeRange } from './arrangement'

/** The window's face of the document. */
export class Mixer {
  readonly history: History<Arrangement>
  readonly selection = new Selection()
  /** Whose name the focus is to go to; taken back by the one that takes it. */
  renamingId = $state<number | null>(null)
  /** The only row that is heard while somebody holds it; null for the mix. */
  held = $state<number | null>(null)
  /** Groups that are folded out, and `REST_ID`. */
  openIds = $state.raw<ReadonlySet<number>>(new Set())

  readonly #document = $derived.by(() => this.history.present)
  readonly stems = $derived(this.#document.stems)
  readonly removed = $derived(this.#document.removed)
  readonly facts = $derived(this.#document.facts)
  /** The one range: what is looped, separated, exported; null for none. */
  readonly range = $derived(this.#document.range)
  readonly rows = $derived(rowsOf(this.stems, this.removed, this.openIds))
  /** Stems that are heard in the mix. */
  readonly audible = $derived(
    this.stems.filter((stem) => isAudible(stem, this.stems, this.#document.rest))
  )
  /** Rows that are heard now. */
  readonly heardIds = $derived.by(() => this.#heardIds())

  constructor(history = new History<Arrangement>(emptyArrangement)) {
    this.history = history
  }

  /** Rows that are selected, in their order. */
  readonly selectedIds = $derived.by(() =>
    this.rows.map(({ id }) => id).filter((id) => this.selection.ids.has(id))
  )
  /** Components of the selected rows. */
  readonly selectedComponents = $derived.by(() => [
    ...new Set(this.selectedIds.flatMap((id) => this.componentsOf(id)))
  ])
  /** The row that keys work on; null when it is not there (any more). */
  readonly focusedId = $derived.by(() => {
    const { focusedId } = this.selection
    return this.rows.some(({ id }) => id === focusedId) ? focusedId : null
  })
  /** The stem of the row that keys work on. */
  readonly selected = $derived.by(() => {
    const id = this.focusedId
    const component = id === null ? null : componentOfRow(id)
    if (component !== null) return stemOfComponent(this.stems, component) ?? null
    return this.stems.find((stem) => stem.id === id) ?? null
  })

  /** The row that keys work on; setting it selects that row alone. */
  get selectedId(): number | null {
    return this.focusedId
  }

  set selectedId(id: number | null) {
    this.selection.only(id)
  }

  /** Begins with the stems of a separation, one for each component, without a step. */
  load(facts: readonly ComponentFacts[]): void {
    this.#begin(startArrangement(facts))
  }

  /** No stems and no history. */
  clear(): void {
    this.#begin(emptyArrangement)
  }

  #begin(arrangement: Arrangement): void {
    this.history.clear(arrangement)
    this.held = null
    this.openIds = new Set()
    this.selection.only(arrangement.stems[0]?.id ?? null)
  }

  /** Takes a new separation, as a step; what matches keeps its place. */
  adopt(separation: LoadedSeparation): void {
    this.held = null
    this.edit('Separate', nextArrangement(this.#document, separation))
    if (this.selectedIds.length === 0) this.selection.only(this.stems[0]?.id ?? null)
  }

  /** Puts a later state of a running separation in the place of the one before, in every step that has it. */
  goOn(before: LoadedSeparation, after: LoadedSeparation): void {
    this.history.rewrite((arrangement) =>
      arrangement.separation === before ? goOn(arrangement, after) : arrangement
    )
    const rows = new Set(this.rows.map(({ id }) => id))
    const isLost = this.held !== null && !rows.has(this.held)
    if (isLost) this.held = null
    if (this.selectedIds.length === 0) this.selection.only(this.stems[0]?.id ?? null)
  }

  /** Makes a step of the document. */
  edit(name: string, next: Arrangement, merge?: string): void {
    this.history.edit(name, next, merge === undefined ? {} : { merge })
  }

  /** Linear gains of every component and of Rest: those of the mix, or of what is held. */
  get gains(): ComponentGains {
    const { stems, rest, facts } = this.#document
    const held = this.held === null ? null : heldGains(this.#document, this.held)
    return held ?? componentGains(stems, facts.length, rest)
  }

  /** Whether a stem is heard in the mix. */
  isAudible(stem: Stem): boolean {
    return isAudible(stem, this.stems, this.#document.rest)
  }

  /** Linear gain of a stem in the mix, without pan. */
  gainOf(stem: Stem): number {
    return this.isAudible(stem) ? faderGain(stem.gainDb) : 0
  }

  /** Components of a row. */
  componentsOf(id: number): readonly number[] {
    if (id === REST_ID) return this.removed.map(({ component }) => component)
    const component = componentOfRow(id)
    if (component !== null) return [component]
    return this.stems.find((stem) => stem.id === id)?.components ?? []
  }

  /** Color of a row; null for Rest and what is in it. */
  colorOf(id: number): number | null {
    const component = componentOfRow(id)
    const stem = component === null ? this.#stem(id) : stemOfComponent(this.stems, component)
    return stem?.color ?? null
  }

  /** Name of a row, '' when there is none. */
  nameOf(id: number): string {
    if (id === REST_ID) return 'Rest'
    return this.stems.find((stem) => stem.id === id)?.name ?? this.partOf(id)?.name ?? ''
  }

  /** The part a row stands for. */
  partOf(id: number): Part | undefined {
    const component = componentOfRow(id)
    const parts = this.stems.flatMap((stem) => (isGroup(stem) ? stem.parts : []))
    return [...parts, ...this.removed].find((part) => part.component === component)
  }

  /** "Low", "3 stems": rows in the names of steps and in what is announced. */
  nameOfAll(ids: readonly number[]): string {
    const [first] = ids
    return ids.length === 1 && first !== undefined ? this.nameOf(first) : `${ids.length} stems`
  }

  /** Gain, pan, mute and solo of a row. */
  controlsOf(id: number): Controls | null {
    return controlsOf(this.#document, id)
  }

  /** Gain in dB, kept within the fader's range. */
  setGain(id: number, gainDb: number): void {
    const next = turn(this.#document, id, { gainDb })
    this.edit(`Gain of ${this.nameOf(id)}`, next, `gain ${id}`)
  }

  /** Balance, -1 to 1. */
  setPan(id: number, pan: number): void {
    this.edit(`Pan of ${this.nameOf(id)}`, turn(this.#document, id, { pan }), `pan ${id}`)
  }

  /** Mute on, or off where all of the rows are. */
  toggleMute(...ids: number[]): void {
    const muted = ids.some((id) => this.controlsOf(id)?.muted === false)
    const next = ids.reduce((so, id) => turn(so, id, { muted }), this.#document)
    this.edit(`${muted ? 'Mute' : 'Unmute'} ${this.nameOfAll(ids)}`, next)
  }

  /** Solo on, or off where all of the rows are; solos add up. */
  toggleSolo(...ids: number[]): void {
    const solo = ids.some((id) => this.controlsOf(id)?.solo === false)
    const next = ids.reduce((so, id) => turn(so, id, { solo }), this.#document)
    this.edit(`${solo ? 'Solo' : 'Unsolo'} ${this.nameOfAll(ids)}`, next)
  }

  /** Hears these rows alone; everything again when they already are alone. */
  only(...ids: number[]): void {
    this.edit(`Only ${this.nameOfAll(ids)}`, soloOnly(this.#document, ids))
  }

  /** Hears everything but these rows; everything again when that is so already. */
  everythingBut(...ids: number[]): void {
    this.edit(`Everything but ${this.nameOfAll(ids)}`, muteOnly(this.#document, ids))
  }

  /** Gives a row another name; an empty one is refused. */
  rename(id: number, name: string): void {
    this.edit(`Rename ${this.nameOf(id)}`, arranging.rename(this.#document, id, name))
  }

  /** Gives rows a color, 1 to 12. */
  setColor(ids: readonly number[], color: number): void {
    this.edit(`Color of ${this.nameOfAll(ids)}`, arranging.recolor(this.#document, ids, color))
  }

  /** Makes one stem of rows and selects it. */
  group(ids: readonly number[] = this.selectedIds): void {
    const { arrangement, id } = arranging.group(this.#document, ids)
    if (id === null) return
    const name = arrangement.stems.find((stem) => stem.id === id)?.name ?? ''
    this.edit(`Group ${name}`, arrangement)
    this.selection.only(id)
  }

  /** Makes stems of the parts of groups and selects them. */
  ungroup(ids: readonly number[] = this.selectedIds): void {
    const groups = this.stems.filter((stem) => ids.includes(stem.id) && isGroup(stem))
    const next = arranging.ungroup(this.#document, ids)
    this.#place(`Ungroup ${this.nameOfAll(groups.map(({ id }) => id))}`, next, ids)
  }

  /** Moves rows into a stem and selects that. */
  moveInto(ids: readonly number[], stemId: number): void {
    const next = arranging.moveInto(this.#document, ids, stemId)
    if (next === this.#document) return
    this.edit(`Move ${this.nameOfAll(ids)} into ${this.nameOf(stemId)}`, next)
    this.selection.only(stemId)
  }

  /** Moves rows to a place among the stems, 0 to their number, counted before the move. */
  moveTo(ids: readonly number[], index: number): void {
    this.#place(`Move ${this.nameOfAll(ids)}`, arranging.moveTo(this.#document, ids, index), ids)
  }

  /** Makes a stem of each part, behind the group it is taken from. */
  takeOut(ids: readonly number[]): void {
    this.#place(`Take out ${this.nameOfAll(ids)}`, arranging.takeOut(this.#document, ids), ids)
  }

  /** Moves rows to Rest; the selection goes to what stands there then. */
  moveToRest(ids: readonly number[] = this.selectedIds): void {
    const next = arranging.moveToRest(this.#document, ids)
    if (next === this.#document) return
    const at = this.rows.findIndex(({ id }) => ids.includes(id))
    this.edit(`Move ${this.nameOfAll(ids)} to Rest`, next)
    this.selection.only(this.rows[Math.min(at, this.rows.length - 1)]?.id ?? null)
  }

  /** Brings rows back from Rest, all of them without a list, and selects them. */
  bringBack(ids: readonly number[] = [REST_ID]): void {
    const components = ids.flatMap((id) => this.componentsOf(id))
    const back = this.removed.filter(({ component }) => components.includes(component))
    const name = back.length === 1 ? (back[0]?.name ?? '') : `${back.length} stems`
    this.#place(
      `Bring back ${name}`,
      arranging.bringBack(this.#document, components),
      components.map(rowOfComponent)
    )
  }

  /** Puts the stems in order. */
  sort(key: arranging.SortKey): void {
    this.edit(`Sort by ${key}`, arranging.sortStems(this.#document, key))
  }

  /** Sets the one range, or takes it away. */
  setRange(range: TimeRange | null): void {
    this.edit(range ? 'Range' : 'Clear range', { ...this.#document, range }, 'range')
  }

  /** Folds a group out or in. */
  setOpen(id: number, isOpen: boolean): void {
    const ids = new Set(this.openIds)
    if (isOpen) ids.add(id)
    else ids.delete(id)
    this.openIds = ids
    const within = id === REST_ID ? this.removed : (this.#stem(id)?.parts ?? [])
    const isHidden = within.some((part) => this.selection.ids.has(rowOfComponent(part.component)))
    if (!isOpen && isHidden) this.selection.only(id)
  }

  /** Selects the row of a component, or adds it; its group is not folded out. */
  selectComponent(component: number, isMore = false): void {
    const stem = stemOfComponent(this.stems, component)
    const isShown = stem === undefined || (isGroup(stem) && this.openIds.has(stem.id))
    const id = isShown ? rowOfComponent(component) : stem.id
    if (isMore) this.selection.toggle(id)
    else this.selection.only(id)
  }

  /** Selects from where the selection began to a row. */
  selectTo(id: number): void {
    const ids = this.rows.map((row) => row.id)
    this.selection.extend(id, ids)
  }

  /** Selects every row. */
  selectAll(): void {
    this.selection.set(this.rows.map(({ id }) => id))
  }

  /** Moves the focus by rows and selects that row; `extend` selects all on the way. */
  moveSelection(step: number, extend = false): void {
    const next = this.#rowAfter(step)
    if (next === undefined) return
    if (extend) this.selectTo(next)
    else this.selection.only(next)
  }

  /** Moves the focus by rows and leaves the selection. */
  moveFocus(step: number): void {
    const next = this.#rowAfter(step)
    if (next !== undefined) this.selection.moveFocus(next)
  }

  #rowAfter(step: number): number | undefined {
    const ids = this.rows.map(({ id }) => id)
    const index = this.focusedId === null ? -1 : ids.indexOf(this.focusedId)
    return ids[Math.min(ids.length - 1, Math.max(0, index + step))]
  }

  #stem(id: number): Stem | undefined {
    return this.stems.find((stem) => stem.id === id)
  }

  /** Makes a step and selects the stems that hold what the rows held. */
  #place(name: string, next: Arrangement, ids: readonly number[]): void {
    if (next === this.#document) return
    const components = ids.flatMap((id) => this.componentsOf(id))
    this.edit(name, next)
    const holds = (stem: Stem): boolean => stem.components.some((k) => components.includes(k))
    this.selection.set(this.stems.filter(holds).map(({ id }) => id))
  }

  #heardIds(): ReadonlySet<number> {
    const { held } = this
    if (held !== null) {
      const inside = held === REST_ID ? [] : this.componentsOf(held).map(rowOfComponent)
      return new Set([held, ...inside])
    }
    const rest =
      this.gains.rest > 0 ? [REST_ID, ...this.componentsOf(REST_ID).map(rowOfComponent)] : []
    return new Set([
      ...this.audible.flatMap((stem) => [
        stem.id,
        ...stem.parts
          .filter((part) => isPartAudible(part, stem))
          .map((part) => rowOfComponent(part.component))
      ]),
      ...rest
    ])
  }
}
