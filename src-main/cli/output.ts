/**
 * The command line's output: JSON lines on stdout for programs, or sentences on stderr for people,
 * with only the paths of written files on stdout.
 */
import type { AudioRemark, AudioSummary } from '../../shared/audio'
import type { ExportedFile, ExportRemark } from '../../shared/contract'
import type { FailureCode } from '../../shared/failure'
import type { ComponentFacts } from '../../shared/factorization'
import type { SeparationSettings } from '../../shared/settings'
import { summaryLine, tagLines } from './text'

/** Progress of a separation. */
export interface ProgressEvent {
  readonly type: 'progress'
  readonly input: string
  readonly stage: 'decode' | 'spectrum' | 'factorize' | 'measure' | 'write'
  /** 0 to 1 of the whole. */
  readonly fraction: number
  readonly sweep?: number
  readonly sweeps?: number
  /** Per cell, the newest one. */
  readonly divergence?: number
}

/** A separation has succeeded. */
export interface DoneEvent {
  readonly type: 'done'
  readonly input: string
  readonly folder: string
  /** Absolute paths in energy order, Rest last when there is one. */
  readonly files: readonly string[]
  /** Absolute path of partwise.json. */
  readonly report: string
  /** Everything that was written. */
  readonly written: readonly ExportedFile[]
  /** Residual of the files' sum in dBFS. */
  readonly residualDb: number
  readonly clippedSamples: number
  /** Notes in the MIDI file; null when there is none. */
  readonly noteCount: number | null
  /** Divergence per cell in the end. */
  readonly divergence: number
  readonly seconds: number
  readonly stageSeconds: Readonly<Record<string, number>>
  /** Threads that took part in separating. */
  readonly threads: number
  readonly settings: SeparationSettings
  readonly components: readonly ComponentFacts[]
}

/** One line of `--json`. */
export type CliEvent =
  | ProgressEvent
  | DoneEvent
  | {
      readonly type: 'warning'
      readonly input: string
      readonly kind: AudioRemark['kind'] | ExportRemark['kind'] | 'float-chosen' | 'does-not-add-up'
      readonly message: string
    }
  | {
      readonly type: 'error'
      readonly input?: string
      readonly code: FailureCode
      readonly message: string
      readonly exitCode: number
    }
  | { readonly type: 'cancelled'; readonly exitCode: number }
  | ({
      readonly type: 'info'
      readonly seconds: number
      readonly loudness: number | null
    } & AudioSummary)

/** Takes events as they come. */
export type CliOutput = (event: CliEvent) => void

/** One JSON object per line. */
export function jsonOutput(stdout: NodeJS.WritableStream): CliOutput {
  return (event) => void stdout.write(`${JSON.stringify(event)}\n`)
}

/** Sentences, and one line of progress that is drawn over itself on a terminal. */
export function peopleOutput(
  stdout: NodeJS.WritableStream,
  stderr: NodeJS.WritableStream & { readonly isTTY?: boolean }
): CliOutput {
  let hasProgress = false
  const say = (line: string): void => {
    stderr.write(hasProgress ? `\r\u001b[K${line}\n` : `${line}\n`)
    hasProgress = false
  }
  return (event) => {
    switch (event.type) {
      case 'progress':
        if (!stderr.isTTY) return
        stderr.write(
          `\r\u001b[K${Math.floor(100 * event.fraction)} % ${progressWords[event.stage]}`
        )
        hasProgress = true
        break
      case 'warning':
        say(`Note: ${event.message}`)
        break
      case 'error':
        say(event.message)
        break
      case 'cancelled':
        say('Cancelled; nothing was left behind.')
        break
      case 'info':
        say(summaryLine(event))
        for (const line of tagLines(event)) say(line)
        break
      case 'done':
        say(doneLine(event))
        for (const { path, kind } of event.written) {
          if (kind !== 'report') stdout.write(`${path}\n`)
        }
        break
    }
  }
}

const progressWords = {
  decode: 'reading',
  spectrum: 'taking the spectrum',
  factorize: 'looking for components',
  measure: 'listening to what was found',
  write: 'writing stems'
} as const satisfies Record<ProgressEvent['stage'], string>

function doneLine({ files, folder, seconds, residualDb }: DoneEvent): string {
  const exactness =
    residualDb <= -200
      ? 'They add up to the recording exactly.'
      : `Sum against the recording: ${residualDb.toFixed(0)} dBFS.`
  const stems = files.length === 1 ? '1 stem is' : `${files.length} stems are`
  return `${stems} in ${folder} after ${seconds.toFixed(1)} s. ${exactness}`
}
