/** Measured facts of components in words. */
import type { ComponentFacts } from '../../shared/factorization'
import { noteText } from '../draw/readout'

/** Position between the channels: "51 right", "centre". */
export function positionText(position: number): string {
  const percent = Math.round(Math.abs(position) * 100)
  if (percent < 3) return 'centre'
  return `${percent} ${position < 0 ? 'left' : 'right'}`
}

/** Share of the energy: "10.1 %". */
export function shareText(energy: number): string {
  return `${(energy * 100).toFixed(energy < 0.0995 ? 1 : 0)} %`
}

/** One line about a component, for tall lanes. */
export function factsLine(facts: ComponentFacts): string {
  const pitch = facts.pitchHz === null ? 'no clear pitch' : noteText(facts.pitchHz)
  const onsets = `${facts.onsets} ${facts.onsets === 1 ? 'onset' : 'onsets'}`
  return `${pitch} · ${shareText(facts.energy)} · ${onsets}`
}
