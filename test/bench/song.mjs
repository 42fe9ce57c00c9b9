/** A made-up song of any length as a 16-bit stereo WAV file: chords, a bass, a melody and hits. */
import { closeSync, openSync, writeSync } from 'node:fs'

const rate = 44_100
const beat = 0.5

/**
 * Writes the song; equal arguments give equal bytes.
 * @param {string} path
 * @param {number} seconds
 * @param {() => number} random
 */
export function writeSong(path, seconds, random) {
  const count = Math.round(seconds * rate)
  const left = new Float32Array(count)
  const right = new Float32Array(count)

  /**
   * Adds one decaying sound.
   * @param {number} at seconds
   * @param {number} length seconds
   * @param {(age: number) => number} wave
   * @param {number} pan
   */
  const add = (at, length, wave, pan) => {
    const first = Math.round(at * rate)
    const last = Math.min(count, first + Math.round(length * rate))
    for (let n = first; n < last; n++) {
      const value = wave((n - first) / rate)
      left[n] = (left[n] ?? 0) + value * (1 - pan)
      right[n] = (right[n] ?? 0) + value * pan
    }
  }
  const tone = (
    /** @type {number} */ midi,
    /** @type {number} */ decay,
    /** @type {number} */ level
  ) => {
    const hz = 440 * 2 ** ((midi - 69) / 12)
    return (/** @type {number} */ age) => {
      let sum = 0
      for (let h = 1; h <= 6; h++) sum += Math.sin(2 * Math.PI * h * hz * age) / h ** 1.5
      return level * sum * Math.exp(-decay * age)
    }
  }
  const hit =
    (/** @type {number} */ decay, /** @type {number} */ level) => (/** @type {number} */ age) =>
      level * (2 * random() - 1) * Math.exp(-decay * age)

  const roots = [48, 45, 53, 55]
  const scale = [0, 2, 4, 7, 9, 12]
  for (let i = 0; i * beat < seconds; i++) {
    const at = i * beat
    const root = roots[Math.floor(i / 4) % roots.length] ?? 48
    if (i % 4 === 0) for (const step of [12, 16, 19]) add(at, 2, tone(root + step, 1.5, 0.06), 0.3)
    add(at, 0.5, tone(root - 12, 4, 0.15), 0.5)
    const note = scale[Math.floor(random() * scale.length)] ?? 0
    if (random() < 0.7) add(at, 0.8, tone(72 + note, 3, 0.1), 0.7)
    add(at, 0.1, hit(60, i % 2 === 0 ? 0.1 : 0.2), 0.55)
  }
  writeWav(path, left, right)
}

/** @param {string} path @param {Float32Array} left @param {Float32Array} right */
function writeWav(path, left, right) {
  const bytes = Buffer.alloc(44 + left.length * 4)
  bytes.write('RIFF', 0, 'latin1')
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.write('WAVEfmt ', 8, 'latin1')
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(2, 22)
  bytes.writeUInt32LE(rate, 24)
  bytes.writeUInt32LE(rate * 4, 28)
  bytes.writeUInt16LE(4, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36, 'latin1')
  bytes.writeUInt32LE(left.length * 4, 40)
  const toInteger = (/** @type {number} */ x) => Math.round(Math.max(-1, Math.min(1, x)) * 32_767)
  for (let n = 0; n < left.length; n++) {
    bytes.writeInt16LE(toInteger(left[n] ?? 0), 44 + 4 * n)
    bytes.writeInt16LE(toInteger(right[n] ?? 0), 46 + 4 * n)
  }
  const file = openSync(path, 'w')
  writeSync(file, bytes)
  closeSync(file)
}
