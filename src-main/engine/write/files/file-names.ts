/** Parts of file names that every system takes, and how copies are numbered. */

/** Longest name part in characters, and in UTF-8 bytes (file systems count bytes, up to 255). */
const MAX_CHARACTERS = 100
const MAX_BYTES = 200

/** What stands between the parts of a name and has no place at its ends. */
export const nameSeparators = '[ _-]'
/** Names that Windows keeps for devices, whatever follows their first dot. */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])( *\..*)?$/i

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

/** Whether `fittingName` leaves a name in one piece, up to its last dots and spaces. */
export function isFitting(name: string): boolean {
  return fittingName(name) === name.replace(/[. ]+$/, '')
}

/**
 * A name for a file or folder from any text, which no system takes for a hidden file, an option, a
 * folder above or a device.
 * @param spare where nothing of the text is left
 */
export function safeName(text: string, spare: string): string {
  const plain = plainName(text)
    .replace(new RegExp(`^(\\.|${nameSeparators})+`), '')
    .replace(new RegExp(`${nameSeparators}+$`), '')
  const name = fittingName(plain) || spare
  if (!RESERVED.test(name)) return name
  const [device = ''] = name.split('.')
  return `${device}_${name.slice(device.length)}`
}
