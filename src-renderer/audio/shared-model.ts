/** A factorization as the worklet takes it: powers of W and H in shared memory, with gains beside them. */
import { maskModel } from '../../shared/dsp/mask'
import { binCount, frameCount } from '../../shared/dsp/stft'
import type { Factorization } from '../../shared/factorization'
import type { ComponentGains } from '../../shared/mix'
import { SharedGains, type RemixModel } from './remix-protocol'

/**
 * Prepares a factorization of a recording of N samples.
 * @param gains taken over when they are for as many components, else all are 1
 * @returns the model to post, and its gains to write to. A bug when it is of another recording.
 */
export function shareModel(
  factorization: Factorization,
  sampleCount: number,
  gains: ComponentGains | null
): { model: RemixModel; sharedGains: SharedGains } {
  const { settings, componentCount } = factorization
  const { windowSize, hopSize } = settings
  const frames = frameCount(sampleCount, settings)
  const bins = binCount(windowSize)
  if (factorization.frameCount !== frames || factorization.binCount !== bins) {
    const { frameCount: T, binCount: F } = factorization
    throw new Error(`model of ${T} x ${F} for a recording of ${frames} x ${bins}`)
  }
  const sharedGains = SharedGains.create(componentCount)
  if (gains?.gains.length === componentCount) sharedGains.write(gains)
  const mask = maskModel(factorization)
  return {
    model: {
      windowSize,
      hopSize,
      mask: {
        ...mask,
        spectra: shared(mask.spectra),
        activations: shared(mask.activations)
      },
      gains: sharedGains.memory
    },
    sharedGains
  }
}

function shared(values: Float32Array): Float32Array {
  if (values.buffer instanceof SharedArrayBuffer) return values
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength))
  copy.set(values)
  return copy
}
