/** A file system as a process sees it that is killed at some step: from there on nothing works. */
import * as fs from 'node:fs'
import type { StagingFs } from '../../src-main/engine/write/files/staging-folder'

/** What the dying process would have asked for next. */
export class Killed extends Error {}

/** The calls that change something on the disk. */
const CHANGES = [
  'linkSync',
  'renameSync',
  'unlinkSync',
  'mkdirSync',
  'rmdirSync',
  'rmSync'
] as const

interface KilledFs {
  readonly fs: StagingFs
  /** Whether it came to the step at which it is killed. */
  readonly isKilled: () => boolean
}

/**
 * The real file system up to a step.
 * @param steps changes that happen; opening for writing and writing count too
 * @param hasLinks whether there are hard links
 */
export function fsKilledAfter(steps: number, hasLinks = true): KilledFs {
  let left = steps
  const step = (): void => {
    if (left <= 0) {
      left = -1
      throw new Killed()
    }
    left--
  }
  const killable: StagingFs = {
    ...fs,
    fsyncSync: () => undefined,
    openSync: (path, flags, mode) => {
      if (flags !== 'r') step()
      return fs.openSync(path, flags, mode)
    },
    writeSync: ((...args: Parameters<typeof fs.writeSync>) => {
      step()
      return fs.writeSync(...args)
    }) as typeof fs.writeSync
  }
  for (const name of CHANGES) {
    Object.assign(killable, {
      [name]: (...args: never[]) => {
        step()
        if (name === 'linkSync' && !hasLinks) {
          throw Object.assign(new Error('no links'), { code: 'EPERM', syscall: 'link' })
        }
        return (fs[name] as (...all: never[]) => unknown)(...args)
      }
    })
  }
  return { fs: killable, isKilled: () => left < 0 }
}
