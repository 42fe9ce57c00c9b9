/** Measured facts of components in words. */
import type { ComponentFacts } from '../../shared/factorization'
import { hzToNote, noteName } from '../../shared/note-names'
import { countText } from './words'

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

/** A short description of components, for tall lanes: pitch, share, onsets. */
export function factWords(components: readonly ComponentFacts[]): readonly string[] {
  const pitch = pitchSpan(components)
  const energy = components.reduce((sum, fact) => sum + fact.energy, 0)
  const onsets = components.reduce((sum, fact) => sum + fact.onsets, 0)
  return [
    ...(pitch === null ? [] : [pitch]),
    shareText(energy),
    // Not counted while the separation runs.
    ...(Number.isNaN(onsets) ? [] : [countText(onsets, 'onset')])
  ]
}

/** Above this a spectrum is more noise than tone. */
const NOISY = 0.3

/** What components sound like, as far as measured: "Hits", "Tonal, noisy". */
export function characterText(components: readonly ComponentFacts[]): string {
  const words = new Set(
    components.map(({ percussive, noisiness }) =>
      percussive ? 'hits' : noisiness > NOISY ? 'noisy' : 'tonal'
    )
  )
  const [first = '–', ...others] = words
  return [first.charAt(0).toUpperCase() + first.slice(1), ...others].join(', ')
}

/** Whether a component is heard as a tone or a chord, so that its partials are notes. */
export function isTonal({ pitchHz, percussive, noisiness }: ComponentFacts): boolean {
  return pitchHz !== null || (!percussive && noisiness <= NOISY)
}

/** From the lowest to the highest clear pitch: "C5 to A5", "C5"; null without any. */
export function pitchSpan(components: readonly ComponentFacts[]): string | null {
  const pitches = components.flatMap(({ pitchHz }) => (pitchHz === null ? [] : [pitchHz]))
  if (pitches.length === 0) return null
  const low = noteName(hzToNote(Math.min(...pitches)))
  const high = noteName(hzToNote(Math.max(...pitches)))
  return low === high ? low : `${low} to ${high}`
}
