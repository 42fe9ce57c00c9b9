/** What every format that is read is to the one who opens files; `formats.ts` lists them. */
import type { Pcm } from '../../../shared/audio'
import type { SoundFile } from './sound-file'
import type { SoundSource } from './sound-source'

/** A format that is read: how to know it, and how to open it. */
export interface SoundFormat {
  /** Name of the container, or of the coding where there is none. */
  readonly name: string
  /** Usual ends of file names, lower case, without the dot. They decide about nothing. */
  readonly extensions: readonly string[]
  /** Whether a file with these first bytes, up to 4096, is to be opened as this format. */
  canRead(head: Uint8Array): boolean
  /**
   * Whether the format is found farther inside a file whose first bytes nobody knows. Without it,
   * the first bytes decide.
   * @param start first byte behind all leading tags
   */
  isWithin?(file: SoundFile, start: number): boolean
  /**
   * Opens a file. Libraries are loaded here, when the first file needs them.
   * @param start byte at which the first bytes were read: 0, or the end of all leading tags
   * @param fromWindow the samples of a file that only the window decodes, once it has
   * @throws Failure `audio/not-audio` (damaged), `audio/unsupported`, `audio/too-many-channels`,
   *   `audio/empty`; `audio/window-only` and `audio/too-long` where the window decodes
   */
  open(file: SoundFile, start: number, fromWindow: Pcm | null): SoundSource | Promise<SoundSource>
}
