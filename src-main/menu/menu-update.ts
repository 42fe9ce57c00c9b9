/**
 * Brings a menu that is shown up to date. What is on or off changes in place, so that a menu
 * somebody has open stays open; labels cannot, and with other ones the menu has to be built anew.
 */
import type { MenuItemConstructorOptions } from 'electron'

/** As much of Electron's menu as this needs. */
export interface ShownMenu {
  readonly items: readonly ShownItem[]
}

interface ShownItem {
  readonly label: string
  readonly type: string
  enabled: boolean
  checked: boolean
  readonly submenu?: ShownMenu | null | undefined
}

/**
 * Gives a menu the states of a template. @returns false when its items are others; then nothing has
 * changed
 */
export function updateMenu(
  menu: ShownMenu,
  template: readonly MenuItemConstructorOptions[]
): boolean {
  if (!isSame(menu, template)) return false
  apply(menu, template)
  return true
}

function isSame(menu: ShownMenu, template: readonly MenuItemConstructorOptions[]): boolean {
  return (
    menu.items.length === template.length &&
    template.every((wanted, i) => {
      const item = menu.items[i]!
      // An item with a role has a label of the system's.
      const isNamed = wanted.label === undefined || wanted.label === item.label
      const below = wanted.submenu
      if (!isNamed || !Array.isArray(below)) return isNamed
      return item.submenu != null && isSame(item.submenu, below)
    })
  )
}

function apply(menu: ShownMenu, template: readonly MenuItemConstructorOptions[]): void {
  template.forEach((wanted, i) => {
    const item = menu.items[i]!
    if (wanted.enabled !== undefined) item.enabled = wanted.enabled
    // To set a radio item, whatever to, is to check it.
    if (item.type === 'radio' && wanted.checked === true) item.checked = true
    if (item.type === 'checkbox') item.checked = wanted.checked === true
    if (item.submenu != null && Array.isArray(wanted.submenu)) apply(item.submenu, wanted.submenu)
  })
}
