/** What all argument parsers share: numbers, choices, and the error for bad arguments. */

/** Arguments that make no sense. The message is a sentence for people. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** A number that was given to an option. @throws UsageError */
export function readNumber(option: string, text: string): number {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text)
  throw new UsageError(`${option} takes a number, not "${text}".`)
}

/** One of the words that an option takes. @throws UsageError */
export function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === text)
  if (found !== undefined) return found
  throw new UsageError(`${option} takes ${allowed.join(' or ')}, not "${text}".`)
}
