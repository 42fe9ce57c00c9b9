/** What the choices of the spectrogram are called. */
import type { Preferences } from '../../shared/contract'

interface Named<T> {
  readonly value: T
  readonly label: string
}

/** Scales of the frequency axis. */
export const axisNames: readonly Named<Preferences['axis']>[] = [
  { value: 'mel', label: 'Mel' },
  { value: 'log', label: 'Log' },
  { value: 'linear', label: 'Linear' }
]

/** Color maps. */
export const colorMapNames: readonly Named<Preferences['colorMap']>[] = [
  { value: 'dusk', label: 'Dusk' },
  { value: 'paper', label: 'Paper' },
  { value: 'grey', label: 'Grey' },
  { value: 'dusk-inverted', label: 'Dusk, inverted' },
  { value: 'paper-inverted', label: 'Paper, inverted' },
  { value: 'grey-inverted', label: 'Grey, inverted' }
]
