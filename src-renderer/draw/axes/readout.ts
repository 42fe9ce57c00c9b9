/** Numbers as people read them beside a picture. Minus is U+2212, and figures keep their width. */
import { namePitch } from '../../../shared/note-names'

const MINUS = '\u2212'

/** A signed number with fixed decimals; no sign before zero. */
function signed(value: number, decimals: number, plus: string): string {
  const text = Math.abs(value).toFixed(decimals)
  if (Number(text) === 0) return text
  return `${value < 0 ? MINUS : plus}${text}`
}

/** Time as mm:ss.mmm, or with fewer decimals; never negative, never 60 seconds. */
export function timeText(seconds: number, decimals = 3): string {
  const scale = 10 ** decimals
  const units = Math.round(Math.max(0, seconds) * scale)
  const minutes = Math.floor(units / (60 * scale))
  const rest = ((units - minutes * 60 * scale) / scale).toFixed(decimals)
  return `${String(minutes).padStart(2, '0')}:${rest.padStart(decimals > 0 ? decimals + 3 : 2, '0')}`
}

/** Frequency with a decimal below 1 kHz, such as "883.2 Hz" or "2217 Hz". */
export function hzText(hz: number): string {
  return `${hz.toFixed(hz < 1000 ? 1 : 0)} Hz`
}

/** Nearest note with cents, such as "A5 +6 ct"; a dash below hearing. */
export function noteText(hz: number): string {
  const note = hz >= 16 ? namePitch(hz) : null
  return note === null ? '–' : `${note.name} ${signed(note.cents, 0, '+')} ct`
}

/** Level such as "−31.4 dB"; null or nothing measurable reads as minus infinity. */
export function dbText(db: number | null): string {
  return db === null || !Number.isFinite(db) ? `${MINUS}∞ dB` : `${signed(db, 1, '')} dB`
}

/** Length of a stretch of time: "240 ms", "1.700 s", from a minute on "2:05.300". */
export function spanText(seconds: number): string {
  const milliseconds = Math.round(Math.max(0, seconds) * 1000)
  if (milliseconds < 1000) return `${milliseconds} ms`
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(3)} s`
  return timeText(seconds).replace(/^0/, '')
}
