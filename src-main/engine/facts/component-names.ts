/**
 * Names of components, made from measured facts and nothing else: no component is called an
 * instrument.
 */
import type { ComponentFacts } from '../../../shared/factorization'
import { hzToNote, noteName } from '../../../shared/note-names'

/**
 * A component with less than this share of the recording's energy (-80 dB) gets no descriptive
 * name.
 */
const QUIET_SHARE = 1e-8
/** From this position on, a component is clearly heard on one side. */
const SIDE_POSITION = 0.25
const LOW_BELOW_HZ = 300
const HIGH_ABOVE_HZ = 2500

/** What a name is made from. */
export interface NamedFacts extends Pick<
  ComponentFacts,
  'energy' | 'pitchHz' | 'percussive' | 'position'
> {
  /** Mean frequency of the component's spectrum, weighted by power, in Hz. */
  readonly centroidHz: number
}

/** A pattern, without groups, of every name that `componentNames` gives. */
export const componentNamePattern =
  '(?:Quiet|(?:Low|Mid|High|[A-G]#?-?\\d+)(?: hit)?(?: (?:left|right))?)(?: \\d+)?'

/**
 * One name each, in order; equal ones get " 2", " 3", ... behind them.
 * @param facts loudest first, so that the number is a component's rank among those of its name
 */
export function componentNames(facts: readonly NamedFacts[]): string[] {
  const seen = new Map<string, number>()
  return facts.map((fact) => {
    const name = nameOf(fact)
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name} ${count}`
  })
}

/** Without commas, which part the names of a list, and which no file name keeps. */
function nameOf({ energy, pitchHz, percussive, position, centroidHz }: NamedFacts): string {
  if (!(energy > QUIET_SHARE)) return 'Quiet'
  const sound = pitchHz === null ? register(centroidHz) : noteName(hzToNote(pitchHz))
  const hit = percussive ? ' hit' : ''
  const side = position < -SIDE_POSITION ? ' left' : position > SIDE_POSITION ? ' right' : ''
  return `${sound}${hit}${side}`
}

function register(centroidHz: number): string {
  if (centroidHz < LOW_BELOW_HZ) return 'Low'
  return centroidHz > HIGH_ABOVE_HZ ? 'High' : 'Mid'
}
