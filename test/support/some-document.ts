/** Documents as they are saved, of two separations and whatever was made of them. */
import type { SeparationResult } from '../../shared/contract'
import { binCount, frameCount } from '../../shared/dsp/stft'
import type { SavedDocument } from '../../shared/saved-document'
import { defaultSettings } from '../../shared/settings'
import { startArrangement } from '../../src-renderer/state/document/arrangement'
import { Mixer } from '../../src-renderer/state/document/mixer.svelte'
import {
  saveArrangement,
  saveHistory,
  saveSeparation,
  type FactsOf
} from '../../src-renderer/state/document/saved'
import { factsOf } from './some-arrangement'
import { doEdit, type SomeEdit } from './some-edits'

const recording = {
  path: '/music/Lied über Wasser.wav',
  size: 1_234_567,
  sha256: '0123456789abcdef'.repeat(4),
  sampleCount: 100_000,
  sampleRate: 44_100
}

/** What main said of a separation of that recording. */
export function resultOf(generation: number, components: number): SeparationResult {
  const settings = { ...defaultSettings(recording.sampleRate), components, seed: generation }
  return {
    document: 1,
    generation,
    factorization: {
      settings,
      frameCount: frameCount(recording.sampleCount, settings),
      binCount: binCount(settings.windowSize),
      componentCount: components,
      meanV: 0.25,
      peak: 0.9,
      divergence: [2, 1, 0.5]
    },
    components: Array.from({ length: components }, (_, id) =>
      factsOf(id, { pitchHz: id % 2 === 0 ? 55.5 : null, position: -0.5 })
    ),
    seconds: 1.5,
    residualDb: -140
  }
}

const results = [resultOf(3, 6), resultOf(7, 12)]

/** Facts of the two separations. */
export const factsOfSome: FactsOf = (id) =>
  results.find(({ generation }) => generation === id)!.components

/** A mixer in which one separation was edited, then the other, and some of it was undone. */
export async function someEditing(edits: readonly SomeEdit[], undone: number): Promise<Mixer> {
  const mixer = new Mixer()
  for (const { generation: separation, components } of results) {
    mixer.edit('Separate', startArrangement(components, { separation, range: mixer.range }))
    for (const edit of edits) doEdit(mixer, edit)
  }
  for (let i = 0; i < undone; i++) await mixer.history.undo()
  return mixer
}

/** All that is saved of it. */
export function documentOf({ history }: Mixer): SavedDocument {
  return {
    version: 1,
    recording,
    settings: {
      ...defaultSettings(recording.sampleRate),
      range: { fromSample: 0, toSample: 44_100 }
    },
    guide: null,
    separations: results.map(saveSeparation),
    solutions: results.map(({ generation: separation, components }, i) => ({
      name: 'AB'.charAt(i),
      arrangement: saveArrangement(startArrangement(components, { separation }))
    })),
    history: saveHistory(history.mark(), () => true),
    view: { secondsPerPixel: 0.001, startSeconds: 0.5 }
  }
}
