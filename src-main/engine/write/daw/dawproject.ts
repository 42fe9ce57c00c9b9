/**
 * DAWproject 1.0 (.dawproject): a ZIP of project.xml, metadata.xml and the sound files themselves,
 * read by Bitwig, Cubase, Studio One and others. Each track has one plain clip at 0, in seconds,
 * without warps, which all of them read alike; a stem's fader is the channel's volume.
 */
import { extname, basename } from 'node:path'
import type { KeepGoing } from '../../../../shared/failure'
import type { WriteFs } from '../files/new-file'
import { numberedFileName } from '../files/file-names'
import { allTracks, decimal, gainOf, type DawProject, type DawTrack } from './daw-project'
import { createZipFile } from './zip-file'
import { xmlDocument, type XmlNode } from './xml'

/** Largest linear gain of a usual fader; louder stems raise it. */
const FADER_MAX = 2
const MASTER = 'master'

/**
 * Writes a project with its sound.
 * @param name relative to the folder; folders on the way have to be there
 * @returns the path, null when cancelled: what is there then is of no use, as after a failure
 * @throws Failure `export/disk-full` or `export/not-writable`
 */
export function writeDawProject(
  project: DawProject,
  folder: string,
  name: string,
  keepGoing: KeepGoing,
  fs?: WriteFs
): string | null {
  const tracks = allTracks(project.tracks)
  const paths = pathsInside(tracks)
  const zip = createZipFile(folder, name, fs)
  try {
    zip.addBytes('project.xml', Buffer.from(projectXml(project), 'utf8'))
    zip.addBytes('metadata.xml', Buffer.from(metadataXml(project), 'utf8'))
    let done = 0
    for (const [track, inside] of paths) {
      const part = (fraction: number): boolean => keepGoing((done + fraction) / paths.size)
      if (!zip.addFile(inside, track.file!, part)) return null
      done++
    }
    return zip.finish()
  } finally {
    zip.abort()
  }
}

/** The document project.xml. */
export function projectXml(project: DawProject): string {
  const tracks = allTracks(project.tracks)
  const paths = pathsInside(tracks)
  const idOf = (track: DawTrack): string => `track${tracks.indexOf(track) + 1}`
  const seconds = decimal(project.sampleCount / project.sampleRate)
  const { channelCount, sampleRate } = project

  const trackNode = (track: DawTrack, destination: string): XmlNode => {
    const channelId = `${idOf(track)}-channel`
    const isGroup = track.children.length > 0
    const content = [...(track.file === null ? [] : ['audio']), ...(isGroup ? ['tracks'] : [])]
    return [
      'Track',
      {
        contentType: content.length > 0 ? content.join(' ') : 'tracks',
        loaded: true,
        id: idOf(track),
        name: track.name,
        color: track.color
      },
      channelNode(track, channelId, destination, isGroup ? 'submix' : 'regular', channelCount),
      ...track.children.map((child) => trackNode(child, channelId))
    ]
  }
  const clipsNode = (track: DawTrack): XmlNode => [
    'Clips',
    { track: idOf(track), id: `${idOf(track)}-clips` },
    [
      'Clip',
      { time: 0, duration: seconds, contentTimeUnit: 'seconds', playStart: 0, name: track.name },
      [
        'Audio',
        { timeUnit: 'seconds', duration: seconds, channels: channelCount, sampleRate },
        ['File', { path: paths.get(track)! }]
      ]
    ]
  ]
  return xmlDocument([
    'Project',
    { version: '1.0' },
    ['Application', { name: 'Partwise', version: project.version }],
    ...(project.tempo === null ? [] : [transportNode(project.tempo)]),
    [
      'Structure',
      {},
      ...project.tracks.map((track) => trackNode(track, MASTER)),
      [
        'Track',
        { contentType: 'audio', loaded: true, id: 'track-master', name: 'Master' },
        [
          'Channel',
          { role: 'master', audioChannels: Math.max(2, channelCount), solo: false, id: MASTER }
        ]
      ]
    ],
    [
      'Arrangement',
      { id: 'arrangement' },
      [
        'Lanes',
        { timeUnit: 'seconds', id: 'lanes' },
        ...tracks.filter(({ file }) => file !== null).map(clipsNode)
      ]
    ]
  ])
}

/** The document metadata.xml. */
export function metadataXml({ title, artist, album }: DawProject): string {
  const given = Object.entries({ Title: title, Artist: artist, Album: album })
  return xmlDocument([
    'MetaData',
    {},
    ...given.filter(([, text]) => text !== '').map(([name, text]): XmlNode => [name, {}, text])
  ])
}

function transportNode(tempo: number): XmlNode {
  return [
    'Transport',
    {},
    ['Tempo', { unit: 'bpm', value: decimal(tempo, 6), id: 'tempo', name: 'Tempo' }],
    ['TimeSignature', { denominator: 4, numerator: 4, id: 'time-signature' }]
  ]
}

function channelNode(
  track: DawTrack,
  id: string,
  destination: string,
  role: 'regular' | 'submix',
  audioChannels: number
): XmlNode {
  const gain = gainOf(track)
  const max = decimal(Math.max(FADER_MAX, gain))
  return [
    'Channel',
    { audioChannels, destination, role, solo: false, id },
    ['Mute', { value: track.isMuted, id: `${id}-mute`, name: 'Mute' }],
    [
      'Pan',
      {
        max: 1,
        min: 0,
        unit: 'normalized',
        value: decimal((track.pan + 1) / 2),
        id: `${id}-pan`,
        name: 'Pan'
      }
    ],
    [
      'Volume',
      { max, min: 0, unit: 'linear', value: decimal(gain), id: `${id}-volume`, name: 'Volume' }
    ]
  ]
}

/** Where each sound file lies in the archive; names that differ in case only are told apart. */
function pathsInside(tracks: readonly DawTrack[]): Map<DawTrack, string> {
  const taken = new Set<string>()
  const paths = new Map<DawTrack, string>()
  for (const track of tracks) {
    if (track.file === null) continue
    const name = basename(track.file) || `stem${extname(track.file)}`
    let inside = name
    for (let copy = 2; taken.has(inside.toLowerCase()); copy++)
      inside = numberedFileName(name, copy)
    taken.add(inside.toLowerCase())
    paths.set(track, `audio/${inside}`)
  }
  return paths
}
