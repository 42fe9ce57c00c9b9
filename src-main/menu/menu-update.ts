/**
 * Updates the menu on the screen. Enabled and checked states change in place, so that an open menu
 * stays open; labels cannot, so new labels need a new menu.
 */
import type { MenuItemConstructorOptions } from 'electron'

/** The part of Electron's menu that is used. */
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
 * Gives a menu the states of a template. @returns false when its items differ; then nothing has
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
      // The system labels an item with a role.
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
    // Setting a radio item to any value checks it.
    if (item.type === 'radio' && wanted.checked === true) item.checked = true
    if (item.type === 'checkbox') item.checked = wanted.checked === true
    if (item.submenu != null && Array.isArray(wanted.submenu)) apply(item.submenu, wanted.submenu)
  })
}
