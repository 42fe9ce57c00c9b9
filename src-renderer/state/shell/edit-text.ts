/** The commands of the Edit menu in a text field. */

/** Does it in the text field that has the focus; false when none has. */
export function editText(command: 'undo' | 'redo' | 'selectAll'): boolean {
  const field = document.activeElement
  if (!(field instanceof HTMLInputElement) || ['radio', 'checkbox'].includes(field.type))
    return false
  if (command === 'selectAll') field.select()
  // A field's own history has no other door.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  else document.execCommand(command)
  return true
}
