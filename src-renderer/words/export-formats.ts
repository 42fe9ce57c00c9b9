/** The formats of an export, as they are offered. */
import type { DawFormat, ExportFormat } from '../../shared/contract'

/** What a format is called, and what speaks for it. */
export interface FormatWords {
  readonly label: string
  readonly hint?: string
}

/** Formats of stems. */
export const formatWords: Readonly<Record<ExportFormat, Required<FormatWords>>> = {
  wav24: { label: 'WAV, 24-bit', hint: 'Opens everywhere' },
  wav32f: { label: 'WAV, 32-bit float', hint: 'Exact, keeps what passes 0 dBFS' },
  wav16: { label: 'WAV, 16-bit', hint: 'For older gear' },
  flac24: { label: 'FLAC, 24-bit', hint: 'Smaller, without loss' },
  flac16: { label: 'FLAC, 16-bit', hint: 'Smallest' }
}

/** DAW projects. */
export const dawWords: Readonly<Record<DawFormat, FormatWords>> = {
  dawproject: { label: 'DAW project (.dawproject)', hint: 'Bitwig, Studio One' },
  rpp: { label: 'REAPER project (.rpp)' }
}

/** Formats to choose from, in the order in which their words stand. */
export function choicesOf<T extends string, W extends FormatWords>(
  words: Readonly<Record<T, W>>
): readonly (W & { readonly value: T })[] {
  return (Object.keys(words) as T[]).map((value) => ({ value, ...words[value] }))
}
