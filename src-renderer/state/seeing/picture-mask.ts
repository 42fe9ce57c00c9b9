/** The mask of the spectrogram, from what is selected or heard. */
import type { ComponentGains } from '../../../shared/mix'
import type { LoadedSeparation } from '../document/loaded-separation'
import type { PictureMask } from './tile-masks'

type Shown = Pick<PictureMask, 'factorization' | 'sampleRate'>

function shownOf({ factorization, view }: LoadedSeparation): Shown {
  return { factorization, sampleRate: view.sampleRate }
}

/** Components as they sound alone, without gain. */
export function selectionMask(
  separation: LoadedSeparation,
  components: readonly number[]
): PictureMask {
  const gains = new Float32Array(separation.factorization.componentCount)
  for (const k of components) gains[k] = 1
  return { subject: 'selection', kind: 'mix', gains, rest: 0, ...shownOf(separation) }
}

/** What is heard: the mean power of left and right, as in the picture of the mixture. */
export function remixMask(
  separation: LoadedSeparation,
  { left, right, rest }: ComponentGains
): PictureMask {
  const gains = left.map((gain, k) => Math.sqrt((gain ** 2 + (right[k] ?? gain) ** 2) / 2))
  return { subject: 'remix', kind: 'mix', gains, rest, ...shownOf(separation) }
}

/** The model of H and W alone. */
export function modelMask(separation: LoadedSeparation): PictureMask {
  const gains = new Float32Array(separation.factorization.componentCount).fill(1)
  return { subject: 'model', kind: 'model', gains, rest: 0, ...shownOf(separation) }
}
