/**
 * The SIMD kernels of the factorization: loading them, and the plan of the memory they work in.
 * T = frames, F = bins, K = components. What they compute is written down in kernels-reference.ts.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { Failure } from '../../shared/failure'
import { effectiveBeta, updateExponent } from './divergence'

/** Added to H W, so that nothing divides by 0. */
export const MODEL_FLOOR = 1e-10
/** Added to the denominators of the updates. */
export const DENOMINATOR_FLOOR = 1e-30
/** Least entry of W and H: a 0 could never grow again, and smaller ones would become subnormal. */
export const ENTRY_FLOOR = 1e-12

/** A step of momentum repeats at most this factor of an entry, up or down. */
export const LARGEST_STEP = 20

/** The exponent that stands for coordinate descent (HALS), which is for beta 2 alone. */
export const COORDINATE_DESCENT = 0

/** What is factorized. */
export interface KernelShape {
  readonly T: number
  readonly F: number
  readonly K: number
  /** Of the divergence, -2 to 4. */
  readonly beta: number
}

/** W [K x F] and H [T x K], row by row. */
export interface Model {
  readonly W: Float32Array
  readonly H: Float32Array
}

/**
 * One factorization in memory. Fill V, set a model, then sweep: beginSweep, updateFrames over all
 * frames, endSweep. A block of frames from .. to - 1 begins at a multiple of 4 and has at most 256.
 *
 * For momentum they remember two states of W and H, the last and the one before: `keep` after a
 * sweep that is to count, then `extrapolate` and the next sweep, or `goBack`.
 */
export interface Kernels {
  readonly shape: KernelShape
  /** [T x rowStride], to be filled in bins 0 .. F - 1 of each row; what lies beyond is taken. */
  readonly V: Float32Array
  /** Values from one frame of V to the next, at least F. */
  readonly rowStride: number
  /** Copies a start in; rows of W need not sum to 1. */
  setModel(start: Model): void
  /**
   * Changes the exponent of the updates, which at first is that of majorisation-minimisation;
   * COORDINATE_DESCENT makes them those of HALS. Holds from the next beginSweep on.
   */
  setExponent(exponent: number): void
  beginSweep(): void
  /** Updates H of a block and adds to the sums for W; returns the block's divergence before. */
  readonly updateFrames: (from: number, to: number) => number
  /** Updates H of a block and leaves W; returns the block's divergence before. */
  readonly updateActivations: (from: number, to: number) => number
  /** Updates W, then scales its rows to sum 1 and H the other way. */
  endSweep(): void
  /** Divergence of a block; nothing is changed. */
  readonly measureFrames: (from: number, to: number) => number
  /** Remembers W and H as the last state, and the last state as the one before. */
  keep(): void
  /** W and H become last (last / previous)^a entry by entry, the ratio held to 1/20 .. 20; a = 0 gives the last state. */
  extrapolate(a: number): void
  /** Forgets the last state; the one before is the last one again. */
  forget(): void
  /** Copies W and H out. */
  readModel(into: Model): void
}

/** What the WebAssembly module exports. */
interface KernelExports {
  configure(...values: number[]): void
  setExponent(exponent: number): void
  beginSweep(): void
  readonly updateFrames: (from: number, to: number) => number
  readonly updateActivations: (from: number, to: number) => number
  endSweep(): void
  readonly measureFrames: (from: number, to: number) => number
  extrapolate(out: number, last: number, previous: number, bytes: number, a: number): void
}

const PAGE = 65_536
/** Pages that a WebAssembly memory can have at most: 4 GiB. */
const MAX_PAGES = 65_536
const LINE = 64
/** Bins of a panel, frames of a group: the tile of the kernels. */
const PANEL = 8
const GROUP = 4
const TILE_BYTES = PANEL * GROUP * 4
/** Tiles of p and q alive at once, and groups of frames whose sums are: as in kernels/index.ts. */
const TILES = 64
const GROUPS = 4
const MAX_BLOCK = TILES * GROUP

/**
 * Compiles the kernels: with relaxed SIMD (fused multiply-add) where the runtime has it.
 * @param folder where kernels.wasm and kernels-relaxed.wasm lie
 */
export function loadKernels(folder: string | URL): WebAssembly.Module {
  const path = typeof folder === 'string' ? folder : fileURLToPath(folder)
  // Node 20 has relaxed SIMD behind this switch; newer runtimes have it on and ignore the switch.
  if (!process.versions['electron']) setFlagsFromString('--experimental-wasm-relaxed-simd')
  const relaxed = readFileSync(`${path}/kernels-relaxed.wasm`)
  if (WebAssembly.validate(relaxed)) return new WebAssembly.Module(relaxed)
  return new WebAssembly.Module(readFileSync(`${path}/kernels.wasm`))
}

/** Where everything lies, in bytes. */
interface Plan {
  readonly v: number
  /** W, then H: the state that sweeps work on. */
  readonly w: number
  readonly h: number
  readonly stateBytes: number
  readonly last: number
  readonly previous: number
  readonly numerator: number
  readonly denominator: number
  readonly floor: number
  readonly sums: number
  readonly p: number
  readonly q: number
  readonly dotP: number
  readonly dotQ: number
  readonly bytes: number
}

function planMemory({ T, F, K }: KernelShape): Plan {
  const panels = Math.ceil(F / PANEL)
  const groups = Math.ceil(T / GROUP)
  let end = PAGE // the module keeps its own data in the first page
  const take = (bytes: number): number => {
    const at = end
    end += Math.ceil(bytes / LINE) * LINE
    return at
  }
  const dictionaryBytes = panels * K * PANEL * 4
  const w = take(dictionaryBytes)
  const h = take(groups * K * GROUP * 4)
  const stateBytes = end - w
  return {
    w,
    h,
    stateBytes,
    last: take(stateBytes),
    previous: take(stateBytes),
    numerator: take(dictionaryBytes),
    denominator: take(dictionaryBytes),
    floor: take(panels * PANEL * 4),
    // As in kernels/layout.ts: sums of columns and rows, then a Gram matrix twice.
    sums: take(K * 24 + K * K * 12),
    p: take(TILES * TILE_BYTES),
    q: take(TILES * TILE_BYTES),
    dotP: take(GROUPS * K * GROUP * 16),
    dotQ: take(GROUPS * K * GROUP * 16),
    v: take(groups * GROUP * panels * PANEL * 4),
    bytes: end
  }
}

/** Bytes of memory that a factorization takes. */
export function neededBytes(shape: KernelShape): number {
  return planMemory(shape).bytes
}

/**
 * Makes the kernels of one factorization, with memory of their own.
 * @throws Failure `engine/out-of-memory` with `neededBytes` when it passes 4 GiB or cannot be had
 */
export function createKernels(module: WebAssembly.Module, shape: KernelShape): Kernels {
  const { T, F, K } = shape
  const beta = effectiveBeta(shape.beta)
  const plan = planMemory(shape)
  const memory = allocate(plan.bytes)
  const { buffer } = memory
  const exports = new WebAssembly.Instance(module, { env: { memory } })
    .exports as unknown as KernelExports
  exports.configure(
    ...[T, F, K, formulasOf(beta), beta, updateExponent(beta)],
    ...[plan.v, plan.h, plan.w, plan.numerator, plan.denominator, plan.floor, plan.sums],
    ...[plan.p, plan.q, plan.dotP, plan.dotQ]
  )
  const panels = Math.ceil(F / PANEL)
  const groups = Math.ceil(T / GROUP)
  const rowStride = panels * PANEL
  const V = new Float32Array(buffer, plan.v, groups * GROUP * rowStride)
  const W = new Float32Array(buffer, plan.w, panels * K * PANEL)
  const H = new Float32Array(buffer, plan.h, groups * K * GROUP)
  const [state, last, previous] = [plan.w, plan.last, plan.previous].map(
    (at) => new Float32Array(buffer, at, plan.stateBytes / 4)
  ) as [Float32Array, Float32Array, Float32Array]
  const floor = new Float32Array(buffer, plan.floor, rowStride)
  // Cells beyond F and T have data 1 and model 1 and so take part in nothing.
  floor.fill(1).fill(MODEL_FLOOR, 0, F)
  for (let t = 0; t < T; t++) V.fill(1, t * rowStride + F, (t + 1) * rowStride)
  V.fill(1, T * rowStride)

  const wIndex = (k: number, f: number): number =>
    (Math.floor(f / PANEL) * K + k) * PANEL + (f % PANEL)
  const hIndex = (t: number, k: number): number =>
    (Math.floor(t / GROUP) * K + k) * GROUP + (t % GROUP)
  const checkBlock = (from: number, to: number): void => {
    if (from % GROUP !== 0 || from > to || to - from > MAX_BLOCK || to > T) {
      throw new Error(`frames ${from} .. ${to} of ${T} are no block of the kernels`)
    }
  }

  return {
    shape,
    V,
    rowStride,
    setModel(start) {
      for (let k = 0; k < K; k++) {
        for (let f = 0; f < F; f++) W[wIndex(k, f)] = start.W[k * F + f]!
        for (let t = 0; t < T; t++) H[hIndex(t, k)] = start.H[t * K + k]!
      }
    },
    setExponent: (exponent) => exports.setExponent(exponent),
    beginSweep: () => exports.beginSweep(),
    updateFrames(from, to) {
      checkBlock(from, to)
      return exports.updateFrames(from, to)
    },
    updateActivations(from, to) {
      checkBlock(from, to)
      return exports.updateActivations(from, to)
    },
    endSweep: () => exports.endSweep(),
    measureFrames(from, to) {
      checkBlock(from, to)
      return exports.measureFrames(from, to)
    },
    keep() {
      previous.set(last)
      last.set(state)
    },
    extrapolate(a) {
      if (a === 0) state.set(last)
      else exports.extrapolate(plan.w, plan.last, plan.previous, plan.stateBytes, a)
    },
    forget() {
      last.set(previous)
    },
    readModel(into) {
      for (let k = 0; k < K; k++) {
        for (let f = 0; f < F; f++) into.W[k * F + f] = W[wIndex(k, f)]!
        for (let t = 0; t < T; t++) into.H[t * K + k] = H[hIndex(t, k)]!
      }
    }
  }
}

/** Number of the set of formulas: 0, 1 and 2 for the divergence of that beta, 3 for any other. */
function formulasOf(beta: number): number {
  return beta === 0 || beta === 1 || beta === 2 ? beta : 3
}

function allocate(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE)
  const failure = (cause?: unknown): Failure =>
    new Failure(
      'engine/out-of-memory',
      `${bytes} bytes of shared memory cannot be had`,
      { neededBytes: bytes },
      { cause }
    )
  if (pages > MAX_PAGES) throw failure()
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  } catch (cause) {
    throw failure(cause)
  }
}
