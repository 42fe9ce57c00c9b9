/** The colors of stems outside the window, where no theme says what they are: those of the dark one. */

const stemColors = [
  ...['#edbe46', '#709cf7', '#c65167', '#9ed1a9', '#b881c9', '#7ca87b'],
  ...['#60d3ff', '#ed7542', '#ef90cb', '#3a8f91', '#e8ff7c', '#775fca']
]

/** The color of Rest. */
export const restColor = '#969da9'

/** The color of a number from 1 on, as #rrggbb; beyond 12 they come again. */
export function stemColor(number: number): string {
  return stemColors[(number - 1) % stemColors.length]!
}
