/** What the parts of the application menu share. */
import type { MenuItemConstructorOptions } from 'electron'
import type {
  EditHistory,
  ListedFile,
  MenuCommand,
  MenuState,
  Preferences
} from '../../shared/contract'

/** What the menu shows and does. */
export interface MenuParts {
  readonly isMac: boolean
  /** Shows what only developers need. */
  readonly isDevelopment: boolean
  readonly preferences: Preferences
  readonly state: MenuState
  /** What undo and redo would do. */
  readonly history: EditHistory
  readonly recentFiles: readonly ListedFile[]
  readonly command: (command: MenuCommand) => void
  readonly openRecent: (path: string) => void
  readonly clearRecent: () => void
  /** Makes everything in the window larger (1), smaller (-1), or its original size (0). */
  readonly zoom: (step: -1 | 0 | 1) => void
  readonly showAbout: () => void
}

/** The state before the window has reported one. */
export const emptyMenuState: MenuState = {
  isCovered: false,
  isOpen: false,
  isSeparating: false,
  hasStems: false,
  hasRange: false,
  isLooping: false,
  listenTo: 'original',
  view: 'lanes',
  canSelect: false,
  canGroup: false,
  canUngroup: false,
  canRename: false,
  canMoveToRest: false
}

/** A line between items. */
export const separator = { type: 'separator' } as const

/**
 * A key that is shown beside an item but handled by the page, where it also types and presses
 * buttons. A Mac's menu would take it from the page, so there it is not named.
 */
export function pageKey(isMac: boolean, key: string): MenuItemConstructorOptions {
  return isMac ? {} : { accelerator: key, registerAccelerator: false }
}
