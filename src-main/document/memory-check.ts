/**
 * Whether a separation fits into what the machine has, said before it starts: an hour of work that
 * runs out of memory helps nobody.
 */
import { Failure, type FailureDetails } from '../../shared/failure'
import {
  fitsMemory,
  longestThatFits,
  memoryOffers,
  memoryPlan,
  type MemorySettings
} from '../../shared/memory-plan'
import { availableBytes } from '../engine/machine/available-memory'

/**
 * Passes a separation that fits.
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
