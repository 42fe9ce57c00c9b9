/** The theme of the page: `data-theme` on the root element, which the styles and the canvases read. */
import type { Preferences } from '../shared/contract'

/** What the page can look like. */
export type Theme = 'dark' | 'light'

const light = matchMedia('(prefers-color-scheme: light)')
let preference: Preferences['theme'] = 'dark'

/** The theme in use. */
export function currentTheme(): Theme {
  if (preference !== 'system') return preference
  return light.matches ? 'light' : 'dark'
}

/** Uses a preference from now on; 'system' follows the system. */
export function useTheme(preferred: Preferences['theme']): void {
  preference = preferred
  document.documentElement.dataset['theme'] = currentTheme()
}

/** Calls back when the system's appearance changes; the returned function ends it. */
export function onSystemTheme(changed: () => void): () => void {
  light.addEventListener('change', changed)
  return () => light.removeEventListener('change', changed)
}
