/** Long recordings for benches, made of a short one: the same sound again and again, read and written in pieces. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'

const HEADER_BYTES = 44

/**
 * Writes a 16-bit stereo WAV of `song.mjs` several times over into one file.
 * @param {string} from a file of `writeSong`
 * @param {string} to
 * @param {object} options
 * @param {number} options.times
 * @param {number} [options.sampleRate] that the new file claims; the sound is then higher or lower
 */
export function repeatSong(from, to, { times, sampleRate }) {
  const song = readFileSync(from)
  const header = Buffer.from(song.subarray(0, HEADER_BYTES))
  const samples = song.subarray(HEADER_BYTES)
  const rate = sampleRate ?? header.readUInt32LE(24)
  header.writeUInt32LE(HEADER_BYTES - 8 + samples.length * times, 4)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate * 4, 28)
  header.writeUInt32LE(samples.length * times, 40)
  const file = openSync(to, 'w')
  try {
    writeSync(file, header)
    for (let time = 0; time < times; time++) writeSync(file, samples)
  } finally {
    closeSync(file)
  }
}
