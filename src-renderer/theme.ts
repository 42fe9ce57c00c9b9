/**
 * The theme of the page. Main tells the system's appearance or the person's choice to Chromium, so the
 * media query is the one truth; here it becomes `data-theme`, which the styles and the canvases read.
 */
const light = matchMedia('(prefers-color-scheme: light)')

/** Sets `data-theme` now and whenever the appearance changes. */
export function followSystemTheme(): void {
  const apply = (): void => {
    document.documentElement.dataset['theme'] = light.matches ? 'light' : 'dark'
  }
  light.addEventListener('change', apply)
  apply()
}

/** Calls back with the new theme when it changes; the returned function ends it. */
export function onThemeChange(changed: (theme: 'dark' | 'light') => void): () => void {
  const tell = (): void => changed(light.matches ? 'light' : 'dark')
  light.addEventListener('change', tell)
  return () => light.removeEventListener('change', tell)
}
