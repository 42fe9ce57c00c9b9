import fc from 'fast-check'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultPreferences } from '../../../../shared/default-preferences'
import { repairPreferences } from '../../../../src-main/checks/preference-checks'
import { jsonFile } from '../../../../src-main/remembered/json-file'
import { Places } from '../../../../src-main/remembered/places'
import { PreferenceStore } from '../../../../src-main/remembered/preferences'
import {
  recentFileLimit,
  RecentFiles,
  repairRecentFiles
} from '../../../../src-main/remembered/recent-files'
import { summaryOf } from '../../../support/documents'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'partwise-main-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('preferences made of anything are preferences, and good ones stay as they are', () => {
  const good = fc.record({
    theme: fc.constantFrom('system', 'dark', 'light'),
    axis: fc.constantFrom('mel', 'log', 'linear'),
    spectrogramGainDb: fc.integer({ min: -60, max: 60 }),
    spectrogramRangeDb: fc.integer({ min: 20, max: 120 }),
    colorMap: fc.constantFrom('dusk', 'paper', 'grey'),
    quality: fc.constantFrom('fast', 'balanced', 'fine'),
    laneHeight: fc.constantFrom('compact', 'normal', 'tall', 'fill'),
    headWidth: fc.integer({ min: 216, max: 360 }),
    inspectorShown: fc.boolean(),
    follow: fc.boolean(),
    outputDevice: fc.constantFrom(null, { id: '3f', label: 'Headphones' }),
    exporting: fc.record({
      format: fc.constantFrom('wav16', 'flac24'),
      nameTemplate: fc.constantFrom('{number}_{stem}', '{song} {stem}'),
      asMixed: fc.boolean(),
      groups: fc.constantFrom('file', 'parts'),
      rest: fc.boolean(),
      mix: fc.boolean(),
      projects: fc.constantFrom([], ['rpp'], ['dawproject', 'rpp']),
      midi: fc.boolean(),
      oneShots: fc.boolean()
    })
  })
  fc.assert(
    fc.property(good, (value) => {
      expect(repairPreferences(value)).toEqual(value)
    })
  )
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const repaired = repairPreferences(value)
      expect(repairPreferences(repaired)).toEqual(repaired)
      expect(Object.keys(repaired).sort()).toEqual(Object.keys(defaultPreferences).sort())
    })
  )
})

test.each(['', 'garbage', '{"theme":"pink","axis":', '[]', 'null', '"dark"', '{"theme":7}'])(
  'a preferences file that holds %j gives the defaults',
  (text) => {
    const path = join(folder, 'preferences.json')
    writeFileSync(path, text)
    expect(new PreferenceStore(jsonFile(path)).current).toEqual(defaultPreferences)
  }
)

test('preferences that were saved are there at the next start, and nothing else is left', async () => {
  const file = jsonFile(join(folder, 'new', 'preferences.json'))
  const changed = { ...defaultPreferences, theme: 'light', axis: 'log' } as const
  await new PreferenceStore(file).save(changed)
  expect(new PreferenceStore(file).current).toEqual(changed)
  expect(readdirSync(join(folder, 'new'))).toEqual(['preferences.json'])
})

const light = { ...defaultPreferences, theme: 'light' } as const

test.each([
  ['is garbage', '{"theme":"light"'],
  ['is no object', '["light"]'],
  ['has a value that does not exist', '{"theme":"pink"}'],
  ['is of a newer version', '{"version":2,"theme":"dark","sparkle":9}']
])('a preferences file that %s is kept beside before it is replaced', async (_, text) => {
  const path = join(folder, 'preferences.json')
  writeFileSync(path, text)
  const store = new PreferenceStore(jsonFile(path))
  expect(readdirSync(folder)).toEqual(['preferences.json'])
  await store.save(light)
  await store.save(defaultPreferences)
  expect(readFileSync(`${path}.unreadable`, 'utf8')).toBe(text)
  expect(new PreferenceStore(jsonFile(path)).current).toEqual(defaultPreferences)
})

test('preferences say their version, and no copy is made of good or of older ones', async () => {
  const path = join(folder, 'preferences.json')
  writeFileSync(path, '{"theme":"light"}')
  await new PreferenceStore(jsonFile(path)).save(light)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ version: 1, ...light })
  await new PreferenceStore(jsonFile(path)).save(light)
  expect(readdirSync(folder)).toEqual(['preferences.json'])
})

test('lists that cannot be read are kept beside, too, also when the app is about to end', async () => {
  const [recent, places, window] = ['recent', 'places', 'window'].map((name) => join(folder, name))
  writeFileSync(recent!, '[{"path":7}]')
  writeFileSync(places!, '[]')
  writeFileSync(window!, '{')
  await new RecentFiles(jsonFile(recent!)).clear()
  await new Places(jsonFile(places!)).set('openFolder', folder)
  const state = jsonFile(window!)
  expect(state.read()).toBeUndefined()
  state.writeNow(1)
  for (const path of [recent!, places!, window!]) {
    expect(readFileSync(`${path}.unreadable`, 'utf8')).toMatch(/^(\[\]|\[\{"path":7\}\]|\{)$/)
  }
})

test('half a file that a killed app has left is gone with the next start', () => {
  const path = join(folder, 'preferences.json')
  writeFileSync(`${path}.new`, '{"the')
  expect(new PreferenceStore(jsonFile(path)).current).toEqual(defaultPreferences)
  expect(readdirSync(folder)).toEqual([])
})

test('of many writes at once the last one is on disk', async () => {
  const path = join(folder, 'value.json')
  const file = jsonFile(path)
  await Promise.all([1, 2, 3, 4].map((value) => file.write(value)))
  expect(readFileSync(path, 'utf8')).toBe('4\n')
  file.writeNow(5)
  expect(file.read()).toBe(5)
})

test('a write that failed does not stop the next one', async () => {
  const blocker = join(folder, 'taken')
  writeFileSync(blocker, '')
  const file = jsonFile(join(blocker, 'value.json'))
  await expect(file.write(1)).rejects.toThrow()
  rmSync(blocker)
  await file.write(2)
  expect(file.read()).toBe(2)
})

test('recent files: newest first, each once, a dozen at most', async () => {
  let now = 0
  const file = jsonFile(join(folder, 'recent.json'))
  const recent = new RecentFiles(file, () => ++now)
  const pcm = { sampleRate: 48_000, channels: [new Float32Array(96_000)] }
  for (let i = 0; i < 15; i++) await recent.add(summaryOf(pcm, `/music/${String(i)}.wav`))
  await recent.add(summaryOf(pcm, '/music/9.wav'))
  expect(recent.list).toHaveLength(recentFileLimit)
  expect(recent.list[0]).toEqual({
    path: '/music/9.wav',
    name: '9.wav',
    seconds: 2,
    sampleRate: 48_000,
    channelCount: 1,
    openedAt: 16
  })
  expect(recent.list.filter((entry) => entry.name === '9.wav')).toHaveLength(1)
  expect(new RecentFiles(file).list).toEqual(recent.list)
  await recent.clear()
  expect(new RecentFiles(file).list).toEqual([])
})

test('a recent file that is gone is marked, and can be forgotten alone', async () => {
  const recent = new RecentFiles(jsonFile(join(folder, 'recent.json')))
  const pcm = { sampleRate: 8000, channels: [new Float32Array(8)] }
  const [there, gone] = [join(folder, 'there.wav'), join(folder, 'gone.wav')]
  writeFileSync(there, '')
  await recent.add(summaryOf(pcm, there))
  await recent.add(summaryOf(pcm, gone))
  expect(recent.listed.map(({ isMissing }) => isMissing)).toEqual([false, false])
  expect((await recent.look()).map(({ isMissing }) => isMissing)).toEqual([true, false])
  writeFileSync(gone, '')
  expect((await recent.look()).map(({ isMissing }) => isMissing)).toEqual([false, false])
  await recent.remove(gone)
  expect(recent.list.map(({ path }) => path)).toEqual([there])
})

test('recent files made of anything are recent files', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(repairRecentFiles(repairRecentFiles(value))).toEqual(repairRecentFiles(value))
    })
  )
  expect(repairRecentFiles([{ path: 'relative.wav' }, null, 7])).toEqual([])
})

test('a remembered folder that is gone is forgotten', async () => {
  const file = jsonFile(join(folder, 'places.json'))
  await new Places(file).set('openFolder', folder)
  expect(new Places(file).get('openFolder')).toBe(folder)
  await new Places(file).set('exportParent', join(folder, 'gone'))
  expect(new Places(file).get('exportParent')).toBeNull()
})
