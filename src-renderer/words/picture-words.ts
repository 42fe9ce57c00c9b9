/** The names of the spectrogram's choices. */
import type { Preferences } from '../../shared/contract'
import { axisLabel, pictureAxes, type PictureAxis } from '../../shared/picture-axis'

interface Named<T> {
  readonly value: T
  readonly label: string
}

/** Scales of the frequency axis. */
export const axisNames: readonly Named<PictureAxis>[] = pictureAxes.map((value) => ({
  value,
  label: axisLabel(value)
}))

/** Color maps. */
export const colorMapNames: readonly Named<Preferences['colorMap']>[] = [
  { value: 'dusk', label: 'Dusk' },
  { value: 'paper', label: 'Paper' },
  { value: 'grey', label: 'Grey' },
  { value: 'dusk-inverted', label: 'Dusk, inverted' },
  { value: 'paper-inverted', label: 'Paper, inverted' },
  { value: 'grey-inverted', label: 'Grey, inverted' }
]
