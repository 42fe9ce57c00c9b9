/** What every sound format that is written is to those who write; `stem-files.ts` lists them. */
import type { ExportFormat } from '../../../../shared/contract'
import type { WriteFs } from '../files/new-file'
import type { WavSpec } from './wav-header'

/** Samples of one channel on their way into a file. */
export type StemSamples = Float64Array | Float32Array | Int32Array

/** A sound file that is being written, of any format. */
export interface StemFile {
  /**
   * Appends samples: whole steps for integer formats, full scale 1 for float.
   * @param channels C arrays, of which the first `count` samples are taken
   * @throws Failure `export/disk-full` or `export/not-writable`
   */
  write(channels: readonly StemSamples[], count: number): void
  /**
   * Writes what is left and closes. A file with other than N samples is a bug.
   * @returns the path
   */
  finish(): string
  /** Closes a file that is of no use; harmless after `finish` and twice. */
  abort(): void
}

/** What is the same for all files of a set, in whatever format. */
export interface StemSet extends Omit<WavSpec, 'format' | 'origin'> {
  /** Said in every file's tags; without, files have none. */
  readonly origin?: StemOrigin
}

/** What is the same for all files of a set. */
export interface StemFileSpec extends StemSet {
  readonly format: ExportFormat
}

/** Where the files of a set come from. */
export interface StemOrigin {
  readonly song: string
  /** '' when unknown. */
  readonly artist: string
  /**
   * When the recording was last changed, in milliseconds since 1970: equal exports are equal files.
   */
  readonly date: number
}

/** One file to be. */
export interface StemTitle {
  /** File name within the folder, with slashes below it. */
  readonly name: string
  /** What is on it, for its tags. */
  readonly title: string
}

/** Begins a file. @throws Failure `export/disk-full` or `export/not-writable` */
export type OpenStemFile = (folder: string, file: StemTitle, fs?: WriteFs) => StemFile

/** A format that is written. */
export interface StemFormat {
  /** Most bytes that one file of a set takes; asked by plans, so it loads no library. */
  size(set: StemSet): number
  /** Makes what begins files. A library that the format needs is loaded here, once a thread. */
  opener(set: StemSet): OpenStemFile | Promise<OpenStemFile>
}
