import { expect, test, vi } from 'vitest'
import type { Input } from '../../../../shared/contract'
import type { Note } from '../../../../shared/notes'
import { StemNotes } from '../../../../src-renderer/state/listening/stem-notes.svelte'
import { factsOf, singles } from '../../../support/some-arrangement'

const note: Note = { startSeconds: 0, endSeconds: 1, midiPitch: 60, velocity: 100 }
const source = { document: 1, generation: 2 }
const facts = [factsOf(0), factsOf(1, { percussive: true })]
const [stem, drum] = singles(2).stems as [
  ReturnType<typeof singles>['stems'][number],
  ReturnType<typeof singles>['stems'][number]
]

const fail = (thrown: unknown): void => {
  throw thrown
}

test('a stem is read as what it seems to be until somebody says otherwise', () => {
  const notes = new StemNotes(() => Promise.resolve([]), fail)
  expect(notes.settingsOf(stem, facts)).toEqual({ mode: 'chords', sensitivity: 0.5 })
  expect(notes.settingsOf(drum, facts).mode).toBe('hits')
  notes.choose(drum.id, { mode: 'line', sensitivity: 0.8 })
  expect(notes.settingsOf(drum, facts)).toEqual({ mode: 'line', sensitivity: 0.8 })
  notes.clear()
  expect(notes.settingsOf(drum, facts).mode).toBe('hits')
})

test('the same is asked once; of quick changes only the last, and the old notes stay meanwhile', async () => {
  const asked: Input<'findNotes'>[] = []
  const notes = new StemNotes((input) => {
    asked.push(input)
    return Promise.resolve([{ ...note, velocity: Math.round(100 * input.settings.sensitivity) }])
  }, fail)
  const load = (sensitivity: number): void =>
    notes.load(stem, { mode: 'chords', sensitivity }, source)
  load(0.5)
  load(0.5)
  await vi.waitFor(() => expect(notes.notesOf(stem.id)).toHaveLength(1))
  for (const sensitivity of [0.6, 0.7, 0.8]) load(sensitivity)
  expect(notes.notesOf(stem.id)?.[0]?.velocity).toBe(50)
  await vi.waitFor(() => expect(notes.notesOf(stem.id)?.[0]?.velocity).toBe(80))
  expect(asked.map(({ settings }) => settings.sensitivity)).toEqual([0.5, 0.8])
})

test('a failure is told once, and the next look asks again', async () => {
  const failures: unknown[] = []
  let isBroken = true
  const notes = new StemNotes(
    () => (isBroken ? Promise.reject(new Error('gone')) : Promise.resolve([note])),
    (thrown) => failures.push(thrown)
  )
  const settings = { mode: 'chords', sensitivity: 0.5 } as const
  notes.load(stem, settings, source)
  await vi.waitFor(() => expect(failures).toHaveLength(1))
  isBroken = false
  notes.load(stem, settings, source)
  await vi.waitFor(() => expect(notes.notesOf(stem.id)).toEqual([note]))
})
