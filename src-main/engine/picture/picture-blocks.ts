/**
 * How threads share the drawing of one spectrogram: each claims the next block (claim.ts). A block
 * holds whole frames of every smaller version, so no two threads write the same bytes.
 */
import type { SpectrogramShape } from '../../../shared/contract'
import { claim, putUp, SUPPLY_WORDS } from '../threads/claim'

/** A spectrogram that is being filled by its workers. */
export interface SpectrogramImage {
  readonly shape: SpectrogramShape
  /** One array of bytes [frames x rowCount] for each level, over shared memory. */
  readonly levels: readonly Uint8Array[]
  /** What is claimed and what is drawn of it. */
  readonly state: Int32Array
}

/**
 * Frames of one block, a power of two: what a frame of the smallest version stands for, at most.
 */
export const BLOCK_FRAMES = 256
/** Frames of a step, after which what is drawn can be shown. */
export const STEP_FRAMES = 64

/** Words: the supply of blocks, then for each step whether it is drawn. */
const SUPPLY = 0
const FIRST_STEP = SUPPLY + SUPPLY_WORDS

/** What is claimed and what is drawn, over shared memory; nothing at first. */
export function createDrawingState(frameCount: number): Int32Array {
  const steps = Math.ceil(frameCount / STEP_FRAMES)
  const state = new Int32Array(new SharedArrayBuffer(4 * (FIRST_STEP + steps)))
  putUp(state, SUPPLY, Math.ceil(frameCount / BLOCK_FRAMES))
  return state
}

/** Takes the next block. @returns its first frame, or null when all are taken */
export function claimBlock(state: Int32Array): number | null {
  const block = claim(state, SUPPLY)
  return block < 0 ? null : block * BLOCK_FRAMES
}

/** Marks the step in which `frame` lies as drawn. */
export function finishStep(state: Int32Array, frame: number): void {
  Atomics.store(state, FIRST_STEP + Math.floor(frame / STEP_FRAMES), 1)
}

/** Frames that are drawn without a gap from the beginning. */
export function readyFrames(state: Int32Array, frameCount: number): number {
  let step = 0
  while (FIRST_STEP + step < state.length && Atomics.load(state, FIRST_STEP + step) === 1) step++
  return Math.min(frameCount, step * STEP_FRAMES)
}
