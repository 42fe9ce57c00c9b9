/** Names of files that are likely sound: what a dialog offers and what a folder is searched for. */

/** Endings of names, without the dot; what a file really is, its bytes say. */
export const audioExtensions = [
  'wav',
  'wave',
  'bwf',
  'rf64',
  'bw64',
  'w64',
  'aif',
  'aiff',
  'aifc',
  'flac',
  'mp3',
  'mp2',
  'ogg',
  'oga',
  'opus',
  'm4a',
  'm4b',
  'aac'
] as const

const extensions: ReadonlySet<string> = new Set(audioExtensions)

/** Whether a file's name says that it holds sound; names that begin with a dot are hidden files. */
export function isAudioName(name: string): boolean {
  const extension = /^[^.].*\.([^.]+)$/s.exec(name)?.[1]
  return extension !== undefined && extensions.has(extension.toLowerCase())
}
