import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Input, RequestName } from '../../../../shared/contract'
import { Failure } from '../../../../shared/failure'
import { defaultSettings } from '../../../../shared/settings'
import { requestNames } from '../../../../src-main/requests/channel'
import { emptyMenuState } from '../../../../src-main/menu/menu-parts'
import { defaultPreferences } from '../../../../shared/default-preferences'
import { requestChecks } from '../../../../src-main/requests/request-checks'
import { someChoices, somePart, someStem } from '../../../support/export-choices'

const stem = someStem('Kick', [0, 3], {
  notes: { mode: 'hits', sensitivity: 0.5 },
  parts: [somePart('Low', 0), somePart('High', 3, { gainDb: -60 })]
})
const choices = someChoices([stem], {
  range: { fromSample: 0, toSample: 10 },
  projects: ['rpp'],
  oneShots: [0],
  tempo: 99.5
})
const good: { readonly [N in RequestName]: readonly Input<N>[] } = {
  beginWindow: [null],
  keepWork: [{ work: '{}' }],
  openAudio: [{ path: '/music/a.wav' }],
  chooseFiles: [null],
  listAudio: [{ paths: ['/music/a.wav', '/music/album'] }],
  cancelListing: [null],
  openDemo: [{ demo: 'band' }, { demo: 'piano' }],
  separate: [
    { document: 1, settings: defaultSettings(44_100) },
    { document: 1, settings: { ...defaultSettings(44_100), range: { fromSample: 0, toSample: 9 } } }
  ],
  expectedSeconds: [{ document: 1, settings: defaultSettings(44_100) }],
  awaitSeparation: [{ document: 1 }],
  awaitExport: [{ document: 1 }],
  cancelSeparation: [{ document: 1 }],
  previewTaken: [{ document: 1, generation: 2 }],
  useSeparation: [
    { document: 1, generation: 2 },
    { document: 1, generation: null }
  ],
  findNotes: [
    { document: 1, generation: 2, components: [0], settings: { mode: 'line', sensitivity: 1 } }
  ],
  setHistory: [
    { undo: 'Group Sax', redo: null },
    { undo: null, redo: 'Gain of Low' }
  ],
  setSpectrogramAxis: [{ document: 2, axis: 'log' }],
  planExport: [
    { ...choices, folder: null },
    { ...choices, folder: '/music/stems' }
  ],
  chooseFolder: [{ current: '/music' }, { current: '' }],
  exportStems: [{ ...choices, folder: '/music/stems', allowClipping: false }],
  prepareDrag: [
    { document: 1, stems: [{ name: 'Kick', components: [0] }], format: 'flac24', range: null }
  ],
  startDrag: [{ paths: ['/data/Kick.wav'] }],
  cancelExport: [{ document: 1 }],
  showFolder: [{ folder: '/music/stems' }],
  recentFiles: [null],
  clearRecentFiles: [null],
  loadPreferences: [null],
  forgetRecentFile: [{ path: '/music/a.wav' }],
  setMenuState: [emptyMenuState, { ...emptyMenuState, listenTo: 'remix', view: 'model' }],
  savePreferences: [defaultPreferences],
  deliverSamples: [
    { job: 1, channel: 0, from: 0, samples: new Float32Array(3) },
    { job: 1, channel: 7, from: 0, samples: new Float32Array(3) }
  ],
  endDecoding: [
    { job: 1, decoded: { channelCount: 2, sampleCount: 3 } },
    { job: 2, decoded: null }
  ],
  setPlaying: [{ playing: true }]
}

test('good inputs pass unchanged, and fields that nobody asked for do not', () => {
  for (const name of requestNames) {
    for (const input of good[name]) {
      expect(requestChecks[name](structuredClone(input)), name).toEqual(input)
      if (input === null) continue
      expect(requestChecks[name]({ ...input, more: 'fields' }), name).toEqual(input)
    }
  }
})

test('an input with any field replaced by something else is refused or harmless', () => {
  const junk = fc.oneof(fc.anything(), fc.constantFrom(NaN, -1, 1.5, Infinity, '', '../a', {}, []))
  fc.assert(
    fc.property(fc.constantFrom(...requestNames), junk, fc.nat(), (name, value, pick) => {
      const [input] = good[name]
      if (input === null || input === undefined) return
      const keys = Object.keys(input)
      const key = keys[pick % keys.length] ?? ''
      try {
        const checked = requestChecks[name]({ ...input, [key]: value })
        expect(requestChecks[name](checked)).toEqual(checked)
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(Failure)
      }
    }),
    { numRuns: 500 }
  )
})

test.each([
  ['openAudio', { path: 'relative.wav' }],
  ['openAudio', { path: '/a\0.wav' }],
  ['openAudio', { path: null }],
  ['openAudio', null],
  ['listAudio', { paths: ['song.wav'] }],
  ['findNotes', { ...good.findNotes[0], settings: { mode: 'tab', sensitivity: 1 } }],
  ['findNotes', { ...good.findNotes[0], settings: { mode: 'line', sensitivity: 2 } }],
  ['savePreferences', { ...defaultPreferences, exporting: { format: 'mp3' } }],
  ['openAudio', 'text'],
  ['openAudio', {}],
  ['separate', { document: 1 }],
  ['separate', { document: -1, settings: defaultSettings(44_100) }],
  ['setSpectrogramAxis', { document: 1, axis: 'bark' }],
  ['planExport', { ...good.planExport[0], nameTemplate: 7 }],
  ['planExport', { ...good.planExport[0], range: { fromSample: 5, toSample: 5 } }],
  ['planExport', { ...good.planExport[0], range: { fromSample: -1, toSample: 5 } }],
  ['planExport', { ...good.planExport[0], tempo: 0 }],
  ['planExport', { ...good.planExport[0], projects: ['als'] }],
  ['planExport', { ...good.planExport[0], oneShots: [0.5] }],
  ['planExport', { ...good.planExport[0], groups: 'folders' }],
  ['exportStems', { ...good.exportStems[0], stems: [{ ...stem, gainDb: 13 }] }],
  ['exportStems', { ...good.exportStems[0], stems: [{ ...stem, pan: 2 }] }],
  ['exportStems', { ...good.exportStems[0], stems: [{ ...stem, color: 13 }] }],
  ['exportStems', { ...good.exportStems[0], stems: [{ ...stem, components: [1.5] }] }],
  ['exportStems', { ...good.exportStems[0], stems: [{ ...stem, parts: [{}] }] }],
  ['exportStems', { ...good.exportStems[0], stems: [{ ...stem, notes: { mode: 'tab' } }] }],
  ['exportStems', { ...good.exportStems[0], format: 'mp3' }],
  ['exportStems', { ...good.exportStems[0], allowClipping: 'yes' }],
  ['prepareDrag', { ...good.prepareDrag[0], stems: [{ name: 'x', components: [128] }] }],
  ['startDrag', { paths: ['Kick.wav'] }],
  ['savePreferences', { ...defaultPreferences, theme: 'pink' }],
  ['savePreferences', { ...defaultPreferences, laneHeight: 'huge' }],
  ['savePreferences', { ...defaultPreferences, follow: 1 }],
  ['setMenuState', { ...emptyMenuState, view: 'both' }],
  ['setMenuState', { ...emptyMenuState, canGroup: 'yes' }],
  ['deliverSamples', { ...good.deliverSamples[0], samples: [0, 1] }],
  ['deliverSamples', { ...good.deliverSamples[0], samples: new Float32Array(2 ** 19 + 1) }],
  ['deliverSamples', { ...good.deliverSamples[0], channel: 8 }],
  ['endDecoding', { job: 1, decoded: { channelCount: 2, sampleCount: -1 } }],
  ['setPlaying', { playing: 1 }]
] as const)('%s refuses %j', (name, input) => {
  expect(() => requestChecks[name](input)).toThrow(expect.objectContaining({ code: 'bug' }))
})

test('settings out of range are told from a bug', () => {
  const settings = { ...defaultSettings(44_100), components: 129 }
  expect(() => requestChecks.separate({ document: 1, settings })).toThrow(
    expect.objectContaining({ code: 'settings/invalid' })
  )
})
