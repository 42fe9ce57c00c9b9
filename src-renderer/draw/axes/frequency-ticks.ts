/**
 * Labels of the frequency axis: round frequencies on the right, notes on the left. Where the axis
 * is zoomed in so far that few of these are left, evenly stepped frequencies and more notes take
 * their place.
 */
import { hzToNote, noteName, noteToHz } from '../../../shared/note-names'
import { heightToHz, hzToHeight, type FrequencyScale } from '../../../shared/picture-axis'
import { tickStep } from './time-ticks'

const HZ = [15_000, 10_000, 7000, 5000, 3000, 2000, 1000, 500, 200, 100] as const
/** MIDI numbers of C8 down to C2. */
const NOTES = [108, 96, 84, 72, 60, 48, 36] as const
const MIN_GAP_PX = 14
/** Distance of evenly stepped labels, at least. */
const STEP_GAP_PX = 28
/** With fewer labels than this the axis is stepped evenly. */
const FEW_LABELS = 4
/** MIDI numbers of C10 and C-1: no axis goes beyond them. */
const HIGHEST_NOTE = 132
/** The white keys of an octave. */
const NATURALS: readonly number[] = [0, 2, 4, 5, 7, 9, 11]
const EDGE_PX = 8
/** Height of a label. */
const LINE_PX = 12
/** Characters of a note and of a frequency that stand beside each other on the axis. */
const MOST_CHARACTERS = 5

/** A place on the axis. */
export interface FrequencyTick {
  readonly hz: number
  /** From the top, in CSS pixels. */
  readonly y: number
  /** Null where there is no room: the line stays, the label is dropped. */
  readonly label: string | null
}

/** Lines and labels of both columns of the axis. */
export interface FrequencyTicks {
  readonly hz: readonly FrequencyTick[]
  readonly notes: readonly FrequencyTick[]
}

/**
 * Ticks of an axis that is `heightPx` high; labels keep 14 px from the one above.
 * @param isZoomed whether `scale` is a part of the axis only
 */
export function frequencyTicks(
  scale: FrequencyScale,
  heightPx: number,
  isZoomed = false
): FrequencyTicks {
  const usual = place(scale, heightPx, HZ, hzLabel)
  const isFine = isZoomed && usual.filter(({ label }) => label !== null).length < FEW_LABELS
  const hz = isFine ? place(scale, heightPx, steppedHz(scale, heightPx), hzLabel) : usual
  const notes = place(
    scale,
    heightPx,
    (isFine ? fineNotes(scale, heightPx) : NOTES).map(noteToHz),
    (at) => noteName(hzToNote(at))
  )
  return { hz, notes: notes.map((note) => (isCovered(note, hz) ? { ...note, label: null } : note)) }
}

/** Whether a note's label would meet one in Hz, which are the longer ones. */
function isCovered(note: FrequencyTick, hz: readonly FrequencyTick[]): boolean {
  return hz.some(
    ({ y, label }) =>
      label !== null &&
      note.label !== null &&
      Math.abs(y - note.y) < LINE_PX &&
      label.length + note.label.length > MOST_CHARACTERS
  )
}

function hzLabel(hz: number): string {
  return hz >= 1000 ? `${Number((hz / 1000).toFixed(3))}k` : String(Number(hz.toFixed(1)))
}

/** Multiples of a round step, highest first. */
function steppedHz({ minHz, maxHz }: FrequencyScale, heightPx: number): readonly number[] {
  const labels = Math.max(1, heightPx / STEP_GAP_PX)
  const step = Math.max(1, tickStep((maxHz - minHz) / labels, false))
  const count = Math.floor(maxHz / step) - Math.ceil(minHz / step) + 1
  return Array.from({ length: Math.max(0, count) }, (_, i) => (Math.floor(maxHz / step) - i) * step)
}

/** Every note, or only the white keys where there is less room; highest first. */
function fineNotes(scale: FrequencyScale, heightPx: number): readonly number[] {
  const notes = Array.from({ length: HIGHEST_NOTE + 1 }, (_, i) => HIGHEST_NOTE - i)
  const middle = heightToHz(scale, 0.5)
  const gap = (hzToHeight(scale, middle * 2 ** (1 / 12)) - hzToHeight(scale, middle)) * heightPx
  if (gap >= MIN_GAP_PX) return notes
  const isOctave = gap * 2 < MIN_GAP_PX
  return notes.filter((note) => (isOctave ? note % 12 === 0 : NATURALS.includes(note % 12)))
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
