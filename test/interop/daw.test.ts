import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createWavFile } from '../../src-main/engine/write/formats/encode-wav'
import { writeDawProject } from '../../src-main/engine/write/daw/dawproject'
import { midiFile } from '../../src-main/engine/write/daw/midi-file'
import { createZipFile } from '../../src-main/engine/write/daw/zip-file'
import { run, runPython } from '../support/programs'
import { someProject } from '../support/some-project'

/** The published schemas of DAWproject, where somebody has put them. */
const schemas =
  process.env['PARTWISE_DAWPROJECT'] ?? join(import.meta.dirname, '../../../shared/dawproject')

const folder = mkdtempSync(join(tmpdir(), 'partwise-daw-'))
afterAll(() => rmSync(folder, { recursive: true }))

const stem = createWavFile(folder, 'stem.wav', {
  format: 'wav24',
  sampleRate: 48_000,
  channelCount: 2,
  sampleCount: 100_001,
  timeReference: null
})
const samples = Float64Array.from({ length: 100_001 }, (_, n) => (n * 7919) % 2 ** 23)
stem.write([samples, samples], 100_001)
const stemPath = stem.finish()

describe('a DAWproject', () => {
  const project = someProject(() => stemPath)
  const path = writeDawProject(project, folder, 'Song.dawproject', () => true)!
  const out = join(folder, 'unpacked')

  test('is a sound ZIP to unzip and to Python', () => {
    mkdirSync(out)
    run('unzip', '-tqq', path)
    run('unzip', '-qq', path, '-d', out)
    expect(readFileSync(join(out, 'audio/stem.wav')).equals(readFileSync(stemPath))).toBe(true)
    const script = 'import sys, zipfile\nprint(zipfile.ZipFile(sys.argv[1]).testzip())'
    expect(runPython(script, path).trim()).toBe('None')
    expect(run('soxi', '-s', join(out, 'audio/stem 4.wav')).toString().trim()).toBe('100001')
  })

  test('is well-formed, and its names come back as they were', () => {
    for (const name of ['project.xml', 'metadata.xml']) run('xmllint', '--noout', join(out, name))
    const [kick, bass, flute] = [1, 3, 5].map((i) => {
      const shown = run(
        'xmllint',
        '--xpath',
        `string(//Track[@id="track${i}"]/@name)`,
        join(out, 'project.xml')
      )
      return shown.toString().replace(/\n$/, '')
    })
    expect([kick, bass, flute]).toEqual([
      project.tracks[0]!.name,
      project.tracks[1]!.children[0]!.name,
      project.tracks[1]!.children[1]!.children[0]!.name
    ])
  })

  if (existsSync(join(schemas, 'Project.xsd'))) {
    test('is valid against the published schemas, with and without what may be missing', () => {
      const bare = { ...project, title: '', artist: '', tempo: null, tracks: [] }
      const barePath = writeDawProject(bare, folder, 'Bare.dawproject', () => true)!
      const bareOut = join(folder, 'bare')
      run('unzip', '-qq', barePath, '-d', bareOut)
      for (const each of [out, bareOut]) {
        const validate = (schema: string, name: string): unknown =>
          run('xmllint', '--noout', '--schema', join(schemas, schema), join(each, name))
        validate('Project.xsd', 'project.xml')
        validate('MetaData.xsd', 'metadata.xml')
      }
    })
  }

  test('has large headers that others read', () => {
    const zip = createZipFile(folder, 'large.zip', undefined, 1000)
    zip.addFile('audio/stem.wav', stemPath, () => true)
    zip.addBytes('Flöte 日本.txt', Buffer.from('far'))
    const large = zip.finish()
    run('unzip', '-tqq', large)
    const script =
      'import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\n' +
      'print(z.testzip(), [(i.filename, i.file_size) for i in z.infolist()])'
    const size = readFileSync(stemPath).length
    expect(runPython(script, large).trim()).toBe(
      `None [('audio/stem.wav', ${size}), ('Flöte 日本.txt', 3)]`
    )
  })
})

test('mido reads tempo, names and notes of a MIDI file', () => {
  const note = { startSeconds: 0.5, endSeconds: 1.25, midiPitch: 61, velocity: 84 }
  const bytes = midiFile({
    title: 'Song',
    tempo: 100,
    tracks: [
      { name: 'Bass', notes: [note, { ...note, startSeconds: 1, midiPitch: 40 }], isDrums: false },
      { name: 'Flöte', notes: [], isDrums: false },
      { name: 'Kick', notes: [{ ...note, midiPitch: 36 }], isDrums: true }
    ]
  })
  const path = join(folder, 'song.mid')
  writeFileSync(path, bytes)
  const script = `
import sys, json, mido
f = mido.MidiFile(sys.argv[1], charset='utf8')
tempo = next(m.tempo for m in f.tracks[0] if m.type == 'set_tempo')
notes = []
for t in f.tracks:
    now = 0
    for m in t:
        now += m.time
        if m.type in ('note_on', 'note_off'):
            at = round(mido.tick2second(now, f.ticks_per_beat, tempo), 4)
            notes.append([t.name, m.type, at, m.note, m.velocity, m.channel])
print(json.dumps([f.type, tempo, [t.name for t in f.tracks], notes]))`
  expect(JSON.parse(runPython(script, path))).toEqual([
    1,
    600_000,
    ['Song', 'Bass', 'Flöte', 'Kick'],
    [
      ['Bass', 'note_on', 0.5, 61, 84, 0],
      ['Bass', 'note_on', 1, 40, 84, 0],
      ['Bass', 'note_off', 1.25, 40, 64, 0],
      ['Bass', 'note_off', 1.25, 61, 64, 0],
      ['Kick', 'note_on', 0.5, 36, 84, 9],
      ['Kick', 'note_off', 1.25, 36, 64, 9]
    ]
  ])
})
