/** Menus inside the window. */

/** A line of a menu. */
export interface MenuItem {
  readonly label: string
  /** With a space between any two. */
  readonly keys?: string
  readonly disabled?: boolean
  /** Stands under a line, as the first of what belongs together. */
  readonly begins?: boolean
  readonly run: () => void
}
