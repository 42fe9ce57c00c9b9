/**
 * How much memory can still be had, so that work that would not fit is told so before it starts.
 */
import { freemem, totalmem } from 'node:os'

/**
 * Share of the machine's memory that counts as there at least where the system does not say what it
 * could give up.
 */
const LEAST_SHARE = 0.5

/**
 * Bytes that this program may still take, about: what the system has and could give up, within the
 * limit of a container.
 */
export function availableBytes(): number {
  const total = totalmem()
  // Linux counts what it would give up as free; other systems count only what nobody has touched.
  const free = process.platform === 'linux' ? freemem() : Math.max(freemem(), LEAST_SHARE * total)
  const limit = process.constrainedMemory()
  if (limit === 0 || limit >= total) return free
  return Math.max(0, Math.min(free, limit - process.memoryUsage.rss()))
}
