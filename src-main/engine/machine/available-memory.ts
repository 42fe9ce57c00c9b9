/**
 * How much memory is still available, so that work that would not fit is refused before it starts.
 */
import { freemem, totalmem } from 'node:os'

/**
 * Least share of the machine's memory that counts as available where the system does not say what
 * it could free.
 */
const LEAST_SHARE = 0.5

/**
 * About how many bytes this program may still take: what the system has free or could free, within
 * the limit of a container.
 */
export function availableBytes(): number {
  const total = totalmem()
  // Linux counts what it could free as available; other systems count only unused memory.
  const free = process.platform === 'linux' ? freemem() : Math.max(freemem(), LEAST_SHARE * total)
  const limit = process.constrainedMemory()
  if (limit === 0 || limit >= total) return free
  return Math.max(0, Math.min(free, limit - process.memoryUsage.rss()))
}
