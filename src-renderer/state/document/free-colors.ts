/** Colors for stems that are new: as long as there are any, one that no other stem has. */
import { STEM_COLOR_COUNT } from '../../../shared/stem-colors'

/** What is looked at of a stem. */
interface Colored {
  readonly color: number
  readonly parts: readonly unknown[]
}

/** One group of a color counts more than any number of single stems. */
const GROUP_WEIGHT = 1000

/**
 * The color, 1 to 12, for a stem beside others: one that none of them has; where all are taken, one
 * that no group has, and the fewest single stems.
 * @param wish the color that is taken if none is freer
 */
export function freeColor(others: readonly Colored[], wish = 1): number {
  const uses = new Float64Array(STEM_COLOR_COUNT + 1)
  for (const { color, parts } of others) uses[color]! += parts.length > 1 ? GROUP_WEIGHT : 1
  let best = wish
  for (let color = 1; color <= STEM_COLOR_COUNT; color++) {
    if (uses[color]! < uses[best]!) best = color
  }
  return best
}
