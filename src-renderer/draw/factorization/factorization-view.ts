/**
 * A separation as it is drawn. T = frames, F = bins, K = components, A = atoms; layout as in
 * shared/factorization.
 */
import type { Sharing } from '../../../shared/dsp/sharing'
import type { Factorization } from '../../../shared/factorization'

/** W and H with their scales of time, frequency and level. */
export interface FactorizationView {
  /** Dictionary [A x F]. */
  readonly W: Float32Array
  /** Activations [T x K]. */
  readonly H: Float32Array
  readonly frameCount: number
  readonly binCount: number
  readonly componentCount: number
  readonly settings: Pick<Factorization['settings'], 'windowSize' | 'hopSize' | 'exponent'>
  readonly sharing?: Sharing
  readonly sampleRate: number
}

/** The view of a factorization; shares its arrays. */
export function factorizationView(
  { W, H, frameCount, binCount, componentCount, settings, sharing }: Factorization,
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
    ...(sharing ? { sharing } : {}),
    sampleRate
  }
}

/**
 * The position of a time in H, counted in frames: t + 0.5 at the center of frame t. May lie
 * outside.
 */
export function secondsToFrame(view: FactorizationView, seconds: number): number {
  const { windowSize, hopSize } = view.settings
  // Frame t is centered on sample t * hopSize - (windowSize - hopSize) + windowSize / 2.
  return (seconds * view.sampleRate + windowSize / 2 - hopSize) / hopSize + 0.5
}
