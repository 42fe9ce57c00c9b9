/** The files that the app was started with, by a file manager or in a terminal. */
import { resolve } from 'node:path'

/**
 * The files and folders among the process's arguments.
 * @param argv the program, then, unless packaged, the app's folder, then switches and files
 * @returns absolute paths, in their order
 */
export function filesInArguments(
  argv: readonly string[],
  isPackaged: boolean,
  workingFolder: string
): string[] {
  const names: string[] = []
  for (let i = 1; i < argv.length; i++) {
    const argument = argv[i] ?? ''
    // Only `-r` of Electron's own switches takes its value as a separate argument.
    if (argument === '-r' || argument === '--require') i++
    else if (!argument.startsWith('-')) names.push(argument)
  }
  return names.slice(isPackaged ? 0 : 1).map((name) => resolve(workingFolder, name))
}
