/**
 * Standard MIDI files of type 1: a track with tempo and title, then one track for each stem. Times
 * are those of the recording, so that at this tempo the notes match the sound. Numbers are
 * big-endian.
 */
import type { Note } from '../../../../shared/notes'

/** Notes of one stem. */
export interface MidiTrack {
  readonly name: string
  /** In any order. */
  readonly notes: readonly Note[]
  /** Plays on the channel of drums. */
  readonly isDrums: boolean
}

/** What a file is made from. */
export interface MidiProject {
  readonly title: string
  /** Quarter notes a minute; null writes 120, at which a quarter note is half a second. */
  readonly tempo: number | null
  readonly tracks: readonly MidiTrack[]
}

const TICKS_PER_QUARTER = 960
const UNKNOWN_TEMPO = 120
const DRUM_CHANNEL = 9
const CHANNELS = 16
/** Microseconds of a quarter note have 24 bits. */
const SLOWEST_QUARTER = 2 ** 24 - 1
const NOTE_OFF = 0x80
const NOTE_ON = 0x90

interface MidiEvent {
  readonly tick: number
  readonly bytes: readonly number[]
}

/** The bytes of a file. */
export function midiFile({ title, tempo, tracks }: MidiProject): Uint8Array {
  const wanted = Math.round(60e6 / (tempo ?? UNKNOWN_TEMPO))
  const quarter = Math.min(SLOWEST_QUARTER, Math.max(1, wanted))
  // From the tempo as it is written, so that rounding it moves no note.
  const toTicks = (seconds: number): number =>
    Math.round((seconds * 1e6 * TICKS_PER_QUARTER) / quarter)
  const head = Buffer.alloc(14)
  head.write('MThd', 'latin1')
  head.writeUInt32BE(6, 4)
  head.writeUInt16BE(1, 8)
  head.writeUInt16BE(tracks.length + 1, 10)
  head.writeUInt16BE(TICKS_PER_QUARTER, 12)
  const tempoTrack = [
    text(0x03, title),
    { tick: 0, bytes: [0xff, 0x51, 3, quarter >> 16, (quarter >> 8) & 0xff, quarter & 0xff] },
    { tick: 0, bytes: [0xff, 0x58, 4, 4, 2, 24, 8] }
  ]
  let pitched = 0
  const chunks = tracks.map(({ name, notes, isDrums }) => {
    const channel = isDrums ? DRUM_CHANNEL : pitchedChannel(pitched++)
    return chunk([text(0x03, name), ...noteEvents(notes, channel, toTicks)])
  })
  return Buffer.concat([head, chunk(tempoTrack), ...chunks])
}

/** All channels but the one of drums, in turn. */
function pitchedChannel(index: number): number {
  const channel = index % (CHANNELS - 1)
  return channel < DRUM_CHANNEL ? channel : channel + 1
}

/**
 * Notes on and off by time; a note ends where the next of its pitch begins, and lasts a tick at
 * least.
 */
function noteEvents(
  notes: readonly Note[],
  channel: number,
  toTicks: (seconds: number) => number
): MidiEvent[] {
  const sorted = notes
    .map(({ startSeconds, endSeconds, midiPitch, velocity }) => {
      const start = toTicks(startSeconds)
      return { start, end: Math.max(start + 1, toTicks(endSeconds)), midiPitch, velocity }
    })
    .sort((a, b) => a.start - b.start || a.midiPitch - b.midiPitch)
  const events: MidiEvent[] = []
  const nextOf = new Map<number, number>()
  for (const { start, end, midiPitch, velocity } of sorted.toReversed()) {
    const next = nextOf.get(midiPitch) ?? Infinity
    // Two notes at the same time become one.
    if (next === start) continue
    nextOf.set(midiPitch, start)
    events.push({ tick: start, bytes: [NOTE_ON | channel, midiPitch, velocity] })
    events.push({ tick: Math.min(end, next), bytes: [NOTE_OFF | channel, midiPitch, 64] })
  }
  return events.sort(
    (a, b) => a.tick - b.tick || a.bytes[0]! - b.bytes[0]! || a.bytes[1]! - b.bytes[1]!
  )
}

function text(kind: number, value: string): MidiEvent {
  const bytes = Buffer.from(value, 'utf8')
  return { tick: 0, bytes: [0xff, kind, ...variableLength(bytes.length), ...bytes] }
}

function chunk(events: readonly MidiEvent[]): Uint8Array {
  let last = 0
  const body = events.flatMap(({ tick, bytes }) => {
    const delta = tick - last
    last = tick
    return [...variableLength(delta), ...bytes]
  })
  body.push(0, 0xff, 0x2f, 0)
  const head = Buffer.alloc(8)
  head.write('MTrk', 'latin1')
  head.writeUInt32BE(body.length, 4)
  return Buffer.concat([head, Uint8Array.from(body)])
}

/** Seven bits a byte, the highest first, all but the last marked. */
function variableLength(value: number): number[] {
  const bytes = [value & 0x7f]
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80)
  return bytes
}
