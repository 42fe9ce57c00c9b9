/** Menus inside the window. */

/** A line of a menu. */
export interface MenuItem {
  readonly label: string
  /** With a space between any two. */
  readonly keys?: string
  readonly disabled?: boolean
  /** Whether a separator line stands above it. */
  readonly begins?: boolean
  readonly run: () => void
}
