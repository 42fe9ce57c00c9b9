/** How long a batch still takes, judged by the recordings that it has done. */

/** By how much longer than it already took a recording is, once it takes longer than the others. */
const OVERTIME = 0.1

/**
 * Seconds left for the recording in progress and everything that waits.
 * @param took seconds that each of the recordings took that are done
 * @param elapsed seconds since the present one was begun
 * @param waiting recordings that come after it
 * @returns null while none is done
 */
export function batchSecondsLeft(
  took: readonly number[],
  elapsed: number,
  waiting: number
): number | null {
  if (took.length === 0) return null
  const sum = took.reduce((a, b) => a + b, 0)
  const mean = sum / took.length
  const present = Math.max(mean, elapsed * (1 + OVERTIME))
  const each = (sum + present) / (took.length + 1)
  return present - elapsed + each * waiting
}
