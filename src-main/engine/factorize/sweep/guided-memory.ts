/**
 * The memory plan of a guided fit: the areas that the kernels' layout.ts and guided-layout.ts name.
 * T = frames, F = bins, K = rows of W, J = stems, C = channels.
 */
import { createLayout, wholeLines } from '../../wasm/memory'
import { BINS, GROUP } from './kernel-memory'
import { type PanelPlan, planPanels } from './panels'

/** What the plan depends on. */
export interface GuidedSize {
  readonly T: number
  readonly F: number
  readonly K: number
  readonly channels: number
  readonly stemCount: number
  readonly hasGates: boolean
  /** Bytes of the weights of cells; 0 for none. */
  readonly weightBytes: number
}

/** The scratch memory of one thread, in bytes from the start. */
interface GuidedScratch {
  readonly p: number
  readonly ratios: number
  readonly dotP: number
  readonly stemTiles: number
}

/** Where everything lies, in bytes from the start. */
export interface GuidedPlan {
  readonly size: GuidedSize
  /** V of the channels, one after the other, `channelBytes` each. */
  readonly v: number
  readonly channelBytes: number
  readonly w: number
  readonly h: number
  readonly shapes: number
  readonly floor: number
  /** f64 [K] sums of H, and room that other fits need. */
  readonly sums: number
  readonly counts: number
  readonly firstRows: number
  readonly stemOf: number
  readonly flags: number
  readonly shares: number
  /** Filters, counts and expected counts of stems, one after the other. */
  readonly filters: number
  /** 0 without. */
  readonly gates: number
  /** 0 without. */
  readonly weights: number
  /** Divergence of each panel as f64. */
  readonly divergences: number
  readonly slots: number
  readonly slotBytes: number
  /** Bytes of a slot before its counts, and before the counts of channels. */
  readonly slotHead: number
  readonly channelCounts: number
  readonly scratch: readonly GuidedScratch[]
  readonly bytes: number
  readonly panels: PanelPlan
}

const TILE_BYTES = BINS * GROUP * 4
/** Tiles kept at once, and groups of frames whose sums are kept: as in kernels/guided.ts. */
const TILES = 64
const GROUPS = 4

/**
 * The plan for `threads` threads; all but `scratch`, V and `bytes` is the same for any number of
 * them.
 */
export function planGuided(size: GuidedSize, threads: number): GuidedPlan {
  const { T, F, K, channels: C, stemCount: J, hasGates, weightBytes } = size
  const { take, end } = createLayout()
  const binPanels = Math.ceil(F / BINS)
  const groups = Math.ceil(T / GROUP)
  const dictionaryBytes = binPanels * K * BINS * 4
  // As in kernels/layout.ts: sums of H, the counts, and what they end with.
  const slotHead = wholeLines(K * 8)
  const channelCounts = slotHead + dictionaryBytes
  const slotBytes = wholeLines(channelCounts + C * J * 8)
  const panels = planPanels(T, F, K, slotBytes)
  const channelBytes = groups * GROUP * binPanels * BINS * 4
  const shared = {
    size,
    channelBytes,
    panels,
    slotBytes,
    slotHead,
    channelCounts,
    w: take(dictionaryBytes),
    h: take(groups * K * GROUP * 4),
    shapes: take(dictionaryBytes),
    floor: take(binPanels * BINS * 4),
    sums: take(K * 8),
    counts: take(K * 4),
    firstRows: take((J + 1) * 4),
    stemOf: take(K * 4),
    flags: take(J),
    shares: take(C * J * 4),
    filters: take(3 * J * binPanels * BINS * 4),
    gates: hasGates ? take(groups * K) : 0,
    weights: weightBytes > 0 ? take(weightBytes) : 0,
    divergences: take(panels.unitCount * panels.panelsPerUnit * 8),
    slots: take(panels.unitCount * slotBytes)
  }
  const scratch = Array.from({ length: threads }, () => ({
    p: take(TILES * TILE_BYTES),
    ratios: take(C * TILES * TILE_BYTES),
    dotP: take(GROUPS * K * GROUP * 16),
    stemTiles: take(J * TILE_BYTES + C * J * 16)
  }))
  const v = take(C * channelBytes)
  return { ...shared, scratch, v, bytes: end() }
}
