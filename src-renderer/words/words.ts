/** Numbers as people read them: a minus is U+2212, units follow after a space. */
import type { SampleFormat } from '../../shared/audio'
import { GAIN_OFF_DB } from '../../shared/mix'
import type { MaskKind } from '../../shared/settings'
import { timeText } from '../draw/axes/readout'

/** Why something cannot be done while a separation runs. */
export const untilSeparated = 'Once the separation is done'

/** Why stems of more than two channels cannot be panned. */
export const panIsForTwo = 'Only mono and stereo recordings can be panned'

/** A level: "−3.0 dB", "0.0 dB", "−∞ dB". */
export function decibelText(db: number, silenceDb = -199): string {
  if (!(db > silenceDb)) return '−∞ dB'
  const text = Math.abs(db).toFixed(1)
  return `${db < 0 && text !== '0.0' ? '−' : ''}${text} dB`
}

/** A fader's value: as a level, with a plus above 0, off at its lowest position. */
export function gainText(db: number): string {
  const text = decibelText(db, -60)
  return db > 0.04 ? `+${text}` : text
}

/** Length of a recording: m:ss.mmm. */
export function lengthText(seconds: number): string {
  return timeText(seconds).replace(/^0(?=\d:)/, '')
}

/** Length for lists: m:ss. */
export function shortLengthText(seconds: number): string {
  return lengthText(seconds).replace(/\.\d+$/, '')
}

/** A time to a tenth of a second: "0:07.2". */
export function tenthsText(seconds: number): string {
  return lengthText(Math.round(seconds * 10) / 10).slice(0, -2)
}

/** A stretch of time: "0:07 to 0:11"; with tenths where whole seconds would not tell its ends. */
export function shortRangeText(startSeconds: number, endSeconds: number): string {
  const isShort = endSeconds - startSeconds < 3
  const text = (seconds: number): string =>
    isShort ? tenthsText(seconds) : shortLengthText(Math.round(seconds))
  return `${text(startSeconds)} to ${text(endSeconds)}`
}

/** How long something took, after a sentence: " in 6.5 s"; '' for what took no time. */
export function secondsText(seconds: number): string {
  return seconds >= 0.05 ? ` in ${seconds.toFixed(1)} s` : ''
}

/** Time left: under 10 s to 0.1 and never none, under a minute to 1 s, then m:ss. */
export function timeLeftText(seconds: number): string {
  if (seconds < 9.95) return `${Math.max(0.1, seconds).toFixed(1)} s left`
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole} s left` : `${shortLengthText(whole)} left`
}

/** How long something is expected to take, no finer than it can be known: "about 40 s". */
export function expectedText(seconds: number): string {
  if (seconds < 1) return 'under 1 s'
  if (seconds < 10) return `about ${Math.round(seconds)} s`
  if (seconds < 57.5) return `about ${5 * Math.round(seconds / 5)} s`
  return `about ${Math.max(1, Math.round(seconds / 60))} min`
}

/** Sample rate: "44.1 kHz". */
export function rateText(sampleRate: number): string {
  return `${Number((sampleRate / 1000).toFixed(3))} kHz`
}

/** Size of files: "47.6 MB". */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  return `${power === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[power] ?? ''}`
}

/**
 * Parses a typed gain in dB: "-3", "−3.5 dB", "+2,5"; "off" and "−∞" are the lowest. Null for
 * anything else.
 */
export function parseGain(text: string): number | null {
  const plain = text
    .trim()
    .toLowerCase()
    .replace('−', '-')
    .replace(',', '.')
    .replace(/\s*db$/, '')
  if (['off', '-∞', '-inf'].includes(plain)) return GAIN_OFF_DB
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null
}

/** How samples are stored: "16-bit", "32-bit float", "lossy". */
export function bitsText(format: SampleFormat): string {
  if (format === 'lossy') return format
  const bits = /\d+/.exec(format)?.[0] ?? ''
  return format.startsWith('float') ? `${bits}-bit float` : `${bits}-bit`
}

/** "1 stem", "12 stems". */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** "a", "a and b", "a, b and c". */
function listText(parts: readonly string[]): string {
  const [last = '', ...before] = parts.toReversed()
  return before.length === 0 ? last : `${before.toReversed().join(', ')} and ${last}`
}

const restSources = {
  outside: 'all that lies outside the separated range',
  leftover: 'what the direct stems leave over'
} as const

/**
 * What Rest is made of.
 * @param count components that were moved there
 * @param also what is there besides
 */
export function restText(count: number, also: readonly (keyof typeof restSources)[]): string {
  const moved = count > 0 ? [`${countText(count, 'component')} moved out of the stems`] : []
  return listText([...moved, ...also.map((source) => restSources[source])])
}

/** Why Rest has no fader, in a few words and in full. */
export const restGainText = {
  short: 'At 0 dB, so that all adds up',
  full: 'Rest stays at 0 dB, so that everything adds up to the recording'
} as const

/** A divergence by its name, or by its beta. */
export function divergenceText(beta: number): string {
  return { 0: 'Itakura-Saito', 1: 'Kullback-Leibler', 2: 'Euclidean' }[beta] ?? `beta ${beta}`
}

/** The kind of mask, in a word. */
export function maskText(mask: MaskKind): string {
  return mask === 'ratio' ? 'Ratio' : 'Direct'
}

/**
 * A day as seen from `now`, both in milliseconds since 1970: "today", "yesterday", "9 March", "9
 * March 2025".
 */
export function dayText(time: number, now: number): string {
  const day = new Date(time)
  const today = new Date(now)
  const midnight = new Date(time).setHours(0, 0, 0, 0)
  // Rounded, because a day has 23 or 25 hours twice a year.
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - midnight) / 86_400_000)
  if (days <= 0) return 'today'
  if (days === 1) return 'yesterday'
  const isThisYear = day.getFullYear() === today.getFullYear()
  return day.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    ...(isThisYear ? {} : { year: 'numeric' })
  })
}

/** What is said of work that has shown no progress for some seconds. */
export function silenceText(seconds: number): string {
  return `No progress for ${seconds} s. It may still go on; Cancel ends it, and nothing is lost.`
}
