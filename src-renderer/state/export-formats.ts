/** The formats of an export, as they are offered. */
import type { ExportFormat } from '../../shared/contract'

/** A format with its name and what speaks for it. */
export interface FormatChoice {
  readonly value: ExportFormat
  readonly label: string
  readonly hint: string
  /** Of one sample. */
  readonly bytes: number
}

const wav24: FormatChoice = {
  value: 'wav24',
  label: 'WAV, 24-bit',
  hint: 'Opens everywhere',
  bytes: 3
}

/** All formats; the first is the default. */
export const exportFormats: readonly FormatChoice[] = [
  wav24,
  { value: 'wav16', label: 'WAV, 16-bit', hint: 'Half the size, for older gear', bytes: 2 },
  {
    value: 'wav32f',
    label: 'WAV, 32-bit float',
    hint: 'Exact, keeps what passes 0 dBFS',
    bytes: 4
  }
]

/** What is known of a format. */
export function formatOf(format: ExportFormat): FormatChoice {
  return exportFormats.find(({ value }) => value === format) ?? wav24
}
