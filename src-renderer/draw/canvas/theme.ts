/** Colors of the theme for canvases, with callbacks when they or the screen change. */
import { parseColor } from './colormap'
import type { Rgb } from './colormap'

/** A custom property of the root element, such as '--canvas'; a `var(...)` is followed. */
export function cssVariable(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/** A color of the theme: a custom property ('--stem-3' or 'var(--stem-3)') or any CSS hex color. */
export function themeColor(color: string): Rgb {
  const name = /^(?:var\()?\s*(--[\w-]+)/.exec(color)?.[1]
  return parseColor(name === undefined ? color : cssVariable(name))
}

/**
 * Calls back when `data-theme` or the contrast preference changes; the returned function ends it.
 */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  const contrast = matchMedia('(prefers-contrast: more)')
  contrast.addEventListener('change', changed)
  return () => {
    observer.disconnect()
    contrast.removeEventListener('change', changed)
  }
}

/**
 * Calls back when the ratio of device pixels to CSS pixels changes (zoom, another screen); the
 * returned function ends it.
 */
export function watchPixelRatio(changed: () => void): () => void {
  let query: MediaQueryList | null = null
  const renew = (): void => {
    query?.removeEventListener('change', renew)
    if (query !== null) changed()
    // A media query holds for one ratio only, so each change needs a new query.
    query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`)
    query.addEventListener('change', renew)
  }
  renew()
  return () => query?.removeEventListener('change', renew)
}
