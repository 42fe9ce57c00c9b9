/** Words for what became of stems that somebody made. */

/** What became of one; a stem that is whole needs no word. */
interface Fate {
  readonly name: string
  readonly kept: number
  readonly count: number
  readonly isKept: boolean
}

/** What became of those that are not whole, as sentences; '' when all are. */
export function fatesText(fates: readonly Fate[]): string {
  return fates
    .flatMap((fate) => {
      const { name, kept, count, isKept } = fate
      if (isKept && kept === count) return []
      if (isKept) return [`“${name}” kept ${kept} of ${count} components.`]
      if (kept === 0) return [`“${name}” was not found.`]
      if (count === 1) return [`“${name}” was found only in part, so the name was not passed on.`]
      const found = `Of “${name}”, ${kept} of ${count} components were found`
      return [`${found}, too little of its sound to pass the name on.`]
    })
    .join(' ')
}

/**
 * The way back to a solution.
 * @param name of the solution, '' for one that has none
 */
export function backText(name: string): string {
  return name === '' ? 'Back to the separation before' : `Back to ${name}`
}
