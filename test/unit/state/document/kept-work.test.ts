import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SeparationResult } from '../../../../shared/contract'
import { defaultSettings } from '../../../../shared/settings'
import { startArrangement } from '../../../../src-renderer/state/document/arrangement'
import {
  readDocument,
  readQueue,
  writeWork,
  type KeptDocument,
  type KeptWork
} from '../../../../src-renderer/state/document/kept-work'
import { Mixer } from '../../../../src-renderer/state/document/mixer.svelte'
import { saveArrangement, saveHistory } from '../../../../src-renderer/state/document/saved'
import { summaryOf } from '../../../support/documents'
import { factsOf } from '../../../support/some-arrangement'
import { doEdit, someEdit } from '../../../support/some-edits'

const K = 5
const facts = Array.from({ length: K }, (_, id) => factsOf(id))
const resultOf = (generation: number): SeparationResult => ({
  document: 3,
  generation,
  factorization: {
    settings: { ...defaultSettings(44_100), components: K },
    frameCount: 10,
    binCount: 5,
    componentCount: K,
    meanV: 1,
    peak: 1,
    divergence: [2, 1]
  },
  components: facts,
  seconds: 1,
  residualDb: -150
})
const pcm = { sampleRate: 44_100, channels: [new Float32Array(441_000)] }
const held = { document: 3, summary: summaryOf(pcm), separations: [resultOf(1), resultOf(2)] }

/** What a window has after some edits of separation 2, while a third one runs. */
function workAfter(edits: Parameters<typeof doEdit>[1][]): KeptWork & { document: KeptDocument } {
  const mixer = new Mixer()
  mixer.history.clear(startArrangement(facts, { separation: 2 }))
  for (const edit of edits) doEdit(mixer, edit)
  const arrangement = saveArrangement(mixer.history.present)
  return {
    queue: [{ path: '/music/next.wav', name: 'next.wav' }],
    document: {
      document: 3,
      history: saveHistory(mixer.history.mark(), () => true),
      solutions: [{ name: 'A', arrangement }],
      live: {
        arrangement: saveArrangement(startArrangement(facts, { separation: 9 })),
        names: facts.map(({ name }) => name)
      },
      settings: defaultSettings(44_100),
      listenTo: 'remix'
    }
  }
}

describe('work that is kept for the next window', () => {
  test('comes back as it was, whatever was done to the stems', () => {
    fc.assert(
      fc.property(fc.array(someEdit, { maxLength: 8 }), (edits) => {
        const work = workAfter(edits)
        const text = writeWork(work)
        expect(readDocument(text, held)).toEqual(work.document)
        expect(readQueue(text)).toEqual(work.queue)
      }),
      { numRuns: 50 }
    )
  })

  test('is not taken for that of another recording', () => {
    const text = writeWork(workAfter([]))
    expect(readDocument(text, { ...held, document: 4 })).toBeNull()
    expect(readDocument(null, held)).toBeNull()
  })

  test('leaves out steps and solutions whose separations are gone, and keeps the rest', () => {
    const work = workAfter([])
    const arrangement = saveArrangement(startArrangement(facts, { separation: 1 }))
    const history = { ...work.document.history, past: [{ name: 'Separate', arrangement }] }
    const solutions = [{ name: 'A', arrangement }, ...work.document.solutions]
    const text = writeWork({ ...work, document: { ...work.document, history, solutions } })
    const back = readDocument(text, { ...held, separations: [resultOf(2)] })
    expect(back?.history.past).toEqual([])
    expect(back?.history.present).toEqual(work.document.history.present)
    expect(back?.solutions).toEqual(work.document.solutions)
  })

  test('never throws, whatever the text holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        readQueue(text)
        return readDocument(text, held) === null
      })
    )
  })
})
