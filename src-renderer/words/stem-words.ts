/** Words beside the stems. */

/**
 * How many stems are heard, '' when all are.
 * @param heard stems that the mix lets through, of `count`
 * @param isOriginal whether the recording itself plays, whatever the mix is
 */
export function heardText(heard: number, count: number, isOriginal: boolean): string {
  if (heard === count) return ''
  return isOriginal ? 'The original plays, so all are heard' : `${heard} of ${count} heard`
}

/** Where the components of a separation are to come, before the first of them can be heard. */
export function comingText(components: number): string {
  return components === 1
    ? 'The component appears here in a moment.'
    : `The ${components} components appear here in a moment.`
}
