/**
 * What is fitted, and where it lies in memory. T = frames, F = bins, K = components.
 *
 * V is [T x 8 panels] row by row: rows are padded with ones to whole panels of 8 bins, T to whole
 * groups of 4 frames. H lies in panels [T / 4][K][4 frames], W and its sums in [F / 8][K][8 bins].
 */

/** Frames. */
export let T: i32 = 0
/** Bins. */
export let F: i32 = 0
/** Components. */
export let K: i32 = 0
/** Which formulas: IS, KL, EUCLIDEAN or ANY of model.ts. */
export let kind: i32 = 0
/** Of the divergence. */
export let beta: f64 = 0
/** Exponent of the updates; 0 for coordinate descent. */
export let gamma: f64 = 0
/** V, row by row. */
export let vAt: usize = 0
/** H, in panels. */
export let hAt: usize = 0
/** W, in panels. */
export let wAt: usize = 0
/** The first slot: what the frames of one unit of work add up. */
export let slotsAt: usize = 0
/** Bytes from slot to slot. */
export let slotStep: usize = 0
/** Slots. */
export let slotCount: i32 = 0
/** In the slot in use: column sums of H as f64 [K]. */
export let columnSumsAt: usize = 0
/** In the slot in use: H' p, laid out as W. */
export let numeratorAt: usize = 0
/** In the slot in use: H' q, laid out as W; there is none for Kullback-Leibler. */
export let denominatorAt: usize = 0
/** [F in whole panels] what the model starts from. */
export let floorAt: usize = 0
/** [K] column sums of H as f64; the row sums of W follow. */
export let sumsAt: usize = 0
/** Scratch for tiles of p. */
export let pAt: usize = 0
/** Scratch for tiles of q. */
export let qAt: usize = 0
/** Scratch for the sums p W'. */
export let dotPAt: usize = 0
/** Scratch for the sums q W'. */
export let dotQAt: usize = 0

/**
 * Sets what is fitted and where everything lies, in bytes. Every thread calls it first, with
 * scratch (p, q, dotP, dotQ) of its own. slots: `slotNumber` times `slotBytes`, each with column
 * sums of H as f64 [K] in whole lines of 64 bytes, then numerators and denominators laid out as W.
 * sums: [K] column sums of H and [K] row sums of W as f64, then these again as f32, then a Gram
 * matrix [K x K] as f64 and as f32. p, q: room for 64 tiles, so a block has at most 256 frames.
 * dotP, dotQ: scratch for 16 frames x K vectors.
 */
export function configure(
  frames: i32,
  bins: i32,
  components: i32,
  formulas: i32,
  b: f64,
  g: f64,
  v: usize,
  h: usize,
  w: usize,
  slots: usize,
  slotBytes: usize,
  slotNumber: i32,
  floor: usize,
  sums: usize,
  p: usize,
  q: usize,
  dotP: usize,
  dotQ: usize
): void {
  T = frames
  F = bins
  K = components
  kind = formulas
  beta = b
  gamma = g
  vAt = v
  hAt = h
  wAt = w
  slotsAt = slots
  slotStep = slotBytes
  slotCount = slotNumber
  floorAt = floor
  sumsAt = sums
  pAt = p
  qAt = q
  dotPAt = dotP
  dotQAt = dotQ
}

/** Changes the exponent of the updates. */
export function setExponent(g: f64): void {
  gamma = g
}

/** Whether W and H are updated by coordinate descent (hals.ts): squared Euclidean, exponent 0. */
@inline
export function isCoordinateDescent(): bool {
  return beta == 2 && gamma == 0
}

/** Makes the next frames add to a slot. */
export function chooseSlot(slot: i32): void {
  columnSumsAt = slotsAt + <usize>slot * slotStep
  numeratorAt = columnSumsAt + headBytes()
  denominatorAt = numeratorAt + dictionaryBytes()
}

/** Bytes of a slot before its numerators. */
@inline
export function headBytes(): usize {
  return (((<usize>K) << 3) + 63) & ~63
}

/** Bytes of W, and of the numerators in a slot. */
@inline
export function dictionaryBytes(): usize {
  return <usize>panelCount() * wStep()
}

/** Panels of 8 bins. */
@inline
export function panelCount(): i32 {
  return (F + 7) >> 3
}

/** Bytes of a panel of W. */
@inline
export function wStep(): usize {
  return (<usize>K) << 5
}

/** Bytes of a panel of H. */
@inline
export function hStep(): usize {
  return (<usize>K) << 4
}

/** Bytes of a row of V. */
@inline
export function vStride(): usize {
  return (<usize>panelCount()) << 5
}

/** Frames of a group that exist. */
@inline
export function rowsOf(group: i32): i32 {
  return min(4, T - (group << 2))
}

/** Row sums of W as f64 [K], after the column sums of H. */
@inline
export function exactSums(): usize {
  return sumsAt + ((<usize>K) << 3)
}

/** Row sums of W as f32 [K]: the denominators of H for Kullback-Leibler. */
@inline
export function rowSums(): usize {
  return sumsAt + ((<usize>K) << 4)
}

/** Gram matrix of W or of H as f64 [K x K], lower half; after the sums. */
@inline
export function exactGram(): usize {
  return sumsAt + ((<usize>K) << 4) + ((<usize>(K + 1) >> 1) << 3)
}

/** The same as f32 [K x K], whole. */
@inline
export function gram(): usize {
  return exactGram() + ((<usize>K * K) << 3)
}
