import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSavedDocument } from '../../../../shared/read-saved-document'
import {
  emptyArrangement,
  type Arrangement
} from '../../../../src-renderer/state/document/arrangement'
import { History } from '../../../../src-renderer/state/document/history.svelte'
import {
  loadHistory,
  loadSeparation,
  saveHistory,
  saveSeparation
} from '../../../../src-renderer/state/document/saved'
import { singles } from '../../../support/some-arrangement'
import { documentOf, factsOfSome, resultOf, someEditing } from '../../../support/some-document'
import { someEdit } from '../../../support/some-edits'

const written = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

test('whatever was made of it, a document comes back from text as it was, with its past', async () => {
  const editing = fc.array(someEdit, { maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(editing, fc.nat(30), async (edits, undone) => {
      const mixer = await someEditing(edits, undone)
      const saved = documentOf(mixer)
      const read = readSavedDocument(written(saved))
      expect(read).toEqual(saved)
      const { past, present, future } = mixer.history.mark()
      const loaded = loadHistory(read.history, factsOfSome)
      const noMerge = (steps: typeof past): typeof past =>
        steps.map((step) => ({ ...step, merge: null }))
      expect(loaded).toEqual({ past: noMerge(past), present, future: noMerge(future) })
      const history = new History(emptyArrangement)
      history.rewind(loaded)
      await history.undo()
      expect(history.present).toEqual(past.at(-1)?.value ?? present)
    }),
    { numRuns: 30 }
  )
})

test('a document before its first separation comes back, too', () => {
  const present = { ...emptyArrangement, range: { startSeconds: 0.25, endSeconds: 1 } }
  const history = new History<Arrangement>(present)
  const saved = saveHistory(history.mark(), () => false)
  expect(loadHistory(saved, () => []).present).toEqual(present)
})

test('a separation is saved without its arrays, and is the same to the window afterwards', () => {
  const result = resultOf(9, 4)
  expect(loadSeparation(saveSeparation(result), result.document)).toEqual(result)
})

test('steps are saved as far as their separations are, and nothing that lies behind', () => {
  const history = new History<Arrangement>(emptyArrangement)
  for (const separation of [2, 1, 2, 2]) {
    history.edit('Separate', { ...singles(3), separation })
  }
  const { past } = saveHistory(history.mark(), (id) => id === 2)
  expect(past.map(({ arrangement }) => arrangement.separation)).toEqual([2])
})

test('steps are saved as far as there is room, what can be undone before what can be redone', async () => {
  const history = new History<Arrangement>(emptyArrangement)
  const wide = singles(128)
  for (let n = 0; n < 200; n++) history.edit(`Step ${n}`, { ...wide, separation: 1 })
  for (let n = 0; n < 20; n++) await history.undo()
  const whole = saveHistory(history.mark(), () => true)
  expect(whole.past).toHaveLength(128)
  expect(whole.past.at(-1)?.name).toBe('Step 179')
  expect(whole.future).toEqual([])
  history.keepPast(118)
  const { past, future } = saveHistory(history.mark(), () => true)
  expect(past).toHaveLength(118)
  expect(future.map(({ name }) => name)).toHaveLength(10)
  expect(future.at(-1)?.name).toBe('Step 180')
})
