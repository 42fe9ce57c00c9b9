/**
 * Whether a separation fits into what the machine has, said before it starts: an hour of work that ends
 * for want of memory helps nobody.
 */
import { freemem, totalmem } from 'node:os'
import { Failure, type FailureDetails } from '../shared/failure'
import {
  fitsMemory,
  longestThatFits,
  memoryOffers,
  memoryPlan,
  type MemorySettings
} from '../shared/memory-plan'

/** Share of the machine's memory that counts as there at least where the system does not say what it could give up. */
const LEAST_SHARE = 0.5

/**
 * Bytes that this process and its children may still take, about: what the system has and could give up,
 * within the limit of a container.
 */
export function availableBytes(): number {
  const total = totalmem()
  // Linux counts what it would give up as free; other systems count only what nobody has touched.
  const free = process.platform === 'linux' ? freemem() : Math.max(freemem(), LEAST_SHARE * total)
  const limit = process.constrainedMemory()
  if (limit === undefined || limit === 0 || limit >= total) return free
  return Math.max(0, Math.min(free, limit - process.memoryUsage.rss()))
}

/**
 * Lets a separation pass that fits.
 * @param sampleCount samples per channel that are separated
 * @param available bytes
 * @throws Failure `engine/too-large` with `neededBytes`, `availableBytes`, and each of `solver`,
 *   `hopSize`, `components` and `seconds` that would make it fit if it alone were changed
 */
export function checkMemory(
  settings: MemorySettings,
  { sampleCount, sampleRate }: { readonly sampleCount: number; readonly sampleRate: number },
  available: number = availableBytes()
): void {
  if (fitsMemory(settings, sampleCount, available)) return
  const neededBytes = memoryPlan(settings, sampleCount).bytes
  const details: Record<string, string | number> = { neededBytes, availableBytes: available }
  for (const offer of memoryOffers(settings, sampleCount, available)) {
    if (offer.kind === 'solver') details['solver'] = offer.solver
    else if (offer.kind === 'hop') details['hopSize'] = offer.hopSize
    else details['components'] = offer.components
  }
  const seconds = Math.floor(longestThatFits(settings, available) / sampleRate)
  if (seconds >= 1) details['seconds'] = seconds
  const said: FailureDetails = details
  throw new Failure('engine/too-large', `${neededBytes} of ${available} bytes`, said)
}
