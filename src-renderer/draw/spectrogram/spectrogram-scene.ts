/** The input of both spectrogram renderers, so that they draw the same picture. */
import type { SpectrogramPiece } from './spectrogram-tiles'

/** One picture. Sizes in device pixels. */
export interface SpectrogramScene {
  readonly widthPx: number
  readonly heightPx: number
  /** Heights of the frequency axis at the lower and the upper edge, from 0 to 1. */
  readonly low: number
  readonly high: number
  /** Drawn in this order: later ones cover earlier ones. */
  readonly pieces: readonly SpectrogramPiece[]
  /** RGBA [256 x 4], see colormap. */
  readonly colors: Uint8Array
  readonly gainDb: number
  readonly rangeDb: number
}

/** Draws scenes on one canvas. */
export interface SpectrogramRenderer {
  draw(scene: SpectrogramScene): void
  /** Frees what lies outside the canvas, which cannot be drawn on again. */
  dispose(): void
}

/**
 * Most rows read for a pixel that covers several; more would cost frames and show no difference.
 */
export const MAX_ROWS_PER_PIXEL = 16
