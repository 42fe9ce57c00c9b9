/** The system's dialogs. They begin at a folder that exists, given as an absolute path. */
import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron'
import { dirname } from 'node:path'
import { audioExtensions } from '../document/audio-names'
import { isFolder } from '../remembered/places'

/** Asks for files to open, at least one; null when cancelled. */
export async function askForFiles(
  window: BrowserWindow,
  start: string
): Promise<readonly string[] | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Open Audio',
    defaultPath: existingFolder(start),
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Audio', extensions: [...audioExtensions] },
      { name: 'All files', extensions: ['*'] }
    ]
  })
  return canceled || filePaths.length === 0 ? null : filePaths
}

/** Asks for a folder to write to; null when cancelled. */
export async function askForFolder(window: BrowserWindow, start: string): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Export To',
    buttonLabel: 'Choose',
    defaultPath: existingFolder(start),
    properties: ['openDirectory', 'createDirectory']
  })
  return canceled ? null : (filePaths[0] ?? null)
}

/**
 * Asks a question with two answers, of which the second is the safe one; true for the first.
 * Aborting `signal` takes the question away, as if it had been answered with the second.
 */
export async function ask(
  window: BrowserWindow,
  question: { message: string; detail: string; buttons: readonly [string, string] },
  signal?: AbortSignal
): Promise<boolean> {
  const { message, detail, buttons } = question
  const options: MessageBoxOptions = {
    type: 'question',
    message,
    detail,
    buttons: [...buttons],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
    ...(signal && { signal })
  }
  return (await dialog.showMessageBox(window, options)).response === 0
}

/** Shows a message that needs no answer. */
export async function tell(
  window: BrowserWindow,
  { message, detail }: { message: string; detail: string }
): Promise<void> {
  await dialog.showMessageBox(window, { type: 'info', message, detail, buttons: ['OK'] })
}

/** `path` if there is such a folder, else the nearest one above it. */
export function existingFolder(path: string): string {
  if (isFolder(path) || dirname(path) === path) return path
  return existingFolder(dirname(path))
}
