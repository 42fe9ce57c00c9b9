/** The keys of the window: what the sheet lists and `keys.ts` carries out. */

/** One line of the sheet. */
export interface Shortcut {
  /** With a space between any two. */
  readonly keys: string
  readonly action: string
  /** As `keys.ts` calls them; none for keys of one part of the window, or of the pointer. */
  readonly names: readonly string[]
}

/** Lines that belong together. */
export interface ShortcutGroup {
  readonly title: string
  readonly shortcuts: readonly Shortcut[]
}

const line = (keys: string, action: string, ...names: readonly string[]): Shortcut => ({
  keys,
  action,
  names
})

/** All shortcuts, in the order of the sheet. */
export const shortcutGroups: readonly ShortcutGroup[] = [
  {
    title: 'Playing',
    shortcuts: [
      line('Space', 'Play or pause', ' '),
      line('Shift Space', 'Play from the start', 'Shift+ '),
      line('Home End', 'To the start, to the end', 'Home', 'End'),
      line(
        'Left Right',
        'Back, forward 1 s; with Shift 5 s',
        'ArrowLeft',
        'ArrowRight',
        'Shift+ArrowLeft',
        'Shift+ArrowRight'
      ),
      line('L', 'Loop the range, or the whole recording', 'l'),
      line('O', 'Original or remix', 'o'),
      line('F', 'Follow the playhead', 'f')
    ]
  },
  {
    title: 'Stems',
    shortcuts: [
      line(
        'Up Down',
        'Select the row above, below; with Shift more of them',
        'ArrowUp',
        'ArrowDown',
        'Shift+ArrowUp',
        'Shift+ArrowDown'
      ),
      line(
        'Ctrl Up Down',
        'Go to a row without selecting it; Ctrl Space selects it as well',
        'Mod+ArrowUp',
        'Mod+ArrowDown',
        'Mod+ '
      ),
      line('Ctrl A', 'Select all', 'Mod+a'),
      line(
        'A',
        'Hold to hear the selected row alone; Up, Down move, Enter goes to where it is loudest',
        'a',
        'Enter'
      ),
      line('S M', 'Solo, mute the selection', 's', 'm'),
      line('Shift S', 'Only the selection', 'Shift+s'),
      line('Shift M', 'Everything but the selection', 'Shift+m'),
      line('F2', 'Rename', 'F2'),
      line('Ctrl G', 'Group the selection', 'Mod+g'),
      line('Ctrl Shift G', 'Ungroup', 'Mod+Shift+g'),
      line('Delete', 'Move the selection to Rest', 'Delete', 'Backspace'),
      line(
        'Ctrl Z',
        'Undo; with Shift redo. Solo, Only and the range are for listening, and stay',
        'Mod+z',
        'Mod+Shift+z',
        'Mod+y'
      )
    ]
  },
  {
    title: 'Seeing',
    shortcuts: [
      line('+ − 0', 'Zoom in, zoom out, fit to window', '+', '=', '-', '0'),
      line('Ctrl wheel', 'Zoom about the pointer'),
      line('Shift wheel', 'Scroll in time'),
      line('Alt wheel', 'Zoom frequency about the pointer; with Shift scroll'),
      line('Alt click', 'Find what is loudest there; Alt Enter at the crosshair'),
      line('V', 'Lanes or model', 'v'),
      line('I', 'Show or hide the inspector', 'i'),
      line('Alt Left Right', 'In the bar of the stems: narrower, wider heads'),
      line('Ctrl + −', 'Everything larger, smaller; Ctrl 0 back to the usual size')
    ]
  },
  {
    title: 'Window',
    shortcuts: [
      line('Ctrl O', 'Open a recording', 'Mod+o'),
      line('Ctrl Enter', 'Separate', 'Mod+Enter'),
      line('Ctrl Shift Enter', 'Another solution, from other starts', 'Mod+Shift+Enter'),
      line('Ctrl E', 'Export stems', 'Mod+e'),
      line('F6', 'Next region of the window; with Shift the one before', 'F6', 'Shift+F6'),
      line('Shift F10', 'Menu of what has the focus'),
      line('Escape', 'Cancel', 'Escape'),
      line('F1', 'Where is what', 'F1'),
      line('?', 'This list', '?')
    ]
  }
]

const macLabels: Readonly<Record<string, string>> = {
  Ctrl: '⌘',
  Alt: '⌥',
  Shift: '⇧',
  Delete: '⌫'
}

/** A key as it is called on this system's keyboards. */
export function keyLabel(key: string, isMac: boolean): string {
  return isMac ? (macLabels[key] ?? key) : key
}
