/** Theme and screen as reactive values: when they change, canvases are painted again. */
import { createSubscriber } from 'svelte/reactivity'
import type { Rgb } from '../../draw/canvas/colormap'
import { cssVariable, themeColor, watchPixelRatio, watchTheme } from '../../draw/canvas/theme'

/** Reading it in an effect makes the effect run again when the theme or the screen changes. */
class Look {
  readonly #subscribe = createSubscriber((changed) => {
    const ends = [watchTheme(changed), watchPixelRatio(changed)]
    return () => ends.forEach((end) => end())
  })

  /** 'light' or 'dark'. */
  get theme(): 'dark' | 'light' {
    this.#subscribe()
    return document.documentElement.dataset['theme'] === 'light' ? 'light' : 'dark'
  }

  /** A color of the theme: a custom property such as '--stem-3', or a hex color as it is. */
  color(name: string): Rgb {
    this.#subscribe()
    return themeColor(name)
  }

  /** The text of a custom property. */
  css(name: string): string {
    this.#subscribe()
    return cssVariable(name)
  }

  /** Device pixels for one CSS pixel. */
  get pixelRatio(): number {
    this.#subscribe()
    return devicePixelRatio
  }
}

/** The look of the window. */
export const look = new Look()
