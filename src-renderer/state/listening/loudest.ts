/** Where components are loudest. T = frames. */
import { atomTable, weightAt } from '../../../shared/dsp/atoms'
import type { FactorizationView } from '../../draw/factorization/factorization-view'

/** Seconds before the loudest frame, so that its onset is heard. */
const LEAD_SECONDS = 0.05

/** Time shortly before the loudest frame of components together; null where they are silent. */
export function loudestSeconds(
  view: FactorizationView,
  components: readonly number[]
): number | null {
  const { H, frameCount: T, settings, sampleRate } = view
  const atoms = atomTable(view)
  let loudest = 0
  let at = -1
  for (let t = 0; t < T; t++) {
    let level = 0
    for (const k of components) {
      const end = atoms.firstAtom[k + 1] ?? 0
      for (let a = atoms.firstAtom[k] ?? 0; a < end; a++) level += weightAt(atoms, H, t, a)
    }
    if (level > loudest) {
      loudest = level
      at = t
    }
  }
  if (at < 0) return null
  const { windowSize, hopSize } = settings
  const center = (at * hopSize - (windowSize - hopSize) + windowSize / 2) / sampleRate
  return Math.max(0, center - LEAD_SECONDS)
}
