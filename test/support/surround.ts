/** A short piece in 5.1 that tests can take apart: another sound on each loudspeaker. */
import { createWavFile } from '../../src-main/engine/write/formats/encode-wav'
import { plucks } from './signals'

/** Front, center, low effects and surrounds, in their usual order. */
export const SURROUND_MASK = 0x3f

/**
 * Writes it as 24-bit WAV.
 * @returns its path
 */
export function writeSurround(folder: string, name: string): string {
  const pitches = [262, 392, 220, 55, 523, 659]
  const channels = pitches.map((pitch, c) => {
    const line = Array.from({ length: 12 + c }, (_, i) => (pitch * (1 + (i % 3) / 4)) / 44_100)
    return plucks(6 * 44_100, line)
  })
  const sampleCount = channels[0]!.length
  const file = createWavFile(folder, name, {
    format: 'wav24',
    sampleRate: 44_100,
    channelCount: channels.length,
    channelMask: SURROUND_MASK,
    sampleCount,
    timeReference: null
  })
  const steps = channels.map((samples) =>
    Float64Array.from(samples, (value) => Math.round(0.4 * value * 2 ** 23))
  )
  file.write(steps, sampleCount)
  return file.finish()
}
