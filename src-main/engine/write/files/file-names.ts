/** Parts of file names that every system takes, and how copies are numbered. */

/** Longest name part in characters, and in UTF-8 bytes (file systems count bytes, up to 255). */
const MAX_CHARACTERS = 100
const MAX_BYTES = 200

/**
 * The same file name as its n-th copy: `01_Kick.wav` becomes `01_Kick 2.wav`; copy 1 is the name
 * itself.
 */
export function numberedFileName(fileName: string, copy: number): string {
  if (copy === 1) return fileName
  const dot = fileName.lastIndexOf('.')
  const end = dot <= 0 ? fileName.length : dot
  return `${fileName.slice(0, end)} ${copy}${fileName.slice(end)}`
}

/**
 * Text without characters that a file name cannot hold on some system; one space takes their place.
 */
export function plainName(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[<>:"/\\|?*,\p{Cc}\p{Zl}\p{Zp}\p{Cs}\uFFFD]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

/**
 * As much of a name as every file system takes, and no dot or space at its end, which Windows
 * drops.
 */
export function fittingName(name: string): string {
  let kept = ''
  let characters = 0
  let bytes = 0
  for (const character of name) {
    characters++
    bytes += Buffer.byteLength(character)
    if (characters > MAX_CHARACTERS || bytes > MAX_BYTES) break
    kept += character
  }
  return kept.replace(/[. ]+$/, '')
}
