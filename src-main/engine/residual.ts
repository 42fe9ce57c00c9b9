/** How far the stems are from the recording, measured through the whole chain. K = components, N = samples. */
import type { Pcm } from '../../shared/audio'
import { amplitudeToDb } from '../../shared/dsp/decibels'
import { frameCount } from '../../shared/dsp/stft'
import type { Factorization } from '../../shared/factorization'
import type { KeepGoing } from '../../shared/failure'
import { separate } from './separate'

/** Inverse transforms that measuring may cost: well under a second. */
const TRANSFORMS = 4096

/**
 * Renders every component alone, rounds it to float32 as a file would be, and holds their sum (without
 * Rest) against the recording. Long recordings are measured where they are loudest, since
 * rendering everything would cost as much as an export; an export measures what it writes, whole.
 * @returns root mean square of the difference in dBFS (SILENCE_DB for none), null when cancelled
 */
export function measureResidual(
  pcm: Pcm,
  factorization: Factorization,
  keepGoing: KeepGoing
): number | null {
  const excerpt = loudestExcerpt(pcm, factorization)
  const { channels } = excerpt.pcm
  const stems = Array.from({ length: factorization.componentCount }, (_, k) => ({
    components: [k],
    gain: 1
  }))
  let squares = 0
  const isDone = separate(
    excerpt.pcm,
    excerpt.factorization,
    stems,
    (start, count, blocks) => {
      channels.forEach((samples, c) => {
        for (let n = 0; n < count; n++) {
          let sum = 0
          for (const block of blocks) sum += Math.fround(block[c]![n]!)
          squares += (samples[start + n]! - sum) ** 2
        }
      })
    },
    keepGoing
  )
  if (!isDone) return null
  return amplitudeToDb(Math.sqrt(squares / (channels.length * Math.max(1, channels[0]!.length))))
}

/** The whole of a short recording, or the stretch of whole hops around the loudest one that is cheap enough. */
function loudestExcerpt(
  pcm: Pcm,
  factorization: Factorization
): { pcm: Pcm; factorization: Factorization } {
  const { settings, componentCount: K, frameCount: T, H } = factorization
  const { hopSize } = settings
  const length = pcm.channels[0]!.length
  const hops = Math.max(8, Math.floor(TRANSFORMS / K))
  const firstHop = Math.floor(length / hopSize) - hops
  if (firstHop <= 0) return { pcm, factorization }
  const from = Math.max(0, Math.min(firstHop, loudestHop(pcm, hopSize) - Math.floor(hops / 2)))
  const samples = hops * hopSize
  const frames = Math.min(T - from, frameCount(samples, settings))
  return {
    pcm: {
      ...pcm,
      channels: pcm.channels.map((channel) =>
        channel.subarray(from * hopSize, from * hopSize + samples)
      )
    },
    factorization: {
      ...factorization,
      frameCount: frames,
      H: H.subarray(from * K, (from + frames) * K)
    }
  }
}

function loudestHop({ channels }: Pcm, hopSize: number): number {
  let loudest = 0
  let most = -1
  for (let from = 0; from < channels[0]!.length; from += hopSize) {
    let energy = 0
    for (const channel of channels) {
      const to = Math.min(from + hopSize, channel.length)
      for (let n = from; n < to; n++) energy += channel[n]! ** 2
    }
    if (energy > most) {
      most = energy
      loudest = from / hopSize
    }
  }
  return loudest
}
