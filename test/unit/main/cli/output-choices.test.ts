import { describe, expect, test } from 'vitest'
import type { ComponentFacts } from '../../../../shared/factorization'
import {
  choicesFor,
  formatFor,
  readOutput,
  samplesIn,
  type OutputChoices
} from '../../../../src-main/cli/output-choices'
import { summaryOf } from '../../../support/documents'

const song = summaryOf({ sampleRate: 44_100, channels: [new Float32Array(441_000)] })

function facts(id: number, more: Partial<ComponentFacts> = {}): ComponentFacts {
  return {
    id,
    name: `Part ${id}`,
    energy: 0.5,
    pitchHz: 440,
    noisiness: 0,
    percussive: false,
    position: 0,
    onsets: 3,
    ...more
  }
}

const rangeOf = (range: string): OutputChoices['range'] => readOutput({ range }).range

describe('a range', () => {
  test.each([
    ['2.4-7.2', 105_840, 317_520],
    ['0:02.4-0:07.2', 105_840, 317_520],
    ['0:0:1-0:0:2', 44_100, 88_200],
    ['3-', 132_300, 441_000],
    ['9.5-99', 418_950, 441_000]
  ])('%s is samples %i to %i', (text, fromSample, toSample) => {
    expect(samplesIn(rangeOf(text), song)).toEqual({ fromSample, toSample })
  })

  test('that the recording does not reach is told with its length', () => {
    expect(() => samplesIn(rangeOf('10-11'), song)).toThrow(
      expect.objectContaining({ code: 'settings/invalid' })
    )
  })
})

test('FLAC is as deep as the recording, other formats are as they are said', () => {
  const flac = readOutput({ format: 'flac' })
  expect(formatFor(flac, song)).toBe('flac16')
  for (const sampleFormat of ['int24', 'float32', 'lossy'] as const) {
    expect(formatFor(flac, { ...song, sampleFormat })).toBe('flac24')
  }
  expect(formatFor(readOutput({}), song)).toBe('wav24')
  expect(formatFor(readOutput({}), { ...song, peakDb: 1 })).toBe('wav32f')
  expect(formatFor(readOutput({ format: 'wav16' }), { ...song, peakDb: 1 })).toBe('wav16')
})

test('every component is a stem, with notes and hits where they are asked for', () => {
  const components = [facts(1), facts(0, { percussive: true, pitchHz: null })]
  const plain = choicesFor(readOutput({}), song, components)
  expect(plain.stems.map(({ components: own, notes }) => [own, notes])).toEqual([
    [[1], null],
    [[0], null]
  ])
  expect(plain).toMatchObject({ oneShots: [], projects: [], tempo: null, rest: false })
  const asked = readOutput({ midi: true, 'one-shots': true, project: 'rpp,dawproject' })
  const tagged = { ...song, tags: { ...song.tags, tempo: 98 } }
  const all = choicesFor(asked, tagged, components)
  expect(all).toMatchObject({ oneShots: [1], projects: ['rpp', 'dawproject'], tempo: 98 })
  expect(all.stems.map(({ notes }) => notes?.mode)).toEqual(['chords', 'hits'])
  expect(choicesFor(readOutput({ tempo: '120' }), tagged, components).tempo).toBe(120)
})
