/** The icons as one hidden SVG sprite in the page, which every `Icon` refers to. */
import type { ViewName } from '../../../shared/contract'
import drawing from './icons.svg?raw'

/** Names of the icons in icons.svg that the window uses. */
export type IconName =
  | 'open'
  | 'play'
  | 'pause'
  | 'to-start'
  | 'loop'
  | 'follow'
  | 'export'
  | 'chevron-down'
  | 'plus'
  | 'minus'
  | 'fit'
  | 'close'
  | 'settings'
  | 'help'
  | 'warning'
  | 'info'
  | 'check'
  | 'lane-compact'
  | 'lane-normal'
  | 'lane-tall'
  | 'lane-fill'
  | 'folder'
  | 'file-audio'
  | 'undo'
  | 'redo'
  | 'chevron-right'
  | 'grip'
  | 'more'
  | 'sort'
  | 'group'
  | 'drag-out'
  | 'piano-roll'
  // Each view has an icon of its name.
  | ViewName

/** Puts the sprite into the page; once, before anything is mounted. */
export function installSprite(): void {
  const { documentElement } = new DOMParser().parseFromString(drawing, 'image/svg+xml')
  documentElement.setAttribute('aria-hidden', 'true')
  documentElement.style.display = 'none'
  document.body.prepend(document.importNode(documentElement, true))
}
