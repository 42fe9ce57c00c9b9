/** Places of the spectrogram where a stem was turned down. F = bins. */
import type { CellFactors } from './sharing'

/**
 * Factors of a stem's amplitude at a frame, for bins from .. to - 1 of out [F].
 * @returns false where all are 1; `out` is then as it was
 */
export type FactorsAt = (
  frame: number,
  stem: number,
  out: Float64Array,
  from: number,
  to: number
) => boolean

/** Looks up the factors of a sharing at any frame; null where there are none. */
export function factorsAt(factors: readonly CellFactors[]): FactorsAt | null {
  if (factors.length === 0) return null
  return (frame, stem, out, from, to) => {
    let isAny = false
    for (let i = 0; i < factors.length; i++) {
      const part = factors[i]!
      const first = Math.max(from, part.fromBin)
      const end = Math.min(to, part.toBin)
      if (part.stem !== stem || frame < part.fromFrame || frame >= part.toFrame) continue
      if (first >= end) continue
      if (!isAny) out.fill(1, from, to)
      isAny = true
      const row = (frame - part.fromFrame) * (part.toBin - part.fromBin) - part.fromBin
      for (let f = first; f < end; f++) out[f]! *= part.values[row + f]!
    }
    return isAny
  }
}
