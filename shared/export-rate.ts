/** Which sample rates the formats of stems can state. */
import { exportFormatFacts, type ExportFormat } from './contract'
import { Failure } from './failure'

const HIGHEST_FLAC_RATE = 655_350
/** Above this rate, frames of FLAC can only state multiples of ten. */
const HIGHEST_ODD_FLAC_RATE = 65_535

/** Whether files of a format can state a sample rate in Hz. */
export function holdsRate(format: ExportFormat, sampleRate: number): boolean {
  if (exportFormatFacts[format].extension !== 'flac') return true
  return (
    Number.isInteger(sampleRate) &&
    sampleRate >= 1 &&
    sampleRate <= HIGHEST_FLAC_RATE &&
    (sampleRate <= HIGHEST_ODD_FLAC_RATE || sampleRate % 10 === 0)
  )
}

/**
 * Passes a sample rate that files of a format can state; to be asked before a separation is made
 * for them.
 * @throws Failure `export/unsupported-rate`
 */
export function checkRate(format: ExportFormat, sampleRate: number): void {
  if (holdsRate(format, sampleRate)) return
  throw new Failure('export/unsupported-rate', `${format} at ${sampleRate} Hz`, { sampleRate })
}
