import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import {
  metadataXml,
  projectXml,
  writeDawProject
} from '../../../../../src-main/engine/write/daw/dawproject'
import { createZipFile } from '../../../../../src-main/engine/write/daw/zip-file'
import { xmlDocument } from '../../../../../src-main/engine/write/daw/xml'
import { readZip } from '../../../../support/read-zip'
import { someProject, track } from '../../../../support/some-project'

const root = fs.mkdtempSync(join(tmpdir(), 'partwise-daw-'))
afterAll(() => fs.rmSync(root, { recursive: true }))
const sources = join(root, 'stems')
fs.mkdirSync(sources)
const carryOn = (): boolean => true

/** A file of bytes that differ from those of other names. */
function sound(name: string): string {
  const path = join(sources, name)
  fs.writeFileSync(path, Buffer.alloc(3_000_000, name))
  return path
}
const project = someProject(sound)
const xml = projectXml(project)

/** Values of an attribute of every element of a name, in order. */
function attributes(element: string, attribute: string): string[] {
  const found = xml.matchAll(new RegExp(`<${element}\\s[^>]*?\\b${attribute}="([^"]*)"`, 'g'))
  return [...found].map(([, value]) => value!)
}

describe('project.xml', () => {
  test('has a track for each stem, groups around theirs, and a master', () => {
    expect(attributes('Track', 'contentType')).toEqual([
      'audio',
      'tracks',
      'audio',
      'tracks',
      'audio',
      'audio',
      'audio'
    ])
    expect(attributes('Track', 'name').at(-1)).toBe('Master')
    expect(xml).toMatch(/<Track [^>]*name="Band"[\s\S]*<Track [^>]*name="Inner"[\s\S]*<\/Track>/)
  })

  test('sends every channel to its group, and groups to the master', () => {
    expect(attributes('Channel', 'destination')).toEqual([
      'master',
      'master',
      'track2-channel',
      'track2-channel',
      'track4-channel',
      'master'
    ])
    const ids = [...xml.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('carries gain, pan, mute and color', () => {
    expect(attributes('Volume', 'value').map(Number)).toEqual(
      [-6, 3, -Infinity, 0, 0, 9].map((db) => expect.closeTo(10 ** (db / 20), 8) as number)
    )
    expect(attributes('Pan', 'value').map(Number)).toEqual([0.25, 0.5, 0.5, 0.5, 0.5, 1])
    expect(attributes('Mute', 'value').join(' ')).toBe('true false false false false false')
    expect(attributes('Track', 'color')[1]).toBe('#FF8000')
  })

  test('puts one clip for each file at 0, in seconds, with its whole length', () => {
    expect(attributes('Clip', 'time')).toEqual(['0', '0', '0', '0'])
    for (const seconds of attributes('Audio', 'duration')) {
      expect(Number(seconds) * 48_000).toBeCloseTo(100_001, 3)
    }
    expect(attributes('File', 'path')).toEqual([
      'audio/01_Kick.wav',
      'audio/02_Bass.flac',
      'audio/03_Flute.wav',
      'audio/04_Rest.wav'
    ])
  })

  test('says the tempo only when it is known', () => {
    expect(attributes('Tempo', 'value')).toEqual(['100.5'])
    expect(projectXml({ ...project, tempo: null })).not.toContain('Transport')
  })

  test('tells files apart whose names differ in case or folder only', () => {
    const tracks = ['/a/Kick.wav', '/b/Kick.wav', '/a/KICK.wav'].map((file) => track('K', file))
    const paths = projectXml({ ...project, tracks }).match(/audio\/[^"]*/g)
    expect(paths).toEqual(['audio/Kick.wav', 'audio/Kick 2.wav', 'audio/KICK 3.wav'])
  })
})

test('metadata says what is known', () => {
  const text = metadataXml(project)
  expect(text).toContain('<Title>A &#60;Song&#62; &#38; &#34;more&#34;</Title>')
  expect(text).toContain('<Artist>Änne</Artist>')
  expect(text).not.toContain('Album')
})

test('what XML cannot hold is marked, not lost in silence', () => {
  const text = xmlDocument(['A', { b: 'x\u0000y\ud83cz\uffff' }, '\t\n🎹'])
  expect(text).toContain('b="x\ufffdy\ufffdz\ufffd"')
  expect(text).toContain('>&#9;&#10;🎹<')
})

describe('the archive', () => {
  const here = (): string => fs.mkdtempSync(join(root, 'out-'))

  test('holds both documents and every file as it is', () => {
    const folder = here()
    const path = writeDawProject(project, folder, 'Song.dawproject', carryOn)!
    expect(basename(path)).toBe('Song.dawproject')
    const entries = readZip(path)
    expect([...entries.keys()].slice(0, 2)).toEqual(['project.xml', 'metadata.xml'])
    expect(entries.get('project.xml')!.toString()).toBe(xml)
    for (const name of ['01_Kick.wav', '02_Bass.flac', '03_Flute.wav', '04_Rest.wav']) {
      expect(entries.get(`audio/${name}`)!.equals(fs.readFileSync(join(sources, name)))).toBe(true)
    }
    expect(fs.readdirSync(folder)).toEqual(['Song.dawproject'])
  })

  test('is the same for the same project, and never replaces another', () => {
    const folder = here()
    const write = (name: string): string => writeDawProject(project, folder, name, carryOn)!
    const [a, b] = ['A.dawproject', 'B.dawproject'].map(write)
    expect(() => write('A.dawproject')).toThrow(
      expect.objectContaining({ code: 'export/not-writable' }) as Error
    )
    expect(fs.readFileSync(a!).equals(fs.readFileSync(b!))).toBe(true)
  })

  test('of any size has large headers where plain ones are too small', () => {
    const folder = here()
    const zip = createZipFile(folder, 'large.zip', fs, 1000)
    zip.addBytes('small.txt', Buffer.from('small'))
    zip.addFile('large.bin', sound('large.bin'), carryOn)
    zip.addBytes('far.txt', Buffer.from('far'))
    const entries = readZip(zip.finish())
    expect([...entries].map(([name, bytes]) => [name, bytes.length])).toEqual([
      ['small.txt', 5],
      ['large.bin', 3_000_000],
      ['far.txt', 3]
    ])
  })

  test('says so when it was cancelled', () => {
    const folder = here()
    const fractions: number[] = []
    const stopHalfWay = (fraction: number): boolean => {
      fractions.push(fraction)
      return fraction < 0.5
    }
    expect(writeDawProject(project, folder, 'S.dawproject', stopHalfWay)).toBeNull()
    expect(fractions.length).toBeGreaterThan(4)
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b))
  })

  test('fails when the disk is full or a file is gone', () => {
    const writeSync = ((...args: Parameters<typeof fs.writeSync>) => {
      if (Number((args as unknown[])[4]) < 2_000_000) return fs.writeSync(...args)
      throw Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' })
    }) as typeof fs.writeSync
    const write = (given = project, using = fs): unknown =>
      writeDawProject(given, here(), 'S.dawproject', carryOn, using)
    expect(() => write(project, { ...fs, writeSync })).toThrow(
      expect.objectContaining({ code: 'export/disk-full' }) as Error
    )
    const gone = { ...project, tracks: [track('A', join(sources, 'gone.wav'))] }
    expect(() => write(gone)).toThrow(
      expect.objectContaining({ code: 'export/not-writable' }) as Error
    )
  })
})
