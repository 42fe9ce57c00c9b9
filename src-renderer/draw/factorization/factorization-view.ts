/**
 * A separation as pictures see it. T = frames, F = bins, K = components; layout as in
 * shared/factorization.
 */
import type { Factorization } from '../../../shared/factorization'

/** W and H with what places them in time, frequency and level. */
export interface FactorizationView {
  /** Dictionary [K x F]. */
  readonly W: Float32Array
  /** Activations [T x K]. */
  readonly H: Float32Array
  readonly frameCount: number
  readonly binCount: number
  readonly componentCount: number
  readonly settings: Pick<Factorization['settings'], 'windowSize' | 'hopSize' | 'exponent'>
  readonly sampleRate: number
}

/** The view of a factorization; shares its arrays. */
export function factorizationView(
  { W, H, frameCount, binCount, componentCount, settings }: Factorization,
  sampleRate: number
): FactorizationView {
  const { windowSize, hopSize, exponent } = settings
  return {
    W,
    H,
    frameCount,
    binCount,
    componentCount,
    settings: { windowSize, hopSize, exponent },
    sampleRate
  }
}

/**
 * Where in H, counted in frames, a time lies: t + 0.5 at the centre of frame t. May lie outside.
 */
export function secondsToFrame(view: FactorizationView, seconds: number): number {
  const { windowSize, hopSize } = view.settings
  // Frame t is centred on sample t * hopSize - (windowSize - hopSize) + windowSize / 2.
  return (seconds * view.sampleRate + windowSize / 2 - hopSize) / hopSize + 0.5
}
