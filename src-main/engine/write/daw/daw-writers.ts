/** The DAW projects that are written, by format. */
import type { DawFormat } from '../../../../shared/contract'
import type { KeepGoing } from '../../../../shared/failure'
import { writeSmallFile } from '../files/new-file'
import type { DawProject } from './daw-project'
import { writeDawProject } from './dawproject'
import { reaperProject } from './reaper'

/** Writes projects of a format. */
export interface DawWriter {
  /** Whether a project holds the sound files, and takes their room and time once more. */
  readonly holdsSound: boolean
  /**
   * Writes a project.
   * @param folder absolute
   * @param name relative to the folder; folders on the way have to be there
   * @returns false when cancelled: what is there then is of no use, as after a failure
   * @throws Failure `export/disk-full` or `export/not-writable`
   */
  write(project: DawProject, folder: string, name: string, keepGoing: KeepGoing): boolean
}

/** All of them. */
export const dawWriters: Readonly<Record<DawFormat, DawWriter>> = {
  dawproject: {
    holdsSound: true,
    write: (project, folder, name, keepGoing) =>
      writeDawProject(project, folder, name, keepGoing) !== null
  },
  rpp: {
    holdsSound: false,
    write(project, folder, name) {
      writeSmallFile(folder, name, Buffer.from(reaperProject(project, folder), 'utf8'))
      return true
    }
  }
}
