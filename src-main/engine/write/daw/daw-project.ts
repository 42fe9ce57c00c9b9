/**
 * What a DAW project is written from, whatever its format: a tree of tracks over sound files that
 * are on disk already. Every file begins at 0 on the time line and lasts as long as the project.
 */

/** A stem, or a group of stems. */
export interface DawTrack {
  readonly name: string
  /** #rrggbb */
  readonly color: string
  /** -Infinity for silence. */
  readonly gainDb: number
  /** -1 left, 0 center, 1 right. */
  readonly pan: number
  readonly isMuted: boolean
  /** Absolute path of a WAVE or FLAC file; null for a group, which only contains tracks. */
  readonly file: string | null
  readonly children: readonly DawTrack[]
}

/** A project. */
export interface DawProject {
  readonly title: string
  /** '' when unknown. */
  readonly artist: string
  /** '' when unknown. */
  readonly album: string
  readonly tracks: readonly DawTrack[]
  readonly sampleRate: number
  readonly channelCount: number
  /** Samples of every file. */
  readonly sampleCount: number
  /** Quarter notes a minute, null when unknown. */
  readonly tempo: number | null
  /** Of Partwise. */
  readonly version: string
}

/** Every track of a tree, parents before their children. */
export function allTracks(tracks: readonly DawTrack[]): DawTrack[] {
  return tracks.flatMap((track) => [track, ...allTracks(track.children)])
}

/** A number without exponent and without needless zeros. */
export function decimal(value: number, digits = 9): string {
  const text = value.toFixed(digits)
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  return short === '-0' ? '0' : short
}

/** Linear gain of a track. */
export function gainOf({ gainDb }: DawTrack): number {
  return 10 ** (gainDb / 20)
}
