/**
 * The stems as the window shows them: rows and their names, what is heard, selected, open. Rows are
 * named by ids, see rows.ts. What changes the document is in mixer.svelte.ts.
 */
import {
  componentGains,
  faderGain,
  isAudible,
  isPartAudible,
  type ComponentGains
} from '../../../shared/mix'
import {
  emptyArrangement,
  isGroup,
  stemOfComponent,
  type Arrangement,
  type Part,
  type SeparationId,
  type Stem
} from './arrangement'
import { heldGains } from './held-gains'
import { History } from './history.svelte'
import { controlsOf, type Controls } from './mixing'
import { withMonitoring } from './monitoring'
import { componentOfRow, REST_ID, rowOfComponent, rowsOf, type RestSource } from './rows'
import { Selection } from './selection.svelte'

/** The document as rows. */
export class StemRows {
  readonly history: History<Arrangement>
  readonly selection = new Selection()
  /** The row whose name is to get the focus; whoever focuses it resets this. */
  renamingId = $state<number | null>(null)
  /** The only row that is heard while somebody holds it; null for the mix. */
  held = $state<number | null>(null)
  /** Whether the recording itself is heard, whatever the mix is. */
  isBypassed = $state(false)
  /** Groups that are folded out, and `REST_ID`. */
  openIds = $state.raw<ReadonlySet<number>>(new Set())

  /** The present arrangement. */
  protected readonly document = $derived.by(() => this.history.present)
  readonly stems = $derived(this.document.stems)
  readonly removed = $derived(this.document.removed)
  readonly facts = $derived(this.document.facts)
  /** The document's range, which is looped, separated and exported; null for none. */
  readonly range = $derived(this.document.range)
  readonly rows = $derived.by(() =>
    rowsOf(this.stems, this.removed, this.openIds, this.restSources(this.document.separation))
  )
  /** Stems that are heard in the mix. */
  readonly audible = $derived(
    this.stems.filter((stem) => isAudible(stem, this.stems, this.document.rest))
  )
  /** Rows that are heard now: all of them while the recording itself is. */
  readonly heardIds = $derived.by(() => this.#heardIds())

  constructor(history = new History<Arrangement>(emptyArrangement)) {
    this.history = history
    history.carry = withMonitoring
  }

  /** Rows that are selected, in their order. */
  readonly selectedIds = $derived.by(() =>
    this.rows.map(({ id }) => id).filter((id) => this.selection.ids.has(id))
  )
  /** Components of the selected rows. */
  readonly selectedComponents = $derived.by(() => [
    ...new Set(this.selectedIds.flatMap((id) => this.componentsOf(id)))
  ])
  /** The row that keys work on; null when it does not exist (any more). */
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

  /** Linear gains of every component and of Rest: those of the mix, or of what is held. */
  get gains(): ComponentGains {
    const { stems, rest, facts } = this.document
    const held = this.held === null ? null : heldGains(this.document, this.held)
    return held ?? componentGains(stems, facts.length, rest)
  }

  /** Whether a stem is heard in the mix. */
  isAudible(stem: Stem): boolean {
    return isAudible(stem, this.stems, this.document.rest)
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
    return controlsOf(this.document, id)
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

  /** What goes to Rest by the nature of a separation; nothing where its settings are unknown. */
  protected restSources(_separation: SeparationId | null): readonly RestSource[] {
    return []
  }

  #rowAfter(step: number): number | undefined {
    const ids = this.rows.map(({ id }) => id)
    const index = this.focusedId === null ? -1 : ids.indexOf(this.focusedId)
    return ids[Math.min(ids.length - 1, Math.max(0, index + step))]
  }

  #stem(id: number): Stem | undefined {
    return this.stems.find((stem) => stem.id === id)
  }

  #heardIds(): ReadonlySet<number> {
    const { held } = this
    if (held !== null) {
      const inside = held === REST_ID ? [] : this.componentsOf(held).map(rowOfComponent)
      return new Set([held, ...inside])
    }
    if (this.isBypassed) {
      const components = [
        ...this.stems.flatMap((stem) => stem.components),
        ...this.componentsOf(REST_ID)
      ]
      return new Set([
        ...this.stems.map(({ id }) => id),
        ...components.map(rowOfComponent),
        REST_ID
      ])
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
