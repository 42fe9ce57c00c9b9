/** The file that the app was started with, by a file manager or on a terminal. */
import { resolve } from 'node:path'

/**
 * The file among the process's arguments.
 * @param argv the program, then, unless packaged, the app's folder, then switches and files
 * @returns its absolute path, null when there is none; several files: the first
 */
export function fileInArguments(
  argv: readonly string[],
  isPackaged: boolean,
  workingFolder: string
): string | null {
  const names: string[] = []
  for (let i = 1; i < argv.length; i++) {
    const argument = argv[i] ?? ''
    // Only `-r` of Electron's own switches takes its value as a separate argument.
    if (argument === '-r' || argument === '--require') i++
    else if (!argument.startsWith('-')) names.push(argument)
  }
  const name = names[isPackaged ? 0 : 1]
  return name === undefined ? null : resolve(workingFolder, name)
}
