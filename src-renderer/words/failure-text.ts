/**
 * Turns a failure's code into what people read: what happened, to which file, what stays, what to
 * do.
 */
import type { AudioRemark } from '../../shared/audio'
import { Failure, type FailureCode, type FailureDetails } from '../../shared/failure'
import { MOST_CHANNELS } from '../../shared/speakers'
import { decibelText } from './words'

/** A notice in two parts: a headline, and what it means. */
export interface Sentence {
  readonly title: string
  readonly text: string
}

type Say = (details: FailureDetails) => Sentence

const quoted = (details: FailureDetails): string => `“${String(details['name'] ?? 'The file')}”`
const folder = (details: FailureDetails): string => `“${String(details['folder'] ?? 'the folder')}”`
const notOpened = (details: FailureDetails, why: string, what: string): Sentence => ({
  title: `${quoted(details)} could not be opened`,
  text: `${why} What was open before is unchanged. ${what}`
})

/** "It is named .wav, but " as the beginning of a sentence, where there is an ending to name. */
const extensionOf = (details: FailureDetails): string => {
  const extension = /\.\w{1,5}$/.exec(String(details['name'] ?? ''))?.[0]
  return extension === undefined ? 'By its bytes, ' : `It is named ${extension}, but `
}

const kindsInside: Readonly<Record<string, string>> = {
  image: 'an image',
  video: 'a video',
  MIDI: 'MIDI: notes without sound',
  document: 'a document',
  archive: 'an archive'
}
const insideOf = ({ looksLike = 'no sound' }: FailureDetails): string =>
  kindsInside[looksLike] ?? String(looksLike)

/** Bytes as people count them, "1.3 GB". */
const gigabytes = (bytes: string | number | undefined): string =>
  `${(Number(bytes ?? 0) / 2 ** 30).toFixed(1)} GB`

/** A length of time, roughly, and never rounded up. */
const minutes = (seconds: number): string =>
  seconds < 120 ? `${seconds} seconds` : `${Math.floor(seconds / 60)} minutes`

/** Why a folder does not take the files, and what to do. */
const whyNotWritten = (details: FailureDetails): string => {
  switch (details['reason']) {
    case 'exists':
      return `${quoted(details)} is in it already. Open the export again, which offers a folder for another take.`
    case 'in-the-way':
      return `There is a folder ${quoted(details)} in it, where a file would go. Choose another folder.`
    case 'ENOENT':
      return 'It is not there any more: it was renamed, moved or removed meanwhile. Choose where it is now, or another folder.'
    case 'ENOTDIR':
    case 'EEXIST':
      return 'A file is where the folder would be. Choose another folder.'
    case 'ENAMETOOLONG':
      return 'Its path is too long for this system. Choose a folder with a shorter one.'
    case undefined:
    default:
      return 'It is read-only, or you may not write there. Choose another folder.'
  }
}

const sentences: Readonly<Record<FailureCode, Say>> = {
  'audio/not-found': (details) =>
    notOpened(
      details,
      'It is no longer where it was.',
      'Find it again with Open, or drop it here.'
    ),
  'audio/unreadable': (details) => {
    if (details['reason'] === 'folder')
      return notOpened(details, 'It is a folder.', 'Open one of the files in it.')
    if (details['reason'] === 'no-audio')
      return notOpened(details, 'There are no sound files in it.', 'Open one that holds some.')
    if (details['reason'] === 'search')
      return notOpened(
        details,
        'It is so large that the search for sound files in it was given up, and none was found by then.',
        'Drop the folder that holds the recordings themselves.'
      )
    if (details['reason'] === 'network')
      return notOpened(
        details,
        'It lies on another computer, and is not taken from a drop.',
        'Choose it with Open.'
      )
    if (details['reason'] === 'not-given')
      return notOpened(
        details,
        'The window asked for a file that nobody had given it.',
        'Choose it with Open, or drop it here.'
      )
    if (details['reason'] === 'encoding')
      return notOpened(
        details,
        'Its name, or that of a folder around it, is not in UTF-8.',
        'Rename it, then open it again.'
      )
    if (details['reason'] === 'not a file')
      return notOpened(details, 'It is a pipe or a device.', 'Open a sound file.')
    return notOpened(
      details,
      'It cannot be read; you may not have permission to.',
      'Check its permissions, or copy it somewhere else and open the copy.'
    )
  },
  'audio/not-audio': (details) =>
    notOpened(
      details,
      `${extensionOf(details)}what is inside is ${insideOf(details)}.`,
      'Export the recording again from your DAW, or open another file.'
    ),
  'audio/unsupported': (details) =>
    notOpened(
      details,
      `It is ${String(details['format'] ?? 'in a format')}, which this version does not read.`,
      'Convert it to WAV or FLAC and open that.'
    ),
  'audio/too-many-channels': (details) =>
    notOpened(
      details,
      `It has ${String(details['channels'] ?? 'too many')} channels, more than the ${MOST_CHANNELS} that are read.`,
      'Mix it down, or export fewer channels, and open that.'
    ),
  'audio/empty': (details) =>
    notOpened(
      details,
      'There is no sound in it.',
      'Record or export it again, or open another file.'
    ),
  'audio/too-long': (details) =>
    notOpened(
      details,
      details['reason'] === 'memory'
        ? 'It takes more memory than there is.'
        : 'It is longer than this version can hold in memory.',
      details['reason'] === 'memory'
        ? `Some ${minutes(Number(details['maxSeconds']))} of it would fit. Close other programs, or cut it into parts and open one of them.`
        : details['format'] === undefined
          ? 'Cut it into parts of a few hours and open one of them.'
          : `${String(details['format'])} can be ${Math.round(Number(details['maxSeconds']) / 60)} minutes long at most. Convert it to FLAC or WAV and open that.`
    ),
  'audio/window-only': (details) =>
    notOpened(
      details,
      `It is ${String(details['format'] ?? 'AAC')}, and its sound did not arrive.`,
      'Try once more, or convert it to FLAC or WAV and open that.'
    ),
  'settings/invalid': (details) => ({
    title: 'A setting is out of range',
    text: `${String(details['setting'] ?? 'It')} is ${String(details['value'] ?? '?')}; it must be ${String(details['expected'] ?? 'within its range')}. Nothing was changed. Correct it and try again.`
  }),
  'engine/out-of-memory': (details) => {
    const { name, call } = details
    if (name !== undefined || call === 'decode')
      return notOpened(
        details,
        'It takes more memory than can be had.',
        'Close other programs, or cut it into parts and open one of them.'
      )
    if (call === 'writeStems' || call === 'writeExport')
      return {
        title: 'There is not enough memory to write the stems',
        text: 'Nothing was left half-written, and the stems in the window are unchanged. Close other programs, then try again.'
      }
    return {
      title: 'There is not enough memory for this separation',
      text: 'The recording and the last separation are unchanged. Use a larger hop, fewer components or a shorter recording.'
    }
  },
  'engine/too-large': ({ neededBytes, availableBytes, seconds }) => ({
    title: 'This separation needs more memory than there is',
    text: `${neededBytes === undefined ? '' : `It would take ${gigabytes(neededBytes)}, and ${gigabytes(availableBytes)} can be had. `}Nothing was started.${typeof seconds === 'number' ? ` With these settings a range of up to ${minutes(seconds)} fits.` : ''} Closing other programs helps, too.`
  }),
  'engine/crashed': () => ({
    title: 'The engine stopped unexpectedly',
    text: 'It has been started again. The recording and the last separation are unchanged. Try once more.'
  }),
  'engine/busy': () => ({
    title: 'The engine is still busy',
    text: 'Wait until the work in the task bar is done, or cancel it, then try again.'
  }),
  'export/not-writable': (details) => ({
    title: `The stems could not be written to ${folder(details)}`,
    text: `${whyNotWritten(details)} Nothing was left half-written.`
  }),
  'export/disk-full': (details) => ({
    title: 'The disk is full',
    text: `There is not enough space for the stems in ${folder(details)}. Nothing was left half-written. Free some space, or choose another folder.`
  }),
  'export/over-source': (details) => ({
    title: 'The recording itself cannot be written over',
    text: `One of the stems would have replaced ${quoted(details)}. Nothing was written. Choose another folder.`
  }),
  'export/nothing-to-write': () => ({
    title: 'There is nothing to write',
    text: 'Pick at least one stem.'
  }),
  'export/would-clip': ({ name, count, peakDb }) => ({
    title: `${name === undefined ? 'A stem' : quoted({ name })} passes 0 dBFS${typeof peakDb === 'number' ? ` by ${peakDb.toFixed(1)} dB` : ''}`,
    text: `${typeof count === 'number' && count > 1 ? `It is the loudest of ${count} such stems. ` : ''}Nothing was written. Choose 32-bit float, which keeps what is above full scale.`
  }),
  'export/unsupported-rate': ({ sampleRate }) => ({
    title: `FLAC cannot hold ${sampleRate === undefined ? 'this sample rate' : `${sampleRate} Hz`}`,
    text: 'Nothing was written. Choose WAV, which holds any sample rate.'
  }),
  'project/unreadable': (details) =>
    notOpened(
      details,
      details['field'] === undefined
        ? 'It is not a project of Partwise, or it is damaged.'
        : `It is damaged: “${String(details['field'])}” in it is not what it should be.`,
      'Open an earlier copy of it, or the recording it was made of.'
    ),
  'project/newer-version': (details) =>
    notOpened(
      details,
      'A newer version of Partwise has written it, which keeps more than this one knows.',
      'It was left as it is. Open it with that version.'
    ),
  'playback/failed': () => ({
    title: 'The sound cannot be played',
    text: 'The audio device did not open, or the sound did not arrive. The recording and its stems are unchanged, and separating and exporting still work. Check the output device, then press Play again.'
  }),
  bug: () => ({
    title: 'Something went wrong inside Partwise',
    text: 'Your recording and your stems are unchanged. What happened is in the log file. Try once more, or open the recording again.'
  })
}

/** The sentence for anything thrown; what is not a Failure is a bug. */
export function failureText(thrown: unknown): Sentence {
  return thrown instanceof Failure ? sentences[thrown.code](thrown.details) : sentences.bug({})
}

/** What is odd about a file that opened anyway. */
export function remarkText(remark: AudioRemark): string {
  switch (remark.kind) {
    case 'truncated':
      return `It is cut short: ${remark.expectedFrames.toLocaleString('en')} samples were promised, ${remark.frames.toLocaleString('en')} are there.`
    case 'damaged':
      return `It is damaged in ${remark.places === 1 ? '1 place' : `${remark.places.toLocaleString('en')} places`}; what could not be read is left out or silent.`
    case 'ends-early':
      return 'It breaks off before its end; what is there was read.'
    case 'size-unknown':
      return 'Its header does not tell its true length; all that is in the file was read.'
    case 'understated':
      return `Its header says ${remark.statedFrames.toLocaleString('en')} samples, but there are ${remark.frames.toLocaleString('en')}; all of them were read.`
    case 'left-out':
      return `It changes its coding: ${leftOutPart(remark.seconds)} (${remark.codings.join(', ')}) cannot be joined to the rest and is left out; what follows keeps its place.`
    case 'partly-mono':
      return 'Parts of it are mono and are heard on both channels.'
    case 'not-finite':
      return remark.samples === 1
        ? '1 sample was not a number and was replaced by silence.'
        : `${remark.samples.toLocaleString('en')} samples were not numbers and were replaced by silence.`
    case 'silent':
      return 'It holds nothing but digital silence.'
    case 'constant':
      return 'It holds one constant value, which cannot be heard.'
    case 'very-short':
      return 'It is shorter than an analysis window, too short to separate well.'
    case 'over-full-scale':
      return `It passes full scale (${decibelText(remark.peakDb)}FS); export stems as 32-bit float to keep that.`
  }
}

function leftOutPart(seconds: number): string {
  return seconds > 0 ? `a part of ${Math.max(0.1, seconds).toFixed(1)} s` : 'a part'
}
