/** WAV files of 32-bit floats, for tests that open what they have made. */

/** The bytes of a file with these channels, all of one length. */
export function float32Wav(channels: readonly Float32Array[], sampleRate: number): Buffer {
  const channelCount = channels.length
  const frameCount = channels[0]?.length ?? 0
  const size = 4 * channelCount * frameCount
  const bytes = Buffer.alloc(44 + size)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(36 + size, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(3, 20)
  bytes.writeUInt16LE(channelCount, 22)
  bytes.writeUInt32LE(sampleRate, 24)
  bytes.writeUInt32LE(4 * channelCount * sampleRate, 28)
  bytes.writeUInt16LE(4 * channelCount, 32)
  bytes.writeUInt16LE(32, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(size, 40)
  channels.forEach((samples, c) => {
    samples.forEach((sample, n) => bytes.writeFloatLE(sample, 44 + 4 * (n * channelCount + c)))
  })
  return bytes
}
