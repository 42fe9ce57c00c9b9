/** Where the recording passes through zero: the quietest place to cut it. */
import type { SampleReader } from '../between/pcm-cache'

/** Most samples searched on either side: half a period of the lowest note, and more. */
const MAX_REACH = 4096

/**
 * The sample nearest to `sample` at which the sum of all channels has changed its sign or is zero,
 * and which is the smaller of the two at the change.
 * @param reach samples to either side that it may lie away
 * @returns null when there is none, or the samples there are missing
 */
export function zeroCrossingNear(
  samples: SampleReader,
  sample: number,
  reach: number
): number | null {
  const span = Math.min(MAX_REACH, Math.max(0, Math.floor(reach)))
  const from = Math.max(0, sample - span - 1)
  const to = Math.min(samples.sampleCount, sample + span + 1)
  if (to <= from || !samples.has(from, to)) return null
  const sum = new Float64Array(to - from)
  const channel = new Float32Array(to - from)
  for (let c = 0; c < samples.channelCount; c++) {
    samples.read(c, from, to - from, channel, 0)
    for (let n = 0; n < channel.length; n++) sum[n]! += channel[n]!
  }
  let best: number | null = null
  for (let n = 0; n < sum.length; n++) {
    if (!isCrossing(sum, n)) continue
    const candidate = from + n
    if (Math.abs(candidate - sample) > span) continue
    if (best === null || Math.abs(candidate - sample) < Math.abs(best - sample)) best = candidate
  }
  return best
}

/** Zero itself, or the smaller neighbor of a change of sign. */
function isCrossing(sum: Float64Array, n: number): boolean {
  const here = sum[n]!
  if (here === 0) return true
  const before = sum[n - 1] ?? here
  const after = sum[n + 1] ?? here
  const size = Math.abs(here)
  return (
    (here > 0 !== before > 0 && size <= Math.abs(before)) ||
    (here > 0 !== after > 0 && size < Math.abs(after))
  )
}
