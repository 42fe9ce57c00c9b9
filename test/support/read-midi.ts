/**
 * A reader of Standard MIDI files for tests, as small as they need: tempo, names, notes in ticks.
 */

/** A note as it stands in the file. */
export interface TestMidiNote {
  readonly startTick: number
  readonly endTick: number
  readonly midiPitch: number
  readonly velocity: number
  readonly channel: number
}

/** What a test wants to know of a MIDI file. */
export interface TestMidi {
  readonly format: number
  readonly ticksPerQuarter: number
  readonly microsecondsPerQuarter: number
  readonly tracks: readonly { readonly name: string; readonly notes: readonly TestMidiNote[] }[]
}

/** Reads a MIDI file. @throws Error when a note is left on, or bytes are left over */
export function readMidi(bytes: Uint8Array): TestMidi {
  const file = Buffer.from(bytes)
  if (file.toString('latin1', 0, 4) !== 'MThd') throw new Error('no MIDI file')
  let microsecondsPerQuarter = 0
  const tracks = []
  let at = 14
  const variable = (): number => {
    let value = 0
    for (;;) {
      const byte = file[at++]!
      value = value * 128 + (byte & 0x7f)
      if (byte < 0x80) return value
    }
  }
  for (let i = 0; i < file.readUInt16BE(10); i++) {
    if (file.toString('latin1', at, at + 4) !== 'MTrk') throw new Error(`no track ${i}`)
    const end = at + 8 + file.readUInt32BE(at + 4)
    at += 8
    let tick = 0
    let name = ''
    const open = new Map<number, Omit<TestMidiNote, 'endTick'>>()
    const notes: TestMidiNote[] = []
    while (at < end) {
      tick += variable()
      const status = file[at++]!
      if (status === 0xff) {
        const kind = file[at++]!
        const size = variable()
        if (kind === 3) name = file.toString('utf8', at, at + size)
        if (kind === 0x51) microsecondsPerQuarter = file.readUIntBE(at, 3)
        at += size
        continue
      }
      const [midiPitch, velocity] = [file[at++]!, file[at++]!]
      const channel = status & 15
      const begun = open.get(midiPitch)
      if (status >> 4 === 9) {
        if (begun) throw new Error(`note ${midiPitch} begins twice`)
        open.set(midiPitch, { startTick: tick, midiPitch, velocity, channel })
      } else if (status >> 4 === 8) {
        if (!begun) throw new Error(`note ${midiPitch} ends without beginning`)
        open.delete(midiPitch)
        notes.push({ ...begun, endTick: tick })
      } else throw new Error(`event ${status}`)
    }
    if (open.size > 0 || at !== end) throw new Error(`track ${i} does not end well`)
    tracks.push({ name, notes: notes.sort((a, b) => a.startTick - b.startTick) })
  }
  if (at !== file.length) throw new Error('bytes are left over')
  return {
    format: file.readUInt16BE(8),
    ticksPerQuarter: file.readUInt16BE(12),
    microsecondsPerQuarter,
    tracks
  }
}
