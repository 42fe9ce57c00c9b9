/** Recordings for benches, made from another: it repeated several times, or its beginning. */
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'

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

/**
 * Writes the beginning of a 16-bit stereo WAV of `song.mjs`.
 * @param {string} from a file of `writeSong`
 * @param {string} to
 * @param {object} options
 * @param {number} options.seconds
 * @param {1 | 2} options.channels of one, the left is written
 */
export function cutSong(from, to, { seconds, channels }) {
  const song = readFileSync(from)
  const header = Buffer.from(song.subarray(0, HEADER_BYTES))
  const rate = header.readUInt32LE(24)
  const stereo = song.subarray(HEADER_BYTES, HEADER_BYTES + 4 * Math.round(rate * seconds))
  const samples = channels === 2 ? stereo : leftOf(stereo)
  header.writeUInt32LE(HEADER_BYTES - 8 + samples.length, 4)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(rate * 2 * channels, 28)
  header.writeUInt16LE(2 * channels, 32)
  header.writeUInt32LE(samples.length, 40)
  writeFileSync(to, Buffer.concat([header, samples]))
}

/** @param {Buffer} stereo 16-bit samples */
function leftOf(stereo) {
  const left = Buffer.alloc(stereo.length / 2)
  for (let at = 0; at < left.length; at += 2) stereo.copy(left, at, 2 * at, 2 * at + 2)
  return left
}
