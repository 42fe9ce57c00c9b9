/** A recording of tones and a little noise for tests of the engine. */
import type { Pcm } from '../../shared/audio'
import { shared } from './documents'
import { noise, plucks } from './signals'

/** Four notes plucked over noise at 22.05 kHz, the same in all channels but for the noise. */
export function recording(seconds: number, channelCount = 1): Pcm {
  const length = Math.round(22_050 * seconds)
  const tones = plucks(
    length,
    [220, 330, 440, 550].map((hz) => hz / 22_050)
  )
  const channels = Array.from({ length: channelCount }, (_, c) =>
    shared(noise(length, c + 1).map((value, n) => 0.01 * value + tones[n]!))
  )
  return { sampleRate: 22_050, channels }
}
