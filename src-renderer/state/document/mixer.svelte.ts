/**
 * What a person does with the stems: every change of the document, each a step of `history`. Rows
 * are named by ids, see rows.ts; stem-rows.svelte.ts has what is shown.
 */
import type { TimeRange } from '../../../shared/audio'
import type { ComponentFacts } from '../../../shared/factorization'
import {
  emptyArrangement,
  isGroup,
  startArrangement,
  type Arrangement,
  type SeparationId,
  type Stem
} from './arrangement'
import * as arranging from './arranging'
import { goOn, nextArrangement } from './carry-over'
import { Handover, type HandedOver } from './handover'
import type { History } from './history.svelte'
import type { LoadedSeparation } from './loaded-separation'
import { LoadedSeparations } from './loaded-separations'
import { muteOnly, soloOnly, turn, unmute } from './mixing'
import { REST_ID, rowOfComponent, type RestSource } from './rows'
import { StemRows } from './stem-rows.svelte'

export type { Part, Stem } from './arrangement'

/** The rows, and the actions on them. */
export class Mixer extends StemRows {
  /** Whether stems can be turned left and right: more than two channels have no such pair. */
  canPan = $state(true)
  /** Called when gain, pan, mute or solo was turned, so that it can be heard. */
  onTurn: () => void = () => undefined
  readonly #separations: LoadedSeparations
  #handover: Handover | null = null

  /**
   * @param history of the document
   * @param separations where the ids of the document are looked up
   */
  constructor(history?: History<Arrangement>, separations = new LoadedSeparations()) {
    super(history)
    this.#separations = separations
  }

  /** Begins with the stems of a separation, one for each component, without a step. */
  load(facts: readonly ComponentFacts[]): void {
    this.#begin(startArrangement(facts))
  }

  /** Removes all stems and the history. */
  clear(): void {
    this.#begin(emptyArrangement)
  }

  #begin(arrangement: Arrangement): void {
    this.history.clear(arrangement)
    this.#separations.clear()
    this.#handover = null
    this.held = null
    this.openIds = new Set()
    this.selection.only(arrangement.stems[0]?.id ?? null)
  }

  /** Takes a new separation, as a step; what is mostly the same sound keeps its place. */
  adopt(separation: LoadedSeparation): void {
    this.held = null
    const previous = this.document
    const before = this.#separations.find(previous.separation)
    this.#separations.add(separation)
    this.edit('Separate', nextArrangement(previous, before, separation))
    this.#handover = new Handover(previous, before, this.document)
    if (this.selectedIds.length === 0) this.selection.only(this.stems[0]?.id ?? null)
  }

  /**
   * Takes a later state of a separation, as a step, whose arrangement is known from a window before
   * this one.
   */
  resume(arrangement: Arrangement, separation: LoadedSeparation): void {
    this.held = null
    const previous = this.document
    const before = this.#separations.find(previous.separation)
    this.#separations.add(separation)
    this.edit('Separate', goOn(arrangement, separation))
    // As worked with: which of it the window before was given and which was edited, nobody knows.
    const shown = { ...this.document, stems: [...this.document.stems] }
    this.#handover = new Handover(previous, before, shown)
    if (this.selectedIds.length === 0) this.selection.only(this.stems[0]?.id ?? null)
  }

  /**
   * Replaces the state of a running separation by a later one, in every step that has it. At the
   * end it is arranged anew, by what it has become, unless somebody has worked with its stems.
   */
  goOn(before: LoadedSeparation, after: LoadedSeparation): void {
    const { generation } = before.result
    this.#separations.add(after)
    const next = this.#handover?.next(this.document, after)
    this.history.rewrite((arrangement) =>
      next && arrangement.separation === generation ? next(arrangement) : arrangement
    )
    this.#separations.remove(generation)
    const rows = new Set(this.rows.map(({ id }) => id))
    const isLost = this.held !== null && !rows.has(this.held)
    if (isLost) this.held = null
    if (this.selectedIds.length === 0) this.selection.only(this.stems[0]?.id ?? null)
  }

  /**
   * What became of the stems that somebody made before the last separation; none where there was no
   * separation before.
   */
  handedOver(): HandedOver | null {
    const after = this.#separations.find(this.document.separation)
    return after && (this.#handover?.result(this.document, after) ?? null)
  }

  /** Makes a step of the document. */
  edit(name: string, next: Arrangement, merge?: string): void {
    this.history.edit(name, next, merge === undefined ? {} : { merge })
  }

  /** Gain in dB, kept within the fader's range. */
  setGain(id: number, gainDb: number): void {
    const next = turn(this.document, id, { gainDb })
    this.#turn(`Gain of ${this.nameOf(id)}`, next, `gain ${id}`)
  }

  /** Balance, -1 to 1, where there is one. */
  setPan(id: number, pan: number): void {
    if (!this.canPan) return
    this.#turn(`Pan of ${this.nameOf(id)}`, turn(this.document, id, { pan }), `pan ${id}`)
  }

  /** Mute on, or off where all of the rows are. */
  toggleMute(...ids: number[]): void {
    const muted = ids.some((id) => this.controlsOf(id)?.muted === false)
    const next = ids.reduce((so, id) => turn(so, id, { muted }), this.document)
    this.#turn(`${muted ? 'Mute' : 'Unmute'} ${this.nameOfAll(ids)}`, next)
  }

  /** Solo on, or off where all of the rows are; solos add up. Not a step: see monitoring.ts. */
  toggleSolo(...ids: number[]): void {
    const solo = ids.some((id) => this.controlsOf(id)?.solo === false)
    this.#listen(ids.reduce((so, id) => turn(so, id, { solo }), this.document))
  }

  /**
   * Solos these rows alone, or nothing when they already are alone; not a step. Where one of them
   * is muted, it is unmuted, which is one.
   */
  only(...ids: number[]): void {
    this.#turn(`Unmute ${this.nameOfAll(ids)}`, unmute(this.document, ids))
    this.#listen(soloOnly(this.document, ids))
  }

  /** Mutes only these rows; all rows are heard again when that is so already. */
  everythingBut(...ids: number[]): void {
    this.#turn(`Everything but ${this.nameOfAll(ids)}`, muteOnly(this.document, ids))
  }

  /** Gives a row another name; an empty one is refused. */
  rename(id: number, name: string): void {
    this.edit(`Rename ${this.nameOf(id)}`, arranging.rename(this.document, id, name))
  }

  /** Gives rows a color, 1 to 12. */
  setColor(ids: readonly number[], color: number): void {
    this.edit(`Color of ${this.nameOfAll(ids)}`, arranging.recolor(this.document, ids, color))
  }

  /** Makes one stem of rows and selects it. */
  group(ids: readonly number[] = this.selectedIds): void {
    const { arrangement, id } = arranging.group(this.document, ids)
    if (id === null) return
    const name = arrangement.stems.find((stem) => stem.id === id)?.name ?? ''
    this.edit(`Group ${name}`, arrangement)
    this.selection.only(id)
  }

  /** Makes stems of the parts of groups and selects them. */
  ungroup(ids: readonly number[] = this.selectedIds): void {
    const groups = this.stems.filter((stem) => ids.includes(stem.id) && isGroup(stem))
    const next = arranging.ungroup(this.document, ids)
    this.#place(`Ungroup ${this.nameOfAll(groups.map(({ id }) => id))}`, next, ids)
  }

  /** Moves rows into a stem and selects that. */
  moveInto(ids: readonly number[], stemId: number): void {
    const next = arranging.moveInto(this.document, ids, stemId)
    if (next === this.document) return
    this.edit(`Move ${this.nameOfAll(ids)} into ${this.nameOf(stemId)}`, next)
    this.selection.only(stemId)
  }

  /** Moves rows to a place among the stems, 0 to their number, counted before the move. */
  moveTo(ids: readonly number[], index: number): void {
    this.#place(`Move ${this.nameOfAll(ids)}`, arranging.moveTo(this.document, ids, index), ids)
  }

  /** Makes a stem of each part, after the group it is taken from. */
  takeOut(ids: readonly number[]): void {
    this.#place(`Take out ${this.nameOfAll(ids)}`, arranging.takeOut(this.document, ids), ids)
  }

  /** Moves rows to Rest; what then takes their place is selected. */
  moveToRest(ids: readonly number[] = this.selectedIds): void {
    const next = arranging.moveToRest(this.document, ids)
    if (next === this.document) return
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
      arranging.bringBack(this.document, components),
      components.map(rowOfComponent)
    )
  }

  /** Puts the stems in order. */
  sort(key: arranging.SortKey): void {
    this.edit(`Sort by ${key}`, arranging.sortStems(this.document, key))
  }

  /** Sets the document's range, or removes it; not a step: see monitoring.ts. */
  setRange(range: TimeRange | null): void {
    this.history.amend({ ...this.document, range })
  }

  /** Makes a step of the mix. */
  #turn(name: string, next: Arrangement, merge?: string): void {
    if (next === this.document) return
    this.edit(name, next, merge)
    this.onTurn()
  }

  /** Changes what is listened to. */
  #listen(next: Arrangement): void {
    if (next === this.document) return
    this.history.amend(next)
    this.onTurn()
  }

  protected override restSources(separation: SeparationId | null): readonly RestSource[] {
    const settings = this.#separations.find(separation)?.factorization.settings
    if (settings === undefined) return []
    const { range, mask } = settings
    return [
      ...(range ? ['outside' as const] : []),
      ...(mask === 'direct' ? ['leftover' as const] : [])
    ]
  }

  /** Makes a step and selects the stems that hold what the rows held. */
  #place(name: string, next: Arrangement, ids: readonly number[]): void {
    if (next === this.document) return
    const components = ids.flatMap((id) => this.componentsOf(id))
    this.edit(name, next)
    const holds = (stem: Stem): boolean => stem.components.some((k) => components.includes(k))
    this.selection.set(this.stems.filter(holds).map(({ id }) => id))
  }
}
