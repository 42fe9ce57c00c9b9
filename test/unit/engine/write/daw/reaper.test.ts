import { describe, expect, test } from 'vitest'
import { reaperProject } from '../../../../../src-main/engine/write/daw/reaper'
import { readRpp, rppLine, type RppBlock } from '../../../../support/read-rpp'
import { someProject, track } from '../../../../support/some-project'

const project = someProject((name) => `/music/Song/stems/${name}`)
const root = readRpp(reaperProject(project, '/music/Song'))
const tracks = root.blocks

function file(block: RppBlock): RppBlock {
  return block.blocks[0]!.blocks[0]!
}

describe('a REAPER project', () => {
  test('says title, rate and tempo', () => {
    expect(root.words).toEqual(['REAPER_PROJECT', '0.1', '6.33', '0'])
    expect(rppLine(root, 'SAMPLERATE')).toEqual(['48000', '1', '0'])
    expect(rppLine(root, 'TEMPO')).toEqual(['100.5', '4', '4'])
    expect(rppLine(root, 'TITLE')).toEqual(['A <Song> & "more"'])
  })

  test('has a track for each stem and group, in order, whatever they are called', () => {
    expect(tracks.map((each) => rppLine(each, 'NAME')[0])).toEqual([
      `<Kick> & "Snare" 'x' 'y'`,
      'Band',
      ']]> > <TRACK',
      'Inner',
      'Flöte – 日本 🎹',
      'broken \ufffd'
    ])
  })

  test.each([
    [1, '2'],
    [5, '6'],
    [6, '6']
  ])('has tracks and a master wide enough for %i channels', (channelCount, width) => {
    const wide = readRpp(reaperProject({ ...project, channelCount }, '/music/Song'))
    expect(wide.blocks.map((each) => rppLine(each, 'NCHAN')[0])).toEqual(tracks.map(() => width))
    if (channelCount > 2) expect(rppLine(wide, 'MASTER_NCH')).toEqual([width, '2'])
  })

  test('opens and closes folders', () => {
    expect(tracks.map((each) => rppLine(each, 'ISBUS').join(' '))).toEqual([
      '0 0',
      '1 1',
      '0 0',
      '1 1',
      '2 -2',
      '0 0'
    ])
    expect(tracks.filter((each) => each.blocks.length === 0)).toHaveLength(2)
  })

  test('carries gain, pan, mute and color', () => {
    const volumes = tracks.map((each) => rppLine(each, 'VOLPAN').slice(0, 2).map(Number))
    expect(volumes[0]![0]).toBeCloseTo(0.501187, 6)
    expect(volumes[0]![1]).toBe(-0.5)
    expect(volumes[2]![0]).toBe(0)
    expect(volumes[5]![0]).toBeCloseTo(2.818383, 6)
    expect(tracks.map((each) => rppLine(each, 'MUTESOLO')[0]).join('')).toBe('100000')
    // #FF8000 as blue, green, red.
    expect(rppLine(tracks[1]!, 'PEAKCOL')).toEqual([String(0x1000000 + 0x0080ff)])
  })

  test('puts every file at 0 with its whole length, named from where the project lies', () => {
    const items = tracks.filter((each) => each.blocks.length > 0)
    expect(items.map((each) => rppLine(file(each), 'FILE')[0])).toEqual([
      'stems/01_Kick.wav',
      'stems/02_Bass.flac',
      'stems/03_Flute.wav',
      'stems/04_Rest.wav'
    ])
    expect(items.map((each) => file(each).words.join(' '))).toEqual([
      'SOURCE WAVE',
      'SOURCE FLAC',
      'SOURCE WAVE',
      'SOURCE WAVE'
    ])
    for (const each of items) {
      expect(rppLine(each.blocks[0]!, 'POSITION')).toEqual(['0'])
      const seconds = Number(rppLine(each.blocks[0]!, 'LENGTH')[0])
      expect(Math.round(seconds * 48_000 * 1e6) / 1e6).toBe(100_001)
    }
  })

  test('without a known tempo has the usual one', () => {
    const plain = readRpp(reaperProject({ ...project, tempo: null, title: '' }, '/music'))
    expect(rppLine(plain, 'TEMPO')[0]).toBe('120')
    expect(rppLine(plain, 'TITLE')).toEqual([])
  })

  test('with a color that is none is a bug', () => {
    const broken = { ...project, tracks: [track('A', null, { color: 'red' })] }
    expect(() => reaperProject(broken, '/')).toThrow('red')
  })
})
