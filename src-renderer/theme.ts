/**
 * The theme of the page: `data-theme` on the root element, which the styles and the canvases read.
 */
import type { Preferences } from '../shared/contract'

/** What the page can look like. */
export type Theme = 'dark' | 'light'

const light = matchMedia('(prefers-color-scheme: light)')
/** Whether the system sets the colors of all programs, for people who need certain colors. */
const forced = matchMedia('(forced-colors: active)')
let preference: Preferences['theme'] = 'dark'

/** The theme in use; if the system sets the colors, the one that fits its background. */
export function currentTheme(): Theme {
  if (forced.matches) return isCanvasLight() ? 'light' : 'dark'
  if (preference !== 'system') return preference
  return light.matches ? 'light' : 'dark'
}

function isCanvasLight(): boolean {
  const probe = document.createElement('i')
  probe.style.color = 'Canvas'
  document.documentElement.append(probe)
  const channels = getComputedStyle(probe).color.match(/[\d.]+/g) ?? []
  probe.remove()
  const [red = 0, green = 0, blue = 0] = channels.map(Number)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 127
}

/** Applies a preference from now on; 'system' follows the system. */
export function useTheme(preferred: Preferences['theme']): void {
  preference = preferred
  document.documentElement.dataset['theme'] = currentTheme()
}

/** Calls back when the system's appearance changes; the returned function ends it. */
export function onSystemTheme(changed: () => void): () => void {
  const queries = [light, forced]
  for (const query of queries) query.addEventListener('change', changed)
  return () => {
    for (const query of queries) query.removeEventListener('change', changed)
  }
}
