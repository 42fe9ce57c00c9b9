/** The application menu on the screen: it follows the history, the window and the preferences. */
import { Menu } from 'electron'
import type { EditHistory, MenuState } from '../../shared/contract'
import type { MenuParts } from './menu-parts'
import { emptyMenuState } from './menu-parts'
import { menuTemplate } from './menu-template'
import { updateMenu } from './menu-update'

/** What the menu does, and what it reads each time it is built. */
export interface AppMenuOptions extends Omit<
  MenuParts,
  'history' | 'state' | 'preferences' | 'recentFiles'
> {
  readonly remembered: () => Pick<MenuParts, 'preferences' | 'recentFiles'>
}

/** The menu of the app. */
export class AppMenu {
  readonly #options: AppMenuOptions
  #history: EditHistory = { undo: null, redo: null }
  #state = emptyMenuState

  constructor(options: AppMenuOptions) {
    this.#options = options
    this.show()
  }

  /** Names what undo and redo would do. */
  setHistory(history: EditHistory): void {
    this.#history = history
    this.show()
  }

  /** Enables what the window can do. */
  setState(state: MenuState): void {
    this.#state = state
    this.show()
  }

  /** Updates it from the preferences and the recent files. */
  show(): void {
    const { remembered, ...parts } = this.#options
    const template = menuTemplate({
      ...parts,
      ...remembered(),
      history: this.#history,
      state: this.#state
    })
    const shown = Menu.getApplicationMenu()
    if (shown !== null && updateMenu(shown, template)) return
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }
}
