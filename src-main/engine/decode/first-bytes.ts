/** What the first bytes of a file tell: marks of formats, or plain text. */
import { ascii } from './sound-file'

/**
 * Whether bytes bear a mark, and are no text: a word may begin with the same letters.
 * @param mark one character a byte
 * @param at where it has to be
 */
export function hasMark(head: Uint8Array, mark: string, at = 0): boolean {
  return ascii(head, at, at + mark.length) === mark && !isText(head)
}

/** Unicode text without control characters other than white space. */
export function isText(head: Uint8Array): boolean {
  if (ascii(head, 0, 2) === '\xff\xfe' || ascii(head, 0, 2) === '\xfe\xff') return true
  if (head.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20))) return false
  try {
    // Streaming leaves a character that the end of the bytes cuts in two alone.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}
