/**
 * Renders the demo: 12 seconds of a small band, from the score below.
 *
 *     node resources/demo/make-band.mjs [folder for the parts, as WAV]
 *
 * Needs fluidsynth, flac and the soundfont Fluid R3 GM, whose path SOUNDFONT names if it is not
 * where Debian's package `fluid-soundfont-gm` puts it. The recording is kept, so that nobody needs
 * them but who changes the score.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const rate = 44_100
const sampleCount = 12 * rate
const beatsPerMinute = 96
const ticksPerBeat = 480
const soundfont = process.env.SOUNDFONT ?? '/usr/share/sounds/sf2/FluidR3_GM.sf2'

/** @typedef {{ beat: number, beats: number, pitch: number, velocity: number }} Note */

/** Keys: two voicings, struck as blocks. */
const minor = [65, 69, 72, 76] // D minor 9
const major = [67, 71, 74, 79] // G 6
/** Drums of General MIDI. */
const kick = 36
const snare = 38
const hat = 42
const openHat = 46

/**
 * Sixteenths of one bar: `X` strong, `x` plain, `o` soft, `.` nothing.
 * @param {number} bar
 * @param {number} pitch
 * @param {string} pattern
 * @returns {Note[]}
 */
function hits(bar, pitch, pattern) {
  return [...pattern].flatMap((step, index) => {
    const velocity = { X: 116, x: 92, o: 58 }[step]
    return velocity ? [{ beat: 4 * bar + index / 4, beats: 0.25, pitch, velocity }] : []
  })
}

/**
 * @param {number} beat
 * @param {number} beats
 * @param {readonly number[]} pitches
 * @param {number} velocity
 * @returns {Note[]}
 */
const chord = (beat, beats, pitches, velocity) =>
  pitches.map((pitch) => ({ beat, beats, pitch, velocity }))

/** @type {Note[]} */
const drums = [0, 1, 2, 3].flatMap((bar) => [
  ...hits(bar, kick, bar % 2 === 0 ? 'X.....x.x.......' : 'X..x....x.x.....'),
  ...hits(bar, snare, bar === 3 ? '....X.......X.xX' : '....X.......X...'),
  ...hits(bar, hat, bar % 2 === 0 ? 'x.o.x.o.x.o.x.o.' : 'x.o.x.o.x.o.x...'),
  ...(bar % 2 === 1 ? hits(bar, openHat, '..............x.') : [])
])
drums.push(...hits(4, kick, 'X'), ...hits(4, 49, 'x'))

/** @type {Note[]} */
const bass = [0, 2].flatMap((bar) => {
  const at = 4 * bar
  const note = (/** @type {number} */ beat, /** @type {number} */ beats, /** @type {number} */ pitch) => ({
    beat: at + beat, beats, pitch, velocity: 104
  })
  return [
    note(0, 1.25, 38), note(1.5, 0.45, 38), note(2.5, 0.7, 38), note(3.25, 0.5, 38),
    note(4, 1.25, 43), note(5.5, 0.45, 43), note(6.5, 0.7, 43), note(7.25, 0.5, 43)
  ]
})
bass.push({ beat: 16, beats: 2.6, pitch: 38, velocity: 104 })

/** @type {Note[]} */
const keys = [0, 2].flatMap((bar) => {
  const at = 4 * bar
  return [
    ...chord(at + 0.5, 0.4, minor, 84),
    ...chord(at + 1.5, 1.6, minor, 92),
    ...chord(at + 4.5, 0.4, major, 84),
    ...chord(at + 5.5, 0.9, major, 92),
    ...chord(at + 7, 0.7, major, 80)
  ]
})
keys.push(...chord(16, 2.8, minor, 90))

/** The parts: General MIDI program, place from 0 (left) to 127, level in dB, notes. */
const parts = [
  { name: 'drums', channel: 9, program: 0, pan: 64, isCentred: true, level: 5, notes: drums },
  { name: 'bass', channel: 0, program: 33, pan: 64, isCentred: true, level: 3, notes: bass },
  { name: 'keys', channel: 0, program: 4, pan: 30, isCentred: false, level: -4, notes: keys }
]

/** @param {number} value */
function variableLength(value) {
  const bytes = [value & 127]
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 127) | 128)
  return bytes
}

/**
 * A Standard MIDI File of one track.
 * @param {(typeof parts)[number]} part
 */
function midi({ channel, program, pan, notes }) {
  const events = notes.flatMap(({ beat, beats, pitch, velocity }) => [
    { tick: Math.round(beat * ticksPerBeat), bytes: [0x90 | channel, pitch, velocity] },
    { tick: Math.round((beat + beats) * ticksPerBeat), bytes: [0x80 | channel, pitch, 0] }
  ])
  // A note's end comes before the next one's start.
  events.sort((a, b) => a.tick - b.tick || a.bytes[0] - b.bytes[0])
  const tempo = Math.round(60e6 / beatsPerMinute)
  const head = [
    ...[0, 0xff, 0x51, 3, tempo >> 16, (tempo >> 8) & 255, tempo & 255],
    ...[0, 0xc0 | channel, program, 0, 0xb0 | channel, 10, pan],
    ...[0, 0xb0 | channel, 91, 24] // a little of the room
  ]
  let last = 0
  const body = events.flatMap(({ tick, bytes }) => {
    const delta = variableLength(tick - last)
    last = tick
    return [...delta, ...bytes]
  })
  const track = [...head, ...body, ...variableLength(4 * ticksPerBeat), 0xff, 0x2f, 0]
  const chunk = (/** @type {string} */ id, /** @type {number[]} */ bytes) => {
    const size = Buffer.alloc(4)
    size.writeUInt32BE(bytes.length)
    return Buffer.concat([Buffer.from(id), size, Buffer.from(bytes)])
  }
  return Buffer.concat([chunk('MThd', [0, 0, 0, 1, ticksPerBeat >> 8, ticksPerBeat & 255]), chunk('MTrk', track)])
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {Buffer} [input]
 */
function run(program, args, input) {
  const ended = spawnSync(program, args, { input, maxBuffer: 2 ** 28 })
  if (ended.status !== 0) throw new Error(`${program}: ${ended.error?.message ?? String(ended.stderr)}`)
  return ended.stdout
}

/**
 * @param {(typeof parts)[number]} part
 * @param {string} folder
 * @returns {Float32Array} interleaved stereo, full scale 1
 */
function render(part, folder) {
  const score = join(folder, `${part.name}.mid`)
  const sound = join(folder, `${part.name}.raw`)
  writeFileSync(score, midi(part))
  const format = ['-O', 'float', '-T', 'raw', '-r', String(rate), '-g', '0.5', '-C', '0', '-q']
  run('fluidsynth', ['-ni', ...format, '-F', sound, soundfont, score])
  const bytes = readFileSync(sound)
  const samples = new Float32Array(2 * sampleCount)
  const gain = 10 ** (part.level / 20)
  const count = Math.min(samples.length, bytes.length >> 2)
  for (let i = 0; i < count; i++) samples[i] = gain * bytes.readFloatLE(4 * i)
  if (part.isCentred) {
    for (let i = 0; i < count; i += 2) samples.fill((samples[i] + samples[i + 1]) / 2, i, i + 2)
  }
  return samples
}

const folder = mkdtempSync(join(tmpdir(), 'demo-band-'))
try {
  const rendered = parts.map((part) => render(part, folder))
  const mixture = rendered[0].map((_, i) => rendered.reduce((sum, part) => sum + part[i], 0))
  // The last half second fades out, as a recording's end does.
  const fade = (/** @type {number} */ i) => Math.min(1, (sampleCount - (i >> 1)) / (rate / 2))
  const peak = mixture.reduce((most, value, i) => Math.max(most, Math.abs(value * fade(i))), 0)
  const scale = 10 ** (-1.5 / 20) / peak
  /** @param {Float32Array} samples */
  const bytesOf = (samples) => {
    const bytes = Buffer.alloc(2 * samples.length)
    samples.forEach((value, i) => bytes.writeInt16LE(Math.round(32_767 * scale * fade(i) * value), 2 * i))
    return bytes
  }
  const raw = ['--force-raw-format', '--endian=little', '--sign=signed', '--channels=2', '--bps=16']
  const flac = (/** @type {string} */ file, /** @type {Buffer} */ bytes) =>
    run('flac', ['-8', '-e', '-s', '-f', ...raw, `--sample-rate=${rate}`, '-o', file, '-'], bytes)
  flac(join(import.meta.dirname, 'demo-band.flac'), bytesOf(mixture))
  const stems = process.argv[2]
  if (stems) parts.forEach((part, p) => flac(join(stems, `${part.name}.flac`), bytesOf(rendered[p])))
} finally {
  rmSync(folder, { recursive: true })
}
