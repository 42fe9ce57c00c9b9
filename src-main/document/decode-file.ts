/** From a file to samples, by whichever decoder has its format. */
import { Failure } from '../../shared/failure'
import type { DecodedAudio } from '../engine/decode/decoded-audio'
import type { Engine } from '../tasks/lazy-engine'
import type { WindowDecoder } from './window-decoder'

/** Who can decode. */
export interface Decoders {
  readonly engine: Engine
  /** Decodes what the engine has no decoder for; without one such files fail. */
  readonly windowDecoder?: Pick<WindowDecoder, 'decode'>
}

/**
 * Decodes in a worker, or through the window what the worker has no decoder for.
 * @returns null when cancelled
 * @throws Failure `audio/...`, `engine/...`
 */
export async function decodeFile(
  { engine, windowDecoder }: Decoders,
  path: string,
  signal: AbortSignal
): Promise<DecodedAudio | null> {
  try {
    return await engine.call('decode', { path }, { signal })
  } catch (thrown) {
    const isForWindow = thrown instanceof Failure && thrown.code === 'audio/window-only'
    if (!isForWindow || !windowDecoder) throw thrown
    const { format, sampleRate, channelCount, mostSamples, start } = thrown.details
    const fromWindow = await windowDecoder.decode(
      {
        path,
        format: String(format),
        sampleRate: Number(sampleRate),
        channelCount: Number(channelCount),
        mostSamples: Number(mostSamples),
        start: Number(start)
      },
      signal
    )
    return fromWindow && engine.call('decode', { path, fromWindow }, { signal })
  }
}
