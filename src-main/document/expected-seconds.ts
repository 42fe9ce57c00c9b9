/** How long separations of a recording take: expected from what this machine has measured. */
import type { AudioSummary } from '../../shared/audio'
import { qualities, type Quality, type SeparationSettings } from '../../shared/settings'
import { expectedWork } from '../engine/expected-work'
import type { MeasuredSpeed } from '../remembered/measured-speed'

/** Expected seconds by quality; null while this machine has measured nothing. */
export function expectedSeconds(
  speed: MeasuredSpeed,
  settings: SeparationSettings,
  summary: AudioSummary
): Readonly<Record<Quality, number>> | null {
  const seconds = (quality: Quality): number | null =>
    speed.secondsFor(expectedWork({ ...settings, quality }, summary))
  const [fast = null, balanced = null, fine = null] = qualities.map(seconds)
  if (fast === null || balanced === null || fine === null) return null
  return { fast, balanced, fine }
}

/** Takes in how long a separation took; settles when that is on disk. */
export function noteSeconds(
  speed: MeasuredSpeed,
  settings: SeparationSettings,
  summary: AudioSummary,
  seconds: number
): Promise<void> {
  return speed.note(expectedWork(settings, summary), seconds)
}
