/** Labels of the frequency axis: round frequencies on the right, notes on the left. */
import { hzToHeight } from './frequency-scale'
import type { FrequencyScale } from './frequency-scale'
import { hzToNote, noteToHz } from './notes'

const HZ = [15_000, 10_000, 7000, 5000, 3000, 2000, 1000, 500, 200, 100] as const
/** MIDI numbers of C8 down to C2. */
const NOTES = [108, 96, 84, 72, 60, 48, 36] as const
const MIN_GAP_PX = 14
const EDGE_PX = 8

/** A place on the axis. */
export interface FrequencyTick {
  readonly hz: number
  /** From the top, in CSS pixels. */
  readonly y: number
  /** Null where there is no room: the line stands, the label is dropped. */
  readonly label: string | null
}

/** Lines and labels of both columns of the axis. */
export interface FrequencyTicks {
  readonly hz: readonly FrequencyTick[]
  readonly notes: readonly FrequencyTick[]
}

/** Ticks of an axis that is `heightPx` high; labels keep 14 px from the one above. */
export function frequencyTicks(scale: FrequencyScale, heightPx: number): FrequencyTicks {
  return {
    hz: place(scale, heightPx, HZ, (hz) => (hz >= 1000 ? `${hz / 1000}k` : String(hz))),
    notes: place(scale, heightPx, NOTES.map(noteToHz), (hz) => hzToNote(hz)?.name ?? '')
  }
}

function place(
  scale: FrequencyScale,
  heightPx: number,
  frequencies: readonly number[],
  name: (hz: number) => string
): readonly FrequencyTick[] {
  let lastY = -Infinity
  return frequencies
    .filter((hz) => hz > scale.minHz && hz < scale.maxHz)
    .map((hz) => {
      const y = (1 - hzToHeight(scale, hz)) * heightPx
      if (y < EDGE_PX || y > heightPx - EDGE_PX + 1 || y - lastY < MIN_GAP_PX) {
        return { hz, y, label: null }
      }
      lastY = y
      return { hz, y, label: name(hz) }
    })
}
