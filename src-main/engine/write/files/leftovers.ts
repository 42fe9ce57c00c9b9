/**
 * Names of folders in the making, by which those that a dead thread has left can be found later.
 * They contain the process id, so nobody removes what another program still writes.
 */
import { randomUUID } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** A thread that is just ending may hold its file for a moment, which matters on Windows. */
const ATTEMPTS = 10
const PAUSE = 100
const DAY = 24 * 60 * 60 * 1000

const PREFIX = `.partwise-${process.pid}-`

/** A new name for a folder of this process; hidden, and never the same twice. */
export function temporaryName(): string {
  return `${PREFIX}${randomUUID()}.part`
}

/**
 * Removes what this process began in a folder and neither finished nor removed. Never fails: the
 * caller reports the failure that led here.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const names = await readdir(folder).catch(() => [])
    const left = names.filter((name) => name.startsWith(PREFIX) && name.endsWith('.part'))
    if (left.length === 0) return
    await Promise.allSettled(
      left.map((name) => rm(join(folder, name), { force: true, recursive: true }))
    )
    if (attempt === ATTEMPTS) return
    if (attempt > 1) await setTimeout(PAUSE)
  }
}

/**
 * Removes what programs that no longer run began in a folder more than a day ago: they were killed
 * before they could clean up. Newer ones may belong to another machine that writes there. Never
 * fails.
 */
export async function removeOrphans(folder: string, now = Date.now()): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = /^\.partwise-(\d+)-[0-9a-f-]{36,}\.part$/.exec(name)?.[1]
    if (pid === undefined || isRunning(Number(pid))) continue
    const path = join(folder, name)
    const age = await stat(path).then(
      ({ mtimeMs }) => now - mtimeMs,
      () => 0
    )
    if (age > DAY) await rm(path, { force: true, recursive: true }).catch(() => undefined)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // Another user's process may refuse the signal, but it exists.
    return (thrown as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
