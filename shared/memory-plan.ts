/**
 * How much memory a separation takes, known before it starts, and what would take less. Also the
 * rule by which long recordings are separated without ever holding the whole of V. T = frames, F =
 * bins, K = components, N = samples per channel.
 */
import { binCount, frameCount } from './dsp/stft'
import { type SeparationSettings, windowSizes } from './settings'

/** V of this many bytes at most is held whole; larger ones are averaged in time, down to this. */
const MOST_V_BYTES = 2 ** 28
/** Bytes of V of one block, when the frames of a long recording pass by. */
const BLOCK_BYTES = 2 ** 25
/** Frames of a block are a multiple of this: panels of frames stay whole. */
const BLOCK_STEP = 64
/** Most bytes that a WebAssembly memory can have. */
const MOST_KERNEL_BYTES = 2 ** 32
/** The kernels hold W and H three times: the present state and the two before it. */
const STATES = 3
/**
 * Copies of H outside the kernels: two previews, the result, its powers, one in the window, and two
 * to be heard.
 */
const COPIES = 7
/** Sums for W of all units of frames. */
const LEAST_SLOTS = 8
const MOST_SLOTS = 48
const MOST_SLOT_BYTES = 2 ** 25
/** Least frames of such a unit. */
const LEAST_UNIT_FRAMES = 128
/**
 * Frames that a start from singular values works on at most, and directions beyond one for each
 * component.
 */
const MOST_START_FRAMES = 200
const EXTRA_DIRECTIONS = 8
/** Starts that are compared; W and H of each are kept meanwhile. */
const STARTS = { fast: 1, balanced: 5, fine: 8 } as const

/** The settings and facts of the recording that memory depends on. */
export type MemorySettings = Pick<
  SeparationSettings,
  'components' | 'windowSize' | 'hopSize' | 'solver' | 'quality' | 'range'
>

/** Bytes that a separation takes besides the recording itself. */
export interface MemoryPlan {
  /** Of V, or of what is held of it. */
  readonly vBytes: number
  /** Of the solver's W and H, as they are and were, and its sums. */
  readonly stateBytes: number
  /**
   * Of averaged frames and their products, from which the solver `fast` may have its first start.
   */
  readonly startBytes: number
  /** Of W and H that come out, and their copies. */
  readonly resultBytes: number
  readonly bytes: number
  /** Whether that is possible at all: one WebAssembly memory has 4 GiB at most. */
  readonly isPossible: boolean
}

/** A change of the settings that makes a separation fit. */
export type MemoryOffer =
  | { readonly kind: 'solver'; readonly solver: 'fast' }
  | { readonly kind: 'hop'; readonly hopSize: number }
  | { readonly kind: 'components'; readonly components: number }

/** Whether V of T x F is too large to be held whole. */
export function isLong(T: number, F: number): boolean {
  return 4 * T * F > MOST_V_BYTES
}

/** How many frames of a long recording are averaged into one, so that V stays within its bytes. */
export function framesToPool(T: number, F: number): number {
  return Math.ceil((4 * T * F) / MOST_V_BYTES)
}

/** Frames of a long recording that are held at a time. */
export function framesPerBlock(F: number): number {
  return Math.max(BLOCK_STEP, Math.floor(BLOCK_BYTES / (4 * F) / BLOCK_STEP) * BLOCK_STEP)
}

/**
 * Bytes that a separation takes of a recording of N samples, besides the samples. The number of
 * channels does not matter.
 */
export function memoryPlan(settings: MemorySettings, sampleCount: number): MemoryPlan {
  const { components: K, windowSize, hopSize, solver, quality, range } = settings
  const separated = range === null ? sampleCount : range.toSample - range.fromSample
  const T = frameCount(separated, settings)
  const F = binCount(windowSize)
  const modelBytes = (frames: number): number => 4 * K * (F + frames)
  const slotBytes = 8 * K * F
  const slots = slotsOf(slotBytes)
  const kernelBytes = (frames: number): { v: number; state: number } => ({
    v: 4 * frames * F,
    state: STATES * modelBytes(frames) + slots * slotBytes
  })
  // The solver `fast` compares starts on averaged frames: as many of them as a note's length
  // allows.
  const isStreamed = solver === 'fast' && isLong(T, F)
  const pooled = Math.ceil(isStreamed ? T / framesToPool(T, F) : (T * hopSize) / windowSize)
  const fine = kernelBytes(isStreamed ? Math.min(T, framesPerBlock(F)) : T)
  const coarse = solver === 'fast' ? kernelBytes(pooled) : { v: 0, state: 0 }
  const starts = solver === 'fast' ? STARTS[quality] * modelBytes(pooled) : 0
  // A single start is random.
  const isDecomposed = solver === 'fast' && STARTS[quality] > 1
  const plan = {
    vBytes: fine.v + coarse.v,
    stateBytes: fine.state + coarse.state + starts,
    startBytes: isDecomposed ? startBytes(Math.min(T, MOST_START_FRAMES), F, K) : 0,
    resultBytes: COPIES * modelBytes(frameCount(sampleCount, settings))
  }
  return {
    ...plan,
    bytes: plan.vBytes + plan.stateBytes + plan.startBytes + plan.resultBytes,
    isPossible: [fine, coarse].every(({ v, state }) => v + state < MOST_KERNEL_BYTES)
  }
}

/** What the memory of guided sweeps depends on. */
export interface GuidedMemory {
  /** Frames of V at a time, bins, and rows of W of all stems. */
  readonly T: number
  readonly F: number
  readonly K: number
  readonly stemCount: number
  /** Channels of V. */
  readonly channels: 1 | 2
  /** Whether entries of H may be held at 0. */
  readonly hasGates: boolean
}

/**
 * Bytes that the kernels of a guided fit take: V of every channel, W with the shapes it is pulled
 * to, H, and sums of all units of frames. Weights of cells are not included: they lie along the
 * edges of boxes.
 */
export function guidedBytes(guided: GuidedMemory): { vBytes: number; stateBytes: number } {
  const { T, F, K, stemCount, channels, hasGates } = guided
  const slotBytes = 4 * K * F
  const units = Math.max(1, Math.ceil(T / LEAST_UNIT_FRAMES))
  const slots = Math.min(units, slotsOf(slotBytes))
  const stems = 4 * 3 * stemCount * F
  const gates = hasGates ? (T * K) / 4 : 0
  return {
    vBytes: 4 * channels * T * F,
    stateBytes: 4 * K * (T + 2 * F) + stems + gates + slots * slotBytes
  }
}

/** Sums for W that are kept apart, at most. */
function slotsOf(slotBytes: number): number {
  return Math.min(MOST_SLOTS, Math.max(LEAST_SLOTS, MOST_SLOT_BYTES / slotBytes))
}

/**
 * Bytes of the start from singular values, at most: in the kernels, and about as much beside them.
 */
function startBytes(T: number, F: number, K: number): number {
  const frames = 8 * T * F
  const products = 2 * 8 * Math.max(T, F) * (K + EXTRA_DIRECTIONS)
  return 2 * (frames + products)
}

/** Whether a separation of N samples fits into the available bytes. */
export function fitsMemory(
  settings: MemorySettings,
  sampleCount: number,
  availableBytes: number
): boolean {
  const { bytes, isPossible } = memoryPlan(settings, sampleCount)
  return isPossible && bytes <= availableBytes
}

/** Single changes that make a separation of N samples fit, those that cost it least first. */
export function memoryOffers(
  settings: MemorySettings,
  sampleCount: number,
  availableBytes: number
): MemoryOffer[] {
  const fits = (change: Partial<MemorySettings>): boolean =>
    fitsMemory({ ...settings, ...change }, sampleCount, availableBytes)
  const offers: MemoryOffer[] = []
  if (settings.solver === 'mm' && fits({ solver: 'fast' })) {
    offers.push({ kind: 'solver', solver: 'fast' })
  }
  const hopSize = settings.windowSize / 2
  if (hopSize > settings.hopSize && fits({ hopSize })) offers.push({ kind: 'hop', hopSize })
  for (let components = settings.components - 1; components >= 2; components--) {
    if (!fits({ components })) continue
    offers.push({ kind: 'components', components })
    break
  }
  return offers
}

/**
 * The longest recording in samples, all of it separated, that fits with these settings; 0 for none.
 */
export function longestThatFits(settings: MemorySettings, availableBytes: number): number {
  let fits = 0
  let step = 2 ** 40
  while (step >= windowSizes[0]) {
    if (fitsMemory({ ...settings, range: null }, fits + step, availableBytes)) fits += step
    step /= 2
  }
  return fits
}
