/** Parses the paths of large data, as `media` of the contract writes them. */
import { pictureAxes, type PictureAxis } from '../../shared/picture-axis'
import { isOneOf } from '../../shared/plain-value'

/**
 * What a path asks for. Ranges [from, to) are whole numbers with from <= to, not yet checked
 * against any data.
 */
export type MediaRequest =
  | { readonly kind: 'samples'; document: number; channel: number; from: number; to: number }
  | {
      readonly kind: 'peaks'
      document: number
      channel: number
      from: number
      to: number
      count: number
    }
  | {
      readonly kind: 'spectrogram'
      document: number
      axis: PictureAxis
      level: number
      from: number
      to: number
    }
  | { readonly kind: 'W' | 'H'; document: number; generation: number }

const prefix = '/media/'

/** True for the paths that this file parses. */
export function isMediaPath(pathname: string): boolean {
  return pathname.startsWith(prefix)
}

/** Parses a URL's path; null for anything that `media` would not write. */
export function parseMediaPath(pathname: string): MediaRequest | null {
  if (!isMediaPath(pathname)) return null
  const [documentText, kind, ...rest] = pathname.slice(prefix.length).split('/')
  const document = wholeNumber(documentText)
  if (document === null) return null
  if (kind === 'spectrogram') {
    const [axis, ...numbers] = rest
    const [level, from, to] = wholeNumbers(numbers, 3)
    if (level === undefined || from === undefined || to === undefined || from > to) return null
    if (!isOneOf(axis, pictureAxes)) return null
    return { kind, document, axis, level, from, to }
  }
  if (kind === 'samples') {
    const [channel, from, to] = wholeNumbers(rest, 3)
    if (channel === undefined || from === undefined || to === undefined || from > to) return null
    return { kind, document, channel, from, to }
  }
  if (kind === 'peaks') {
    const [channel, from, to, count] = wholeNumbers(rest, 4)
    if (channel === undefined || from === undefined || to === undefined || from > to) return null
    return count === undefined ? null : { kind, document, channel, from, to, count }
  }
  if (kind === 'w' || kind === 'h') {
    const [generation] = wholeNumbers(rest, 1)
    if (generation === undefined) return null
    return { kind: kind === 'w' ? 'W' : 'H', document, generation }
  }
  return null
}

/** All of `texts` as whole numbers; empty unless there are exactly `count` and each is one. */
function wholeNumbers(texts: readonly string[], count: number): readonly number[] {
  const numbers = texts.map(wholeNumber).filter((number) => number !== null)
  return texts.length === count && numbers.length === count ? numbers : []
}

function wholeNumber(text: string | undefined): number | null {
  if (text === undefined || !/^(0|[1-9]\d{0,14})$/.test(text)) return null
  return Number(text)
}
