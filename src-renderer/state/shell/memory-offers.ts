/** Changes that would make a separation fit into memory, in the words of buttons. */
import type { Failure } from '../../../shared/failure'
import type { SeparationSettings } from '../../../shared/settings'

/** A change of the settings that a notice offers. */
export interface SettingsOffer {
  /** The label of its button. */
  readonly label: string
  readonly change: Partial<SeparationSettings>
}

/**
 * What a failure offers, the change that costs least first; empty for all but `engine/too-large`.
 */
export function offersOf({ code, details }: Failure): readonly SettingsOffer[] {
  if (code !== 'engine/too-large') return []
  const { solver, hopSize, components } = details
  const offers: SettingsOffer[] = []
  if (solver === 'fast') offers.push({ label: 'Use the fast solver', change: { solver } })
  if (typeof hopSize === 'number') offers.push({ label: 'Use a larger hop', change: { hopSize } })
  if (typeof components === 'number') {
    offers.push({ label: `Look for ${components} components`, change: { components } })
  }
  return offers
}
