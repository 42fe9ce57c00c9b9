/** The third-party programs that the interop tests use, and how they are installed. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { program, provide } from './libraries.mjs'
import { choosePython, pythonNeeds } from './python.mjs'

const clip = join(import.meta.dirname, '../resources/demo/piano-notes.wav') // soxi knows files alone

/** What the tests need of ffmpeg and not every build has. */
const ffmpegEncoders = ['aac', 'flac', 'libmp3lame', 'libopus', 'libvorbis', 'mp2']
const ffmpegDecoders = ['libopus']
const ffmpegFilters = ['ebur128']

/** @returns {import('./libraries.mjs').Need[]} */
function ffmpegNeeds() {
  return [
    program('ffmpeg', 'ffmpeg', '-version'),
    program('ffprobe', 'ffmpeg', '-version'),
    ...ffmpegEncoders.map((name) => ability('encoder', name)),
    ...ffmpegDecoders.map((name) => ability('decoder', name)),
    ...ffmpegFilters.map((name) => ability('filter', name))
  ]
}

/**
 * @param {'encoder' | 'decoder' | 'filter'} kind
 * @param {string} name
 * @returns {import('./libraries.mjs').Need}
 */
function ability(kind, name) {
  const ask = () => {
    const args = ['-hide_banner', '-loglevel', 'error', '-h', `${kind}=${name}`]
    const { stdout } = spawnSync('ffmpeg', args, { encoding: 'utf8' })
    return /^(Encoder|Decoder|Filter) /m.test(stdout ?? '') // it ends with 0 for unknown ones, too
  }
  return { name: `ffmpeg's ${kind} ${name}`, package: 'ffmpeg', isThere: ask }
}

/**
 * Installs all of it, with one Python for all scripts.
 * @returns {{ python: string, missing: string[] }} what is still missing, by name
 */
export function provideInterop() {
  const python = choosePython()
  const missing = provide([
    program('sox', 'sox'),
    program('soxi', 'sox', clip),
    program('flac', 'flac'),
    program('metaflac', 'flac'),
    ...ffmpegNeeds(),
    program('xmllint', 'libxml2-utils'),
    program('unzip', 'unzip', '-v'),
    program(python, 'python3'),
    ...pythonNeeds(python)
  ])
  return { python, missing }
}

/**
 * Finds a Python for the soak tests.
 * @returns {{ python: string, missing: string[] }}
 */
export function providePython() {
  const python = choosePython()
  return { python, missing: provide([program(python, 'python3'), ...pythonNeeds(python)]) }
}
