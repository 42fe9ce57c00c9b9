/** Checks of a file's first bytes: marks of formats, or plain text. */
import { ascii } from './sound-file'

/**
 * Whether bytes have a mark and are not text: a word may begin with the same letters.
 * @param mark one character a byte
 * @param at where it must be
 */
export function hasMark(head: Uint8Array, mark: string, at = 0): boolean {
  return ascii(head, at, at + mark.length) === mark && !isText(head)
}

/** Unicode text without control characters other than white space. */
export function isText(head: Uint8Array): boolean {
  if (ascii(head, 0, 2) === '\xff\xfe' || ascii(head, 0, 2) === '\xfe\xff') return true
  if (head.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20))) return false
  try {
    // In streaming mode a character that the end of the bytes cuts in two is not an error.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}
