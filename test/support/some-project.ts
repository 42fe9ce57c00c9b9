/** A project with groups in groups and names that try to break out of every format. */
import type { DawProject, DawTrack } from '../../src-main/engine/write/daw/daw-project'

/** A track without children. */
export function track(
  name: string,
  file: string | null,
  changes: Partial<DawTrack> = {}
): DawTrack {
  return {
    name,
    file,
    color: '#4fa3d1',
    gainDb: 0,
    pan: 0,
    isMuted: false,
    children: [],
    ...changes
  }
}

/** Names that hold what formats use for themselves. */
export const hostileNames = [
  `<Kick> & "Snare" 'x' \`y\``,
  ']]> > \n <TRACK',
  'Flöte – 日本 🎹',
  'broken \ud83c \u0000 \u0007'
]

/** Files are made by the caller: `fileOf` says where each lies. */
export function someProject(fileOf: (name: string) => string): DawProject {
  return {
    title: 'A <Song> & "more"',
    artist: 'Änne',
    album: '',
    sampleRate: 48_000,
    channelCount: 2,
    sampleCount: 100_001,
    tempo: 100.5,
    version: '1.2.3',
    tracks: [
      track(hostileNames[0]!, fileOf('01_Kick.wav'), { gainDb: -6, pan: -0.5, isMuted: true }),
      track('Band', null, {
        color: '#FF8000',
        gainDb: 3,
        children: [
          track(hostileNames[1]!, fileOf('02_Bass.flac'), { gainDb: -Infinity }),
          track('Inner', null, { children: [track(hostileNames[2]!, fileOf('03_Flute.wav'))] })
        ]
      }),
      track(hostileNames[3]!, fileOf('04_Rest.wav'), { gainDb: 9, pan: 1 })
    ]
  }
}
