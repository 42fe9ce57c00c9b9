/**
 * How threads share the frames of a factorization. T = frames, F = bins, K = components. A panel is
 * a run of frames between two calls of the watch; a unit is a few panels that one thread takes
 * together, and whose sums for W it adds up in a slot of its own. All of it follows from T, F and K
 * alone, since other runs give sums with other bits: so the number of threads changes nothing.
 */

/** Panels and units of a shape. */
export interface PanelPlan {
  /** Frames of a panel, a multiple of 4; the last has fewer. */
  readonly panelFrames: number
  /** Panels of a unit; the last has fewer. */
  readonly panelsPerUnit: number
  /** At least 1, also without frames. */
  readonly unitCount: number
}

/** F K beyond which a panel is a quarter as long. */
const LARGE_MODEL = 2 ** 18
/** Frames of a unit at least, so that adding up the slots stays a small part of a sweep. */
const LEAST_FRAMES = 128
/** Units at most: enough that threads end a pass at about the same time. */
const MOST_UNITS = 48
/** Units at most where slots would take more bytes than this. */
const FEW_UNITS = 8
const MOST_SLOT_BYTES = 2 ** 25

/** Works on frames from .. to - 1, and returns the value of their panel. */
export type VisitFrames = (from: number, to: number) => number

/**
 * Goes over the panels of a unit until told to stop.
 * @param values what each panel of all T frames has returned, in their order
 * @param goesOn asked after each panel
 */
export function visitPanels(
  { panelFrames, panelsPerUnit }: PanelPlan,
  T: number,
  unit: number,
  visit: VisitFrames,
  values: Float64Array,
  goesOn: () => boolean
): void {
  const first = unit * panelsPerUnit
  for (let panel = first; panel < first + panelsPerUnit; panel++) {
    const from = panel * panelFrames
    if (from >= T) return
    values[panel] = visit(from, Math.min(T, from + panelFrames))
    if (!goesOn()) return
  }
}

/** Room for a value of each panel, over the memory; those beyond the frames stay 0. */
export function valuesOfPanels(
  memory: WebAssembly.Memory,
  at: number,
  { unitCount, panelsPerUnit }: PanelPlan
): Float64Array {
  return new Float64Array(memory.buffer, at, unitCount * panelsPerUnit)
}

/**
 * Cuts T frames into panels, and the panels into units.
 * @param slotBytes what the sums of one unit take
 */
export function planPanels(T: number, F: number, K: number, slotBytes: number): PanelPlan {
  const panelFrames = F * K > LARGE_MODEL ? 16 : 64
  const affordable = Math.max(FEW_UNITS, Math.floor(MOST_SLOT_BYTES / slotBytes))
  const wanted = Math.max(1, Math.min(MOST_UNITS, affordable, Math.ceil(T / LEAST_FRAMES)))
  const panelsPerUnit = Math.max(1, Math.ceil(T / wanted / panelFrames))
  return {
    panelFrames,
    panelsPerUnit,
    unitCount: Math.max(1, Math.ceil(T / (panelsPerUnit * panelFrames)))
  }
}
