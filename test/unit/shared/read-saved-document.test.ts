import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { Failure } from '../../../shared/failure'
import { readSavedDocument } from '../../../shared/read-saved-document'
import type { SavedDocument } from '../../../shared/saved-document'
import type { Arrangement } from '../../../src-renderer/state/document/arrangement'
import { loadHistory } from '../../../src-renderer/state/document/saved'
import { documentOf, someEditing } from '../../support/some-document'

type Json = Record<string, unknown>
type Place = readonly (string | number)[]

let saved: SavedDocument

beforeAll(async () => {
  const rows = [0, 1]
  const edits = [0, 5, 7, 9, 12].map((kind) => ({ kind, rows, at: 3, amount: 0.5 }))
  saved = documentOf(await someEditing(edits, 2))
})

const copy = (): Json => JSON.parse(JSON.stringify(saved)) as Json

/** Every place in a value, its own left out. */
function placesIn(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return []
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value)
  return keys.flatMap((key) => {
    const place = [...at, key]
    return [place, ...placesIn((value as Json)[key], place)]
  })
}

const inside = (value: unknown, place: Place): unknown =>
  place.reduce((found, key) => (found as Json | undefined)?.[key], value)

/** Changes the value at a place, where it is still there. */
function put(value: unknown, place: Place, to: unknown): void {
  const holder = inside(value, place.slice(0, -1))
  if (typeof holder === 'object' && holder !== null) (holder as Json)[place.at(-1)!] = to
}

/** What reading says: null for a document that is right. */
function refusalOf(value: unknown): Failure | null {
  try {
    readSavedDocument(value)
    return null
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown
    throw thrown
  }
}

/** Checks what the window takes for granted in an arrangement. */
function expectWhole({ facts, stems, removed, range, nextId }: Arrangement): void {
  const parts = [...stems.flatMap((stem) => stem.parts), ...removed]
  const components = parts.map(({ component }) => component).sort((a, b) => a - b)
  expect(components).toEqual(facts.map((_, k) => k))
  expect(new Set(stems.map(({ id }) => id)).size).toBe(stems.length)
  for (const { id, pan, parts: own, components: listed } of stems) {
    expect(id).toBeLessThan(nextId)
    expect(Math.abs(pan)).toBeLessThanOrEqual(1)
    expect(listed).toEqual(own.map(({ component }) => component))
    if (own.length === 1) expect(own[0]).toMatchObject({ gainDb: 0, muted: false, solo: false })
  }
  for (const { name, color, gainDb, muted, solo } of [...stems, ...parts]) {
    expect(name.length).toBeGreaterThan(0)
    expect(name.length).toBeLessThanOrEqual(255)
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]).toContain(color)
    expect(gainDb >= -60 && gainDb <= 12).toBe(true)
    expect([typeof muted, typeof solo]).toEqual(['boolean', 'boolean'])
  }
  if (range !== null) expect(range.startSeconds < range.endSeconds).toBe(true)
}

test('whatever it is spoiled with, a document is refused with the field, or is whole', () => {
  const places = placesIn(copy())
  const spoiled = fc.record({
    place: fc.constantFrom(...places),
    to: fc.oneof(
      fc.constantFrom(null, undefined, NaN, Infinity, -1, 0, 1, 2, 0.5, 1e300, 2 ** 53, '', '..'),
      fc.constantFrom(true, false, 'x'.repeat(5000), [], {}, new Array<unknown>(5000).fill(0)),
      fc.constantFrom(...places).map((place) => inside(copy(), place)),
      fc.anything()
    )
  })
  fc.assert(
    fc.property(fc.array(spoiled, { minLength: 1, maxLength: 3 }), (changes) => {
      const value = copy()
      for (const { place, to } of changes) put(value, place, to)
      const refusal = refusalOf(value)
      if (refusal !== null) {
        expect(refusal.code).toMatch(/^project\//)
        expect(refusal.details['field'] ?? refusal.details['version']).toBeDefined()
        return
      }
      const document = readSavedDocument(value)
      expect(readSavedDocument(JSON.parse(JSON.stringify(document)))).toEqual(document)
      const { past, present, future } = loadHistory(
        document.history,
        (id) => document.separations.find((one) => one.id === id)!.components
      )
      for (const one of [present, ...[...past, ...future].map((step) => step.value)]) {
        expectWhole(one)
      }
    }),
    { numRuns: 500 }
  )
})

test('nothing else is a document, and nothing but a failure comes of it', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(refusalOf(value)?.code).toBe('project/unreadable')
    })
  )
})

test('every field has to be there, and fields that nobody knows are left out', () => {
  const isEarly = (key: string | number): boolean => typeof key === 'string' || key < 2
  for (const place of placesIn(copy()).filter((keys) => keys.every(isEarly))) {
    const value = copy()
    put(value, place, undefined)
    expect(refusalOf(value)?.code, place.join('.')).toBe('project/unreadable')
  }
  const more = JSON.parse(
    JSON.stringify(saved).replaceAll('{"', '{"unknown":1,"__proto__":{"version":1},"')
  ) as unknown
  expect(readSavedDocument(more)).toEqual(saved)
})

describe('a document is refused', () => {
  test('by name when a newer version has written it, whatever else is in it', () => {
    expect(refusalOf({ version: 2 })).toMatchObject({
      code: 'project/newer-version',
      details: { version: 2 }
    })
    expect(refusalOf({ ...copy(), version: 0 })?.code).toBe('project/unreadable')
  })

  const stem = ['history', 'present', 'stems', 0]
  const cases: readonly (readonly [what: string, place: Place, to: unknown, field: string])[] = [
    ['a pan beyond its end', [...stem, 'pan'], 1.5, 'history.present.stems[0].pan'],
    ['a gain that is no number', [...stem, 'gainDb'], NaN, 'history.present.stems[0].gainDb'],
    ['a color nobody has', [...stem, 'color'], 13, 'history.present.stems[0].color'],
    ['a name too long', [...stem, 'name'], 'x'.repeat(256), 'history.present.stems[0].name'],
    ['a stem of nothing', [...stem, 'parts'], [], 'history.present.stems[0].parts'],
    ['an id that is to come', [...stem, 'id'], 1000, 'history.present.stems'],
    [
      'an unknown separation',
      ['history', 'present', 'separation'],
      5,
      'history.present.separation'
    ],
    ['settings that are none', ['settings'], 5, 'settings'],
    ['a setting as text', ['settings', 'beta'], '1', 'settings.beta'],
    ['a setting out of range', ['settings', 'seed'], -1, 'settings.seed'],
    ['a range behind the end', ['settings', 'range', 'toSample'], 1e6, 'settings.range'],
    ['a shape that does not fit', ['separations', 0, 'H', 'shape', 0], 7, 'separations[0].H.shape'],
    ['an entry elsewhere', ['separations', 0, 'W', 'entry'], '../w', 'separations[0].W.entry'],
    ['an entry twice', ['separations', 1, 'W', 'entry'], 'w-3.f32', 'separations'],
    ['a separation twice', ['separations', 1, 'id'], 3, 'separations'],
    ['a fact twice', ['separations', 0, 'components', 0, 'id'], 1, 'separations[0].components'],
    ['a path with an end inside', ['recording', 'path'], 'a\0b', 'recording.path'],
    ['a hash of other length', ['recording', 'sha256'], 'ab', 'recording.sha256'],
    ['a guide', ['guide'], {}, 'guide'],
    ['a list beyond its bound', ['solutions'], new Array(10 ** 6).fill(null), 'solutions']
  ]
  test('for an id twice', () => {
    const value = copy()
    put(value, [...stem, 'id'], inside(value, ['history', 'present', 'stems', 1, 'id']))
    expect(refusalOf(value)?.details).toEqual({ field: 'history.present.stems' })
  })

  test.each(cases)('for %s', (_, place, to, field) => {
    const value = copy()
    put(value, place, to)
    expect(refusalOf(value)).toMatchObject({ code: 'project/unreadable', details: { field } })
  })
})
