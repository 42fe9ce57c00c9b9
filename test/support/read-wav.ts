/**
 * A WAV reader for tests, written apart from the app's own so that one cannot hide the other's
 * faults. Reads the whole file: 16 and 24-bit integers and 32-bit floats, extensible or not.
 */
import { readFileSync } from 'node:fs'

/** What a test wants to know of a WAV file. */
export interface TestWav {
  readonly sampleRate: number
  readonly channelCount: number
  /** 0 where the file has none. */
  readonly channelMask: number
  readonly bits: number
  readonly isFloat: boolean
  /** [frames * channels], interleaved; integers as stored, floats as stored. */
  readonly values: Float64Array
  readonly frameCount: number
}

/** Reads a WAV file. @throws Error when it is not one that tests expect */
export function readWav(path: string): TestWav {
  const bytes = readFileSync(path)
  if (bytes.toString('latin1', 0, 4) !== 'RIFF') throw new Error(`${path} is no RIFF file`)
  let format = 0
  let channelCount = 0
  let channelMask = 0
  let sampleRate = 0
  let bits = 0
  for (let at = 12; at + 8 <= bytes.length;) {
    const id = bytes.toString('latin1', at, at + 4)
    const size = bytes.readUInt32LE(at + 4)
    const body = at + 8
    if (id === 'fmt ') {
      format = bytes.readUInt16LE(body)
      channelCount = bytes.readUInt16LE(body + 2)
      sampleRate = bytes.readUInt32LE(body + 4)
      bits = bytes.readUInt16LE(body + 14)
      if (format === 0xfffe) {
        channelMask = bytes.readUInt32LE(body + 20)
        format = bytes.readUInt16LE(body + 24)
      }
    } else if (id === 'data') {
      const width = bits / 8
      const count = Math.floor(size / width)
      const values = Float64Array.from({ length: count }, (_, i) =>
        format === 3 ? bytes.readFloatLE(body + 4 * i) : bytes.readIntLE(body + width * i, width)
      )
      const frameCount = count / channelCount
      const isFloat = format === 3
      return { sampleRate, channelCount, channelMask, bits, isFloat, values, frameCount }
    }
    at = body + size + (size & 1)
  }
  throw new Error(`${path} has no data`)
}
