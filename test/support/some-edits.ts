/** Random edits of a document, as a person makes them. */
import fc from 'fast-check'
import { type Mixer } from '../../src-renderer/state/document/mixer.svelte'
import { REST_ID, rowOfComponent } from '../../src-renderer/state/document/rows'

/** An edit of any kind, of whatever rows there are. */
export interface SomeEdit {
  readonly kind: number
  readonly rows: readonly number[]
  readonly at: number
  /** -1 to 1. */
  readonly amount: number
}

/** Edits that fit any document. */
export const someEdit: fc.Arbitrary<SomeEdit> = fc.record({
  kind: fc.nat(14),
  rows: fc.uniqueArray(fc.nat(99), { minLength: 1, maxLength: 4 }),
  at: fc.nat(10),
  // Text knows no negative zero.
  amount: fc.double({ min: -1, max: 1, noNaN: true }).map((amount) => amount + 0)
})

/** Makes an edit, as a step of its own. */
export function doEdit(mixer: Mixer, { kind, rows, at, amount }: SomeEdit): void {
  mixer.history.press()
  change(mixer, kind, idsOf(mixer, rows), at, amount)
  mixer.history.release()
}

/** Rows that are there: numbers become stems, parts, Rest. */
function idsOf(mixer: Mixer, numbers: readonly number[]): readonly number[] {
  const parts = mixer.stems.flatMap((stem) => (stem.parts.length > 1 ? stem.parts : []))
  const ids = [
    ...mixer.stems.map(({ id }) => id),
    ...[...parts, ...mixer.removed].map(({ component }) => rowOfComponent(component)),
    REST_ID
  ]
  return [...new Set(numbers.map((number) => ids[number % ids.length] ?? REST_ID))]
}

function change(
  mixer: Mixer,
  kind: number,
  rows: readonly number[],
  at: number,
  amount: number
): void {
  const [id = 0] = rows
  const edits = [
    () => mixer.group(rows),
    () => mixer.ungroup(rows),
    () => mixer.moveInto(rows, mixer.stems[at % mixer.stems.length]?.id ?? 0),
    () => mixer.moveTo(rows, Math.min(at, mixer.stems.length)),
    () => mixer.takeOut(rows),
    () => mixer.moveToRest(rows.slice(0, 1)),
    () => mixer.bringBack(),
    () => mixer.setGain(id, amount * 40),
    () => mixer.setPan(id, amount),
    () => mixer.toggleMute(...rows),
    () => mixer.toggleSolo(...rows),
    () => mixer.rename(id, `Name ${at}`),
    () => mixer.setColor(rows, at + 1),
    () => mixer.sort(at % 2 === 0 ? 'energy' : 'pan'),
    () => mixer.setRange(amount > 0 ? { startSeconds: 0, endSeconds: amount } : null)
  ]
  edits[kind]?.()
}
