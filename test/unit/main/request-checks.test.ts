import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Input, RequestName } from '../../../shared/contract'
import { Failure } from '../../../shared/failure'
import { defaultSettings } from '../../../shared/settings'
import { requestNames } from '../../../src-main/channel'
import { defaultPreferences } from '../../../src-main/preferences'
import { requestChecks } from '../../../src-main/request-checks'

const stem = { name: 'Kick', components: [0, 3], gain: 1 }
const good: { readonly [N in RequestName]: readonly Input<N>[] } = {
  openAudio: [{ path: null }, { path: '/music/a.wav' }],
  openDemo: [null],
  separate: [{ document: 1, settings: defaultSettings(44_100) }],
  cancelSeparation: [{ document: 1 }],
  useSeparation: [
    { document: 1, generation: 2 },
    { document: 1, generation: null }
  ],
  setHistory: [
    { undo: 'Group Sax', redo: null },
    { undo: null, redo: 'Gain of Low' }
  ],
  setSpectrogramAxis: [{ document: 2, axis: 'log' }],
  planExport: [
    { document: 1, folder: null, names: ['Kick', ''], format: 'wav24' },
    { document: 1, folder: '/music/stems', names: [], format: 'wav32f' }
  ],
  chooseFolder: [{ current: '/music' }, { current: '' }],
  exportStems: [
    { document: 1, stems: [stem], format: 'wav16', folder: '/music/stems', complete: false }
  ],
  cancelExport: [{ document: 1 }],
  showFolder: [{ folder: '/music/stems' }],
  recentFiles: [null],
  clearRecentFiles: [null],
  loadPreferences: [null],
  savePreferences: [defaultPreferences],
  deliverSamples: [{ job: 1, channel: 0, from: 0, samples: new Float32Array(3) }],
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
  ['openAudio', null],
  ['openAudio', 'text'],
  ['openAudio', {}],
  ['separate', { document: 1 }],
  ['separate', { document: -1, settings: defaultSettings(44_100) }],
  ['setSpectrogramAxis', { document: 1, axis: 'bark' }],
  ['planExport', { ...good.planExport[0], names: [7] }],
  ['exportStems', { ...good.exportStems[0], stems: [{ ...stem, gain: -1 }] }],
  ['exportStems', { ...good.exportStems[0], stems: [{ ...stem, components: [1.5] }] }],
  ['exportStems', { ...good.exportStems[0], format: 'mp3' }],
  ['exportStems', { ...good.exportStems[0], complete: 'yes' }],
  ['savePreferences', { ...defaultPreferences, theme: 'pink' }],
  ['deliverSamples', { ...good.deliverSamples[0], samples: [0, 1] }],
  ['deliverSamples', { ...good.deliverSamples[0], samples: new Float32Array(2 ** 19 + 1) }],
  ['deliverSamples', { ...good.deliverSamples[0], channel: 2 }],
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
