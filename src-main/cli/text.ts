/** Everything the command line says to people, and the exit codes that go with it. */
import type { AudioRemark, AudioSummary } from '../../shared/audio'
import { durationSeconds } from '../../shared/audio'
import type { ExportRemark } from '../../shared/contract'
import type { Failure, FailureCode, FailureDetails } from '../../shared/failure'
import { layoutText, MOST_CHANNELS } from '../../shared/speakers'
import { formatHelp, projectHelp } from './formats'

/** Exit codes of the command line. */
export const exitCodes = {
  done: 0,
  bug: 1,
  badArguments: 2,
  badInput: 3,
  badOutput: 4,
  cancelled: 130
} as const

/** What `--help` prints. */
export const helpText = `Partwise takes a recording apart into the parts it is made of.

  partwise separate FILE... --components N --out FOLDER [options]
  partwise info FILE... [--json]

Several files, or a folder, are taken one after the other, each into a folder of its own.

  --components N      how many components to look for, 1 to 128 (--rank is the same)
  --out FOLDER        where the stems go; made if it is not there
  --divergence D      kl (default), is, euclidean, or a number from -2 to 4
  --window N          samples, a power of two from 256 to 16384 (default: nearest to 93 ms)
  --hop N             samples, a quarter (default) or half of the window
  --quality Q         fast, balanced (default) or fine: how thoroughly to search
  --iterations N      sweeps of the solver at most (default 200; mm does them all)
  --solver S          fast (default), or mm, the textbook's plain updates
  --seed N            another seed, another solution (default 1)
  --mask ratio        stems that add up to the recording (default), or
  --mask direct       each component's own model; what they lack becomes Rest
  --separate-range A-B  take only this part apart, such as 0:10-0:40; the rest becomes Rest
  --format F          ${formatHelp(22)}
  --name TEMPLATE     names of files, made of {number}, {stem}, {song}, {group}, {tempo}
                      (default: {number}_{stem})
  --range A-B         write only this part: 2.4-7.2, 0:02.4-0:07.2, or 30- to the end
  --project P         ${projectHelp(22)}
  --midi              the notes of the stems as a MIDI file
  --rest              say so if there is nothing that the stems lack; what they lack
                      is written as Rest in any case
  --mix               the recording itself beside its stems, in the same format
  --one-shots         each hit of percussive stems as a file of its own
  --tempo N           beats a minute for names, projects and MIDI (default: as tagged)
  --groups none       every component as a stem of its own (the default)
  --threads N         threads to use at most, 1 to 64 (default: as many as cores, up to 8)
  --overwrite         write over files of the same names
  --json              one JSON object per line on stdout
  --help, --version

Exit codes: 0 done, 1 fault in Partwise, 2 wrong arguments, or settings that take more memory than
there is, 3 recording cannot be used, 4 stems cannot be written, 130 cancelled.
`

/** The exit code of a failure. */
export function exitCodeOf(code: FailureCode): number {
  if (code.startsWith('audio/') || code.startsWith('project/')) return exitCodes.badInput
  if (code.startsWith('export/')) return exitCodes.badOutput
  const isAsked = code === 'settings/invalid' || code === 'engine/too-large'
  return isAsked ? exitCodes.badArguments : exitCodes.bug
}

/** A sentence that says what is wrong with which file, and what to do. */
export function failureSentence({ code, details, message }: Failure): string {
  const sentence = sentences[code]
  return typeof sentence === 'function' ? sentence(details, message) : sentence
}

type Sentence = (details: FailureDetails, message: string) => string

const sentences: Readonly<Record<FailureCode, Sentence>> = {
  'audio/not-found': ({ path, name }) => `There is no file ${quoted(path ?? name)}.`,
  'audio/unreadable': (details) => unreadable(details),
  'audio/not-audio': ({ path, name, looksLike }) =>
    `${quoted(path ?? name)} is not a sound file${looksLike === undefined ? '' : ` (it looks like: ${looksLike})`}. Give a sound file, such as WAV, FLAC or MP3.`,
  'audio/unsupported': ({ path, name, format }) =>
    `${quoted(path ?? name)} cannot be read${format === undefined ? '' : `: it is ${format}`}. Convert it to WAV or FLAC first.`,
  'audio/too-many-channels': ({ path, name, channels }) =>
    `${quoted(path ?? name)} has ${channels ?? 'too many'} channels, more than the ${MOST_CHANNELS} that are read. Mix it down, or export fewer channels, and give that.`,
  'audio/empty': ({ path, name }) =>
    `There is no sound in ${quoted(path ?? name)}: it holds no samples.`,
  'audio/window-only': ({ path, name, format }) =>
    `${quoted(path ?? name)} is ${format ?? 'AAC'}, which only the window of Partwise can read, not the command line. Open it there, or convert it to a WAV file first.`,
  'audio/too-long': ({ path, name, maxSeconds, reason }) =>
    `${quoted(path ?? name)} ${reason === 'memory' ? 'takes more memory than there is' : 'is too long'}${typeof maxSeconds === 'number' ? `: at its sample rate ${clockTime(maxSeconds)} fit` : ''}. Cut it into pieces.`,
  'settings/invalid': ({ setting, value, expected }, message) =>
    setting === undefined ? message : `--${setting} takes ${expected}, not ${value}.`,
  'engine/out-of-memory': ({ path, neededBytes, bytes }) =>
    path !== undefined
      ? `There is not enough memory to read ${quoted(path)}${memoryNeeded(neededBytes ?? bytes)}. Close other programs, or cut it into pieces.`
      : `There is not enough memory${memoryNeeded(neededBytes ?? bytes)}. Try fewer components, a greater hop, or a shorter recording.`,
  'engine/too-large': (details) => tooLarge(details),
  'engine/crashed': () =>
    'The separation broke off because a part of Partwise ended. Please try again.',
  'engine/busy': () => 'Something else is being separated.',
  'export/not-writable': (details) => notWritable(details),
  'export/disk-full': ({ folder, freeBytes, neededBytes }) =>
    `The disk of ${quoted(folder)} is full${typeof neededBytes === 'number' && typeof freeBytes === 'number' ? `: the stems take ${megabytes(neededBytes)} and ${megabytes(freeBytes)} are free` : ''}. Make room, or choose another folder.`,
  'export/over-source': ({ folder, name }) =>
    `${quoted(name)} in ${quoted(folder)} is the recording itself, which is never written over. Choose another folder.`,
  'export/nothing-to-write': () => 'There are no stems to write.',
  'export/would-clip': ({ name, format }) =>
    `${name === undefined ? 'A stem' : quoted(name)} is too loud for ${format ?? 'the format'}. Use --format wav32f.`,
  'export/unsupported-rate': ({ sampleRate }) =>
    `FLAC cannot hold ${sampleRate === undefined ? 'this sample rate' : `${sampleRate} Hz`}. Choose a WAV format.`,
  'project/unreadable': ({ path, name, field }) =>
    `${quoted(path ?? name)} is no project of Partwise, or it is damaged${field === undefined ? '' : ` at ${field}`}. Use an earlier copy of it.`,
  'project/newer-version': ({ path, name }) =>
    `A newer version of Partwise has written ${quoted(path ?? name)}. Use that one to read it.`,
  'playback/failed': (_, message) => `The sound cannot be played. ${message}`,
  bug: (_, message) => `Something went wrong in Partwise itself. ${message}`
}

/** How much memory is needed and available, and what would fit. */
function tooLarge({
  neededBytes,
  availableBytes,
  solver,
  hopSize,
  components,
  seconds
}: FailureDetails): string {
  const ways = [
    ...(solver === undefined ? [] : [`--solver ${solver}`]),
    ...(hopSize === undefined ? [] : [`--hop ${hopSize}`]),
    ...(components === undefined ? [] : [`--components ${components}`]),
    ...(typeof seconds === 'number' ? [`at most ${clockTime(seconds)} of it`] : [])
  ]
  const advice =
    ways.length === 0 ? 'Close other programs.' : `What would fit: ${ways.join(', or ')}.`
  const needed = neededBytes === undefined ? 'more' : megabytes(Number(neededBytes))
  const there = availableBytes === undefined ? 'less' : megabytes(Number(availableBytes))
  return `This separation takes ${needed} of memory, and ${there} can be had. ${advice}`
}

function unreadable({ path, name, reason }: FailureDetails): string {
  if (reason === 'folder') return `${quoted(path ?? name)} is a folder, not a sound file.`
  if (reason === 'not a file') return `${quoted(path ?? name)} is a pipe or a device, not a file.`
  if (reason === 'encoding')
    return `${quoted(path ?? name)} cannot be opened, because its name is not in UTF-8. Rename it first.`
  if (reason === 'no-audio') return `There is no sound file in the folder ${quoted(path ?? name)}.`
  return `${quoted(path ?? name)} cannot be read${reason === undefined ? '' : ` (${reason})`}. May you open it?`
}

function notWritable({ folder, name, reason }: FailureDetails): string {
  switch (reason) {
    case 'exists':
      return `${quoted(folder)} holds ${quoted(name)} already. Choose another folder, or say --overwrite.`
    case 'may-exist':
      return `${quoted(folder)} holds ${quoted(name)}, as a stem may be called. Choose another folder, or say --overwrite.`
    case 'in-the-way':
      return `In ${quoted(folder)} there is a folder or device ${quoted(name)}, where a file would go. Choose another folder.`
    case 'encoding':
      return `${quoted(folder)} cannot be written to, because its name is not in UTF-8. Choose another folder.`
    case 'EEXIST':
    case 'ENOTDIR':
      return `${quoted(folder)} cannot be a folder, for a file is in its place. Choose another one.`
    case 'ENOENT':
      return `${quoted(folder)} is not there any more: it was renamed, moved or removed meanwhile. Nothing was written; start again.`
    case undefined:
    default:
      return `${quoted(folder)} cannot be written${reason === undefined ? '' : ` (${reason})`}. Choose a folder in which you may write.`
  }
}

/** What is odd about a recording that opened anyway. */
export function remarkSentence(remark: AudioRemark, { name }: Pick<AudioSummary, 'name'>): string {
  switch (remark.kind) {
    case 'truncated':
      return `${quoted(name)} ends early: ${remark.frames} of ${remark.expectedFrames} samples are there and are used.`
    case 'damaged':
      return `${quoted(name)} is damaged in ${remark.places} ${remark.places === 1 ? 'place' : 'places'}; what could be read is used.`
    case 'ends-early':
      return `${quoted(name)} breaks off before its end; what is there is used.`
    case 'size-unknown':
      return `${quoted(name)} does not tell its true length; all that is there is used.`
    case 'understated':
      return `${quoted(name)} says that it has ${remark.statedFrames} samples, and has ${remark.frames}; all of them are used.`
    case 'left-out':
      return `${quoted(name)} changes its coding: ${leftOutPart(remark.seconds)} (${remark.codings.join(', ')}) cannot be joined to the rest and is left out; what follows keeps its place.`
    case 'partly-mono':
      return `Parts of ${quoted(name)} are mono and are on both channels.`
    case 'not-finite':
      return `${remark.samples} samples of ${quoted(name)} are not numbers and count as silence.`
    case 'silent':
      return `${quoted(name)} is silent.`
    case 'constant':
      return `${quoted(name)} holds one value and no sound.`
    case 'very-short':
      return `${quoted(name)} is very short.`
    case 'over-full-scale':
      return `${quoted(name)} goes ${remark.peakDb.toFixed(1)} dB above full scale.`
  }
}

function leftOutPart(seconds: number): string {
  return seconds > 0 ? `a part of ${Math.max(0.1, seconds).toFixed(1)} s` : 'a part'
}

/** Remarks on files that were written anyway. */
export function exportRemarkSentence(remark: ExportRemark): string {
  switch (remark.kind) {
    case 'clipped':
      return `${quoted(remark.name)} goes ${remark.peakDb.toFixed(1)} dB above full scale and was clipped.`
    case 'too-quiet':
      return `${quoted(remark.name)} is too quiet for this format (peak ${remark.peakDb.toFixed(0)} dBFS), so its file is silent.`
    case 'pan-left-out':
      return `Only stereo recordings can be panned, so ${quoted(remark.name)} is not.`
    case 'part-gains-left-out':
      return `${quoted(remark.name)} is one file, so gains inside it are not in the project.`
    case 'no-notes':
      return `No notes were found in ${quoted(remark.name)}.`
    case 'no-hits':
      return `No hits were found in ${quoted(remark.name)}.`
    case 'no-rest':
      return 'The stems lack nothing, so there is no Rest.'
  }
}

/** What a file says about its music and its place in time, a line each. */
export function tagLines({ tags, timeReference, sampleRate }: AudioSummary): string[] {
  const { title, artist, album, tempo } = tags
  const place = timeReference === null ? null : clockTime(timeReference / sampleRate)
  const lines = {
    Title: title,
    Artist: artist,
    Album: album,
    Tempo: tempo === null ? null : `${tempo} bpm`,
    'Starts at': place
  }
  return Object.entries(lines).flatMap(([name, text]) =>
    text === null ? [] : [`  ${name}: ${text}`]
  )
}

/** A summary on one line. */
export function summaryLine(summary: AudioSummary): string {
  const { name, format, sampleRate } = summary
  const level = summary.peakDb <= -200 ? 'silent' : `peak ${summary.peakDb.toFixed(1)} dBFS`
  return `${name}: ${format}, ${sampleRate / 1000} kHz, ${layoutText(summary)}, ${clockTime(durationSeconds(summary))}, ${level}`
}

/** Minutes and seconds, `3:07.25`. */
function clockTime(seconds: number): string {
  const hundredths = Math.round(seconds * 100)
  const rest = (hundredths % 6000) / 100
  return `${Math.floor(hundredths / 6000)}:${rest.toFixed(2).padStart(5, '0')}`
}

function quoted(text: string | number | undefined): string {
  return `"${text ?? ''}"`
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MB`
}

function memoryNeeded(bytes: string | number | undefined): string {
  return typeof bytes === 'number' ? ` (${megabytes(bytes)} are needed)` : ''
}
