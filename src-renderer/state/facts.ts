/** Measured facts of components in words. */
import type { ComponentFacts } from '../../shared/factorization'
import { hzToNote } from '../draw/notes'

/** Position between the channels: "51 right", "center". */
export function positionText(position: number): string {
  const percent = Math.round(Math.abs(position) * 100)
  if (percent < 3) return 'center'
  return `${percent} ${position < 0 ? 'left' : 'right'}`
}

/** Share of the energy: "10.1 %". */
export function shareText(energy: number): string {
  return `${(energy * 100).toFixed(energy < 0.0995 ? 1 : 0)} %`
}

/** A component in short words, for tall lanes: pitch, share, onsets. */
export function factWords({ pitchHz, energy, onsets }: ComponentFacts): readonly string[] {
  const pitch = pitchHz === null ? null : hzToNote(pitchHz)
  return [
    ...(pitch === null ? [] : [pitch.name]),
    shareText(energy),
    `${onsets} ${onsets === 1 ? 'onset' : 'onsets'}`
  ]
}

/** Above this a spectrum is more noise than tone. */
const NOISY = 0.3

/** What a component sounds like, as far as it was measured. */
export function characterText({ percussive, noisiness }: ComponentFacts): string {
  if (percussive) return 'Hits'
  return noisiness > NOISY ? 'Noisy' : 'Tonal'
}
