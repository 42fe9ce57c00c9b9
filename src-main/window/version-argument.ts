/** How the app's version reaches the preload, which may not ask Electron's app for it. */

const prefix = '--partwise-version='

/** The argument that carries the version. */
export function versionArgument(version: string): string {
  return prefix + version
}

/** The version among a renderer's arguments, '' when there is none. */
export function versionIn(argv: readonly string[]): string {
  return argv.find((argument) => argument.startsWith(prefix))?.slice(prefix.length) ?? ''
}
