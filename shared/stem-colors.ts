/**
 * The colors of stems: how many there are, and their values outside the window, which are those of
 * its dark theme.
 */

const stemColors = [
  '#edbe46',
  '#709cf7',
  '#c65167',
  '#9ed1a9',
  '#b881c9',
  '#7ca87b',
  '#60d3ff',
  '#ed7542',
  '#ef90cb',
  '#3a8f91',
  '#e8ff7c',
  '#775fca'
]

/** How many colors there are; a stem's is a number from 1 to this. */
export const STEM_COLOR_COUNT = stemColors.length

/** The color of Rest. */
export const restColor = '#969da9'

/** The color of a number from 1 on, as #rrggbb; beyond the last they repeat. */
export function stemColor(number: number): string {
  return stemColors[(number - 1) % STEM_COLOR_COUNT]!
}
