/** The commands of the Edit menu in a text field. */

/** Runs the command in the focused text field; false when there is none. */
export function editText(command: 'undo' | 'redo' | 'selectAll'): boolean {
  const field = document.activeElement
  if (!(field instanceof HTMLInputElement) || ['radio', 'checkbox'].includes(field.type))
    return false
  if (command === 'selectAll') field.select()
  // There is no other access to a field's own history.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  else document.execCommand(command)
  return true
}
