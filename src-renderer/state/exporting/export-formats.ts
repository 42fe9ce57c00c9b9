/** The formats of an export, as they are offered. */
import type { ExportFormat } from '../../../shared/contract'

/** A format with its name and what speaks for it. */
export interface FormatChoice {
  readonly value: ExportFormat
  readonly label: string
  readonly hint: string
}

const wav24: FormatChoice = { value: 'wav24', label: 'WAV, 24-bit', hint: 'Opens everywhere' }

/** All formats; the first is the default. */
export const exportFormats: readonly FormatChoice[] = [
  wav24,
  { value: 'wav32f', label: 'WAV, 32-bit float', hint: 'Exact, keeps what passes 0 dBFS' },
  { value: 'wav16', label: 'WAV, 16-bit', hint: 'For older gear' },
  { value: 'flac24', label: 'FLAC, 24-bit', hint: 'Smaller, without loss' },
  { value: 'flac16', label: 'FLAC, 16-bit', hint: 'Smallest' }
]

/** What is known of a format. */
export function formatOf(format: ExportFormat): FormatChoice {
  return exportFormats.find(({ value }) => value === format) ?? wav24
}

/** Whether a format holds integers, which end at 0 dBFS. */
export function isInteger(format: ExportFormat): boolean {
  return format !== 'wav32f'
}
