/**
 * Names on disk that are not in UTF-8, as older systems wrote them. They come to us with a
 * replacement character for each byte that is none, and by such a name nothing can be opened.
 */
import { readdirSync } from 'node:fs'
import { basename, dirname } from 'node:path'

const REPLACEMENT = '\uFFFD'

/**
 * Whether a path that is not found is there in another encoding.
 * @param path absolute or relative
 */
export function isOtherEncoding(path: string): boolean {
  if (!path.includes(REPLACEMENT)) return false
  const name = basename(path)
  try {
    const names = readdirSync(dirname(path), { encoding: 'buffer' })
    const alike = names.filter((bytes) => bytes.toString('utf8') === name)
    return alike.length > 0 && alike.every((bytes) => !bytes.equals(Buffer.from(name)))
  } catch {
    return isOtherEncoding(dirname(path))
  }
}
