/**
 * The result of a separation: V ~ H W. T = frames, F = bins, K = components. Papers write V ~ W H
 * with W [F x K] and H [K x T]; here everything is stored time-major, so that a frame of V and of H
 * is contiguous: H is [T x K], W is [K x F]. This is said once, here. Scale is fixed by convention:
 * rows of W sum to 1, H carries the level.
 */
import type { Sharing } from './dsp/sharing'
import type { SeparationSettings } from './settings'

/** W and H of one fit, and what is needed to turn them into masks. */
export interface Factorization {
  readonly settings: SeparationSettings
  readonly frameCount: number
  readonly binCount: number
  readonly componentCount: number
  /** Dictionary [K x F], rows sum to 1; [A x F] where components have several atoms. */
  readonly W: Float32Array
  /** Activations [T x K], of V / meanV. */
  readonly H: Float32Array
  /** Mean of V before it was divided by it; V is made from samples divided by `peak`. */
  readonly meanV: number
  /** Largest absolute sample of the recording (1 for silence). */
  readonly peak: number
  /** How the recording is shared out; without it, each component by its power. */
  readonly sharing?: Sharing
  /**
   * Divergence per cell of V / meanV; the last value is that of W and H. Solver `mm`: at the start,
   * then after each sweep (length = sweeps + 1). Solver `fast`: where the sweeps over every frame
   * start, then after each sweep that was kept; every state but the last is measured where momentum
   * carries it. What its starts reach on averaged frames is another quantity and is left out.
   */
  readonly divergence: readonly number[]
}

/** Measured facts of a component; its name is made from them. */
export interface ComponentFacts {
  /** Index k in W and H: the component's id for life. */
  readonly id: number
  readonly name: string
  /** Share of the recording's energy, 0 to 1, over all components. */
  readonly energy: number
  /** Fundamental in Hz, null without a clear pitch. */
  readonly pitchHz: number | null
  /** Spectral flatness of W's power, 0 tonal to 1 noise. */
  readonly noisiness: number
  /** True when H is mostly short peaks. */
  readonly percussive: boolean
  /** -1 left, 0 center, 1 right; 0 for mono. */
  readonly position: number
  readonly onsets: number
}
