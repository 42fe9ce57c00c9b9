/** How far the stems are from the recording, measured through the whole chain. */
import type { Pcm } from '../../shared/audio'
import { amplitudeToDb } from '../../shared/dsp/decibels'
import type { Factorization } from '../../shared/factorization'
import type { KeepGoing } from '../../shared/failure'
import { separateSum } from './separate'

/**
 * The sum of all components, each masked alone and without Rest, against the recording. The masks of
 * a frame are added up before one inverse transform, which is linear, so only the rounding of each
 * stem to the samples of a file is left out; the sum is rounded to float32 as a file would be.
 * @returns root mean square of the difference in dBFS (SILENCE_DB for none), null when cancelled
 */
export function measureResidual(
  pcm: Pcm,
  factorization: Factorization,
  keepGoing: KeepGoing
): number | null {
  const { channels } = pcm
  let squares = 0
  const isDone = separateSum(
    pcm,
    factorization,
    (start, count, [sum]) => {
      channels.forEach((samples, c) => {
        const block = sum![c]!
        for (let n = 0; n < count; n++) {
          squares += (samples[start + n]! - Math.fround(block[n]!)) ** 2
        }
      })
    },
    keepGoing
  )
  if (!isDone) return null
  return amplitudeToDb(Math.sqrt(squares / (channels.length * Math.max(1, channels[0]!.length))))
}
