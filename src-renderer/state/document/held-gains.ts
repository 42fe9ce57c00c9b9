/** What is heard while a row is held: that row alone, even if it is muted. */
import { balance, faderGain, isPartAudible, type ComponentGains } from '../../../shared/mix'
import { isGroup, stemOfComponent, type Arrangement } from './arrangement'
import { componentOfRow, REST_ID } from './rows'

/**
 * Gains of one row alone, with its own fader and pan; a fader that is off counts as 0 dB. Null if
 * there is no such row.
 */
export function heldGains(arrangement: Arrangement, id: number): ComponentGains | null {
  const { stems, removed, facts } = arrangement
  const [left, right] = [new Float32Array(facts.length), new Float32Array(facts.length)]
  const set = (component: number, gain: number, pan: number): void => {
    const [toLeft, toRight] = balance(pan)
    left[component] = gain * toLeft
    right[component] = gain * toRight
  }
  if (id === REST_ID) {
    for (const { component } of removed) set(component, 1, 0)
    return { left, right, rest: 1 }
  }
  const component = componentOfRow(id)
  const stem =
    component === null ? stems.find((one) => one.id === id) : stemOfComponent(stems, component)
  if (component !== null) {
    if (!facts.some((fact) => fact.id === component)) return null
    const part = stem?.parts.find((one) => one.component === component)
    const pan = stem?.pan ?? 0
    set(component, heard(stem?.gainDb ?? 0) * heard(part?.gainDb ?? 0), pan)
    return { left, right, rest: 0 }
  }
  if (!stem) return null
  for (const part of stem.parts) {
    // Mutes and solos within a held group count, since they are part of its sound.
    const isHeard = !isGroup(stem) || isPartAudible(part, stem)
    set(part.component, isHeard ? heard(stem.gainDb) * faderGain(part.gainDb) : 0, stem.pan)
  }
  return { left, right, rest: 0 }
}

function heard(gainDb: number): number {
  return faderGain(gainDb) || 1
}
