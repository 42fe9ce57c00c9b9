/**
 * The date of a recording, from its file: files made from it get the same date, so that equal
 * exports are equal files.
 */
import { stat } from 'node:fs/promises'

/** When a file was last changed, in milliseconds since 1970; 0 when it is gone. */
export async function recordingDate(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => Math.round(mtimeMs),
    () => 0
  )
}
