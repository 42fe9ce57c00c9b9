/** Which stems sound in a box of the spectrogram. */
import { loudestComponents } from '../../draw/factorization/loudest'
import type { Stem } from '../document/arrangement'
import type { LoadedSeparation } from '../document/loaded-separation'
import type { PictureBox } from './picture.svelte'

/** A stem, and its part of the power in a box, 0 to 1. */
export interface StemShare {
  readonly stem: Stem
  readonly share: number
}

/** The stems that are loudest in a box, loudest first; none without a separation. */
export function stemsInBox(
  stems: readonly Stem[],
  separation: LoadedSeparation | null,
  box: PictureBox,
  most: number
): readonly StemShare[] {
  if (separation === null) return []
  const { factorization, view } = separation
  const shares = new Map(
    loudestComponents(factorization, view.sampleRate, box).map(
      ({ component, share }) => [component, share] as const
    )
  )
  return stems
    .map((stem) => ({
      stem,
      share: stem.components.reduce((sum, k) => sum + (shares.get(k) ?? 0), 0)
    }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, most)
}
