/**
 * REAPER projects (.rpp), plain text: one track with one item at 0 for each stem, groups as
 * folders. Sound files are named relative to the project, so the folder can be moved. Times are
 * seconds, and items stay where they are when the tempo changes.
 */
import { relative, extname } from 'node:path'
import type { exportFormatFacts } from '../../../../shared/contract'
import { decimal, gainOf, type DawProject, type DawTrack } from './daw-project'

/** REAPER requires a tempo; this one is written when none is known. */
const UNKNOWN_TEMPO = 120
/** Marks a custom color. */
const CHOSEN_COLOR = 0x1000000

type SoundExtension = (typeof exportFormatFacts)[keyof typeof exportFormatFacts]['extension']
/** What REAPER calls the files of stems. */
const sourceKinds: Readonly<Record<SoundExtension, string>> = { wav: 'WAVE', flac: 'FLAC' }

/**
 * The text of a project.
 * @param folder absolute, where the project will lie
 */
export function reaperProject(project: DawProject, folder: string): string {
  const { title, artist, sampleRate, channelCount, tempo, tracks } = project
  const lines = [
    '<REAPER_PROJECT 0.1 "6.33" 0',
    ...(title === '' ? [] : [`TITLE ${quoted(title)}`]),
    ...(artist === '' ? [] : [`AUTHOR ${quoted(artist)}`]),
    `SAMPLERATE ${sampleRate} 1 0`,
    // Items keep their place in seconds.
    'TIMELOCKMODE 0',
    `TEMPO ${decimal(tempo ?? UNKNOWN_TEMPO, 6)} 4 4`,
    // Otherwise the master would only pass on the first two.
    ...(channelCount > 2 ? [`MASTER_NCH ${busWidth(project)} 2`] : []),
    ...tracks.flatMap((track) => trackLines(track, project, folder, 0)),
    '>'
  ]
  return `${indented(lines).join('\n')}\n`
}

/** @param closing how many folders end behind this track */
function trackLines(
  track: DawTrack,
  project: DawProject,
  folder: string,
  closing: number
): string[] {
  const { children } = track
  const isFolder = children.length > 0
  const bus = isFolder ? '1 1' : closing > 0 ? `2 -${closing}` : '0 0'
  const lines = [
    '<TRACK',
    `NAME ${quoted(track.name)}`,
    `PEAKCOL ${colorNumber(track.color)}`,
    `VOLPAN ${decimal(gainOf(track))} ${decimal(track.pan)} -1 -1 1`,
    `MUTESOLO ${track.isMuted ? 1 : 0} 0 0`,
    `ISBUS ${bus}`,
    `NCHAN ${busWidth(project)}`,
    ...(track.file === null ? [] : itemLines(track.name, track.file, project, folder)),
    '>'
  ]
  const last = children.length - 1
  return lines.concat(
    children.flatMap((child, i) => {
      return trackLines(child, project, folder, i === last ? closing + 1 : 0)
    })
  )
}

/** Channels of a track: REAPER has even numbers of them. */
function busWidth({ channelCount }: DawProject): number {
  return 2 * Math.ceil(channelCount / 2)
}

function itemLines(
  name: string,
  file: string,
  { sampleCount, sampleRate }: DawProject,
  folder: string
): string[] {
  return [
    '<ITEM',
    'POSITION 0',
    `LENGTH ${decimal(sampleCount / sampleRate, 12)}`,
    'LOOP 0',
    // Positions are in time, not in beats.
    'BEAT 0',
    `NAME ${quoted(name)}`,
    'VOLPAN 1 0 1 -1',
    'SOFFS 0',
    'PLAYRATE 1 1 0 -1',
    `<SOURCE ${sourceKinds[extname(file).slice(1).toLowerCase() as SoundExtension]}`,
    `FILE ${quoted(relative(folder, file).replaceAll('\\', '/'))}`,
    '>',
    '>'
  ]
}

/**
 * A value in the first kind of quotes that it does not contain; if it contains all, its own are
 * replaced.
 */
function quoted(value: string): string {
  const line = value
    .replace(/\p{Cs}/gu, '\uFFFD')
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
  const mark = ['"', "'", '`'].find((each) => !line.includes(each))
  return mark === undefined ? `\`${line.replaceAll('`', "'")}\`` : `${mark}${line}${mark}`
}

/** #rrggbb as blue, green, red. */
function colorNumber(color: string): number {
  const value = Number.parseInt(color.slice(1), 16)
  if (!/^#[0-9a-f]{6}$/i.test(color)) throw new Error(`"${color}" is no color`)
  const [red, green, blue] = [value >> 16, (value >> 8) & 0xff, value & 0xff]
  return CHOSEN_COLOR | (blue << 16) | (green << 8) | red
}

function indented(lines: readonly string[]): string[] {
  let depth = 0
  return lines.map((line) => {
    if (line === '>') depth--
    const text = '  '.repeat(depth) + line
    if (line.startsWith('<')) depth++
    return text
  })
}
