/**
 * Settings of a separation: one table with range, default, unit and label of each, from which
 * validation, the command line and the window are derived.
 */
import type { SampleRange } from './audio'
import { Failure } from './failure'
import { guardedFields, isCount, isPlainObject, isText, type Guards } from './plain-value'

/**
 * How masks are made: `ratio` adds up to the recording, `direct` (the textbook's V_k with the
 * mixture's phase) does not.
 */
export type MaskKind = 'ratio' | 'direct'

/**
 * `fast`: accelerated updates, the best of several starts, coarse to fine. `mm`, the reference
 * solver: plain multiplicative updates by majorization-minimization, from one random start.
 */
export type SolverName = 'fast' | 'mm'

/** How much work the solver `fast` puts into starts and sweeps. */
export type Quality = 'fast' | 'balanced' | 'fine'

/** Everything that decides a separation. Equal settings and seed give equal bits on one machine. */
export interface SeparationSettings {
  /** K, the rank. */
  readonly components: number
  /** beta of the divergence: 2 Euclidean, 1 Kullback-Leibler, 0 Itakura-Saito. */
  readonly beta: number
  /** p of V = |X|^p: 1 magnitude, 2 power. */
  readonly exponent: 1 | 2
  readonly windowSize: number
  readonly hopSize: number
  /**
   * Sweeps at most, over every frame; one sweep updates H, then W. The solver `fast` stops earlier.
   */
  readonly iterations: number
  readonly seed: number
  readonly mask: MaskKind
  readonly solver: SolverName
  /** Only the solver `fast` reads it. */
  readonly quality: Quality
  /** The part of the recording to separate, all else goes to Rest; null for all of it. */
  readonly range: SampleRange | null
}

/** A number that a person may set. */
export interface NumberSetting {
  readonly label: string
  readonly unit: string
  readonly min: number
  readonly max: number
  readonly initial: number
}

/** Ranges and first values of the plain numbers. */
export const numberSettings = {
  components: { label: 'Components', unit: '', min: 1, max: 128, initial: 8 },
  iterations: { label: 'Sweeps', unit: '', min: 1, max: 100_000, initial: 200 },
  seed: { label: 'Seed', unit: '', min: 0, max: 4_294_967_295, initial: 1 }
} as const satisfies Record<string, NumberSetting>

/** Solvers and qualities that can be chosen. */
export const solvers: readonly SolverName[] = ['fast', 'mm']
/** From quick to thorough. */
export const qualities: readonly Quality[] = ['fast', 'balanced', 'fine']

/** Window sizes that can be chosen, in samples. */
export const windowSizes = [256, 512, 1024, 2048, 4096, 8192, 16384] as const

/** The divergences that have a name. */
export const namedDivergences = { 'itakura-saito': 0, 'kullback-leibler': 1, euclidean: 2 } as const

/** beta may lie in this range; beyond it powers leave the range of float32. */
export const betaRange = { min: -2, max: 4 } as const

/**
 * Power of two nearest to `seconds` at this rate (nearest in ratio), within the sizes that can be
 * chosen.
 */
export function nearestWindowSize(sampleRate: number, seconds = 0.093): number {
  const exponent = Math.round(Math.log2(Math.max(1, sampleRate * seconds)))
  return 2 ** Math.min(14, Math.max(8, exponent))
}

/** The exponent that goes with a divergence: power for Itakura-Saito, magnitude for the rest. */
export function exponentFor(beta: number): 1 | 2 {
  return beta === 0 ? 2 : 1
}

/** The default settings: Kullback-Leibler on magnitude, window near 93 ms, hop a quarter of it. */
export function defaultSettings(sampleRate: number): SeparationSettings {
  const windowSize = nearestWindowSize(sampleRate)
  return {
    components: numberSettings.components.initial,
    beta: 1,
    exponent: 1,
    windowSize,
    hopSize: windowSize / 4,
    iterations: numberSettings.iterations.initial,
    seed: numberSettings.seed.initial,
    mask: 'ratio',
    solver: 'fast',
    quality: 'balanced',
    range: null
  }
}

/** Whether two settings ask for the same but for the seed. */
export function isSameButSeed(a: SeparationSettings, b: SeparationSettings): boolean {
  const key = ({ range, ...settings }: SeparationSettings): string =>
    JSON.stringify([
      ...Object.entries({ ...settings, seed: 0 }).sort(),
      range && [range.fromSample, range.toSample]
    ])
  return key(a) === key(b)
}

/**
 * Checks settings that come from outside.
 * @throws Failure `settings/invalid` naming the setting, its value and what would be right
 */
export function checkSettings(settings: SeparationSettings): SeparationSettings {
  for (const name of ['components', 'iterations', 'seed'] as const) {
    const { min, max } = numberSettings[name]
    const value = settings[name]
    if (!Number.isInteger(value) || value < min || value > max) {
      throw invalid(name, value, `a whole number from ${min} to ${max}`)
    }
  }
  const { beta, windowSize, hopSize, exponent, mask, solver, quality, range } = settings
  if (!(beta >= betaRange.min && beta <= betaRange.max)) {
    throw invalid('divergence', beta, `a number from ${betaRange.min} to ${betaRange.max}`)
  }
  if (!windowSizes.some((size) => size === windowSize)) {
    throw invalid('window', windowSize, 'a power of two from 256 to 16384')
  }
  if (hopSize !== windowSize / 4 && hopSize !== windowSize / 2) {
    throw invalid('hop', hopSize, `${windowSize / 4} or ${windowSize / 2} for window ${windowSize}`)
  }
  // Settings arrive from other processes, so their types are claims, not facts.
  if (![1, 2].includes(exponent)) throw invalid('exponent', exponent, '1 or 2')
  if (!['ratio', 'direct'].includes(mask)) throw invalid('mask', mask, 'ratio or direct')
  if (!solvers.includes(solver)) throw invalid('solver', solver, 'fast or mm')
  if (!qualities.includes(quality)) throw invalid('quality', quality, 'fast, balanced or fine')
  if (range !== null && !isRange(range)) {
    const value = `${range.fromSample}-${range.toSample}`
    throw invalid('range', value, 'two whole numbers of samples, the second larger')
  }
  return settings
}

/** Longer than any name of a mask, a solver or a quality. */
const MAX_NAME_LENGTH = 255

const isNumber = (value: unknown): value is number => typeof value === 'number'
const isName = (value: unknown): value is string => isText(value, MAX_NAME_LENGTH)

/** The right types, whatever the values. */
const types: Guards<SeparationSettings> = {
  components: isNumber,
  beta: isNumber,
  exponent: (value): value is 1 | 2 => isNumber(value),
  windowSize: isNumber,
  hopSize: isNumber,
  iterations: isNumber,
  seed: isNumber,
  mask: (value): value is MaskKind => isName(value),
  solver: (value): value is SolverName => isName(value),
  quality: (value): value is Quality => isName(value),
  range: (value): value is SampleRange | null =>
    value === null ||
    (isPlainObject(value) && isCount(value['fromSample']) && isCount(value['toSample']))
}

/**
 * A copy of the settings in an untrusted value.
 * @param value an object
 * @param refuse throws the failure for a field of the wrong type
 * @throws Failure `settings/invalid` for one out of its range
 */
export function readSettings(
  value: unknown,
  refuse: (field: keyof SeparationSettings, found: unknown) => never
): SeparationSettings {
  const { range, ...settings } = guardedFields(types, value, refuse)
  return checkSettings({
    ...settings,
    range: range && { fromSample: range.fromSample, toSample: range.toSample }
  })
}

function isRange({ fromSample, toSample }: SampleRange): boolean {
  return (
    Number.isSafeInteger(fromSample) &&
    fromSample >= 0 &&
    Number.isSafeInteger(toSample) &&
    toSample > fromSample
  )
}

function invalid(setting: string, value: string | number, expected: string): Failure {
  return new Failure('settings/invalid', `${setting}=${value} must be ${expected}`, {
    setting,
    value: String(value),
    expected
  })
}
