/** What is said when a separation is done. */
import { countText, secondsText } from '../../words/words'
import { QUIET_NAME, type Stem } from '../document/arrangement'

/** How many components came of it, how long it took, and where those went that have no row. */
export function separatedText(
  components: number,
  seconds: number,
  stems: readonly Pick<Stem, 'name' | 'components'>[]
): string {
  const quiet = stems.find(({ name }) => name === QUIET_NAME)?.components.length ?? 0
  const folded = quiet === 0 ? '' : `, the ${quiet} quietest together as “${QUIET_NAME}”`
  return `Separated into ${countText(components, 'component')}${secondsText(seconds)}${folded}`
}
