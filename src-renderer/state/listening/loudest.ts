/** Where components are loudest. T = frames, K = components. */
import type { FactorizationView } from '../../draw/factorization/factorization-view'

/** So much before the loudest frame, that its beginning is heard. */
const LEAD_SECONDS = 0.05

/** Time shortly before the loudest frame of components together; null where they are silent. */
export function loudestSeconds(
  { H, frameCount: T, componentCount: K, settings, sampleRate }: FactorizationView,
  components: readonly number[]
): number | null {
  let loudest = 0
  let at = -1
  for (let t = 0; t < T; t++) {
    let level = 0
    for (const k of components) level += H[t * K + k] ?? 0
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
