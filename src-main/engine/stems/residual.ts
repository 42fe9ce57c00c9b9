/**
 * The residual between stems and recording, measured through the whole chain. K = components, N =
 * samples.
 */
import type { Pcm } from '../../../shared/audio'
import { amplitudeToDb } from '../../../shared/dsp/decibels'
import { frameCount } from '../../../shared/dsp/stft'
import type { Factorization } from '../../../shared/factorization'
import type { KeepGoing } from '../../../shared/failure'
import { countAtoms, planStems, prepareStems } from './stem-plan'
import { createStemRenderer } from './stem-renderer'

/** Most inverse transforms that measuring may take: a fifth of a second. */
const TRANSFORMS = 4096
/** Hops that are read between two calls of `keepGoing`. */
const HOPS_AT_ONCE = 1024

/**
 * Renders every component alone, rounds it to float32 as a file would be, and compares their sum
 * (without Rest) with the recording. Long recordings are measured where they are loudest, since
 * rendering everything would cost as much as an export; an export measures what it writes, whole.
 * @param module the compiled kernels
 * @returns root mean square of the difference in dBFS (SILENCE_DB for none), null when cancelled
 * @throws Failure `engine/out-of-memory`
 */
export function measureResidual(
  pcm: Pcm,
  factorization: Factorization,
  module: WebAssembly.Module,
  keepGoing: KeepGoing
): number | null {
  const excerpt = loudestExcerpt(pcm, factorization, () => keepGoing(0))
  if (excerpt === null) return null
  const { channels } = excerpt.pcm
  const { settings, componentCount: K } = excerpt.factorization
  const sampleCount = channels[0]!.length
  if (sampleCount === 0) return amplitudeToDb(0)
  const stems = Array.from({ length: K }, (_, k) => ({ components: [k], gain: 1 }))
  const shape = {
    windowSize: settings.windowSize,
    hopSize: settings.hopSize,
    channelCount: channels.length,
    sampleCount,
    stemCount: K,
    ...countAtoms(excerpt.factorization, stems),
    format: 'wav32f',
    hasRest: true
  } as const
  const plan = planStems(shape, 1)
  const memory = prepareStems(plan, excerpt.factorization)
  const renderer = createStemRenderer(module, plan, memory, 0, { ...excerpt, stems })
  const frames = excerpt.factorization.frameCount + (plan.rangeCount - 1) * (plan.overlap - 1)
  let done = 0
  let squares = 0
  for (let range = 0; range < plan.rangeCount; range++) {
    const tally = renderer.render(range, 0, () => keepGoing(++done / frames))
    if (tally === null) return null
    squares += tally.squaresWithoutRest
  }
  return amplitudeToDb(Math.sqrt(squares / (channels.length * sampleCount)))
}

/**
 * All of a short recording, or as many whole hops around the loudest one as are cheap enough; null
 * when `keepGoing` said no.
 */
function loudestExcerpt(
  pcm: Pcm,
  factorization: Factorization,
  isWanted: () => boolean
): { pcm: Pcm; factorization: Factorization } | null {
  const { settings, componentCount: K, frameCount: T, H } = factorization
  const { hopSize } = settings
  const length = pcm.channels[0]!.length
  const hops = Math.max(8, Math.floor(TRANSFORMS / K))
  const firstHop = Math.floor(length / hopSize) - hops
  if (firstHop <= 0) return { pcm, factorization }
  const loudest = loudestHop(pcm, hopSize, isWanted)
  if (loudest === null) return null
  const from = Math.max(0, Math.min(firstHop, loudest - Math.floor(hops / 2)))
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

function loudestHop({ channels }: Pcm, hopSize: number, isWanted: () => boolean): number | null {
  let loudest = 0
  let most = -1
  for (let from = 0; from < channels[0]!.length; from += hopSize) {
    if (from % (HOPS_AT_ONCE * hopSize) === 0 && !isWanted()) return null
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
