/**
 * When a recording was made, as far as its file knows: files made from it say the same, so that
 * equal ones are equal.
 */
import { stat } from 'node:fs/promises'

/** When a file was last changed, in milliseconds since 1970; 0 when it is gone. */
export async function recordingDate(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => Math.round(mtimeMs),
    () => 0
  )
}
