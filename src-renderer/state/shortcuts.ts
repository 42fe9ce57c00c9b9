/** The keys of the window: what the sheet lists and `keys.ts` carries out. */

/** One line of the sheet. */
export interface Shortcut {
  /** With a space between any two. */
  readonly keys: string
  readonly action: string
}

/** All shortcuts, in the order of the sheet. */
export const shortcuts: readonly Shortcut[] = [
  { keys: 'Space', action: 'Play or pause' },
  { keys: 'Shift Space', action: 'Play from the start' },
  { keys: 'Home End', action: 'To the start, to the end' },
  { keys: 'Left Right', action: 'Back, forward 1 s; with Shift 5 s' },
  { keys: 'Up Down', action: 'Select the row above, below; with Shift more of them' },
  { keys: 'A', action: 'Hold to hear the selected row alone; Up, Down move, Enter finds it' },
  { keys: 'S M', action: 'Solo, mute the selected stem' },
  { keys: 'Shift S', action: 'Only the selected stem' },
  { keys: 'Shift M', action: 'Everything but the selected stem' },
  { keys: 'F2', action: 'Rename the selected stem' },
  { keys: 'Ctrl G', action: 'Group the selection' },
  { keys: 'Ctrl Shift G', action: 'Ungroup' },
  { keys: 'Delete', action: 'Move the selection to Rest' },
  { keys: 'Ctrl Z', action: 'Undo; with Shift redo' },
  { keys: 'O', action: 'Original or remix' },
  { keys: 'F', action: 'Follow the playhead' },
  { keys: 'L', action: 'Loop the range, or the whole recording' },
  { keys: '+ − 0', action: 'Zoom in, zoom out, fit to window' },
  { keys: 'Ctrl wheel', action: 'Zoom about the pointer' },
  { keys: 'Shift wheel', action: 'Scroll in time' },
  { keys: 'Alt wheel', action: 'Zoom frequency about the pointer; with Shift scroll' },
  { keys: 'Alt click', action: 'Find what is loudest there; Alt Enter at the crosshair' },
  { keys: 'I', action: 'Show or hide the inspector' },
  { keys: 'V', action: 'Lanes or model' },
  { keys: 'Ctrl O', action: 'Open a recording' },
  { keys: 'Ctrl E', action: 'Export stems' },
  { keys: 'F6', action: 'Next region of the window' },
  { keys: 'Escape', action: 'Cancel' },
  { keys: '?', action: 'This list' }
]
