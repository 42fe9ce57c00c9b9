/** Names of files that are likely sound: what a dialog offers and what a folder is searched for. */
import { formats } from '../engine/decode/formats'

/** Endings of names, without the dot; the bytes tell what a file really is. */
export const audioExtensions: readonly string[] = formats.flatMap(({ extensions }) => extensions)

const known = new Set(audioExtensions)

/** Whether a file's name says that it holds sound; names that begin with a dot are hidden files. */
export function isAudioName(name: string): boolean {
  const extension = /^[^.].*\.([^.]+)$/s.exec(name)?.[1]
  return extension !== undefined && known.has(extension.toLowerCase())
}
