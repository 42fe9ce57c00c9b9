/**
 * Marks of processes in the names of temporary folders, by which another process can tell whether
 * the one that made a folder still runs. A process number alone does not tell: numbers are used
 * again, and in a container the number is the same each time.
 */
import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Whether a process has ended; `unknown` where this process cannot see it. */
export type ProcessState = 'runs' | 'ended' | 'unknown'

/** What a mark is made of; '0' and '' stand for what the system does not tell. */
interface Mark {
  readonly machine: string
  /** The start of the system. */
  readonly boot: string
  /** The namespace of process numbers, since a container has its own. */
  readonly space: string
  readonly pid: number
  /** When the process started, in ticks since the start of the system. */
  readonly started: string
}

/** What `stateOf` asks the system; tests answer in its place. */
export interface Processes {
  readonly own: string
  /** Whether a process of this number runs. */
  runs(pid: number): boolean
  /** Ticks between the start of the system and that of a process; '' where it cannot be read. */
  started(pid: number): string
}

/** A pattern of marks, without groups. */
export const markPattern = '[0-9a-z]+-[0-9a-z]+-[0-9a-z]+-\\d{1,10}-\\d*'

/** The mark of this process; the same in all of its threads. */
export const ownMark = [
  digest(`${hostname()} ${read('/etc/machine-id')}`),
  known(read('/proc/sys/kernel/random/boot_id')),
  known(namespaceOfNumbers()),
  process.pid,
  startOf(process.pid)
].join('-')

const system: Processes = { own: ownMark, runs: isRunning, started: startOf }

/**
 * Whether the process of a mark has ended.
 * @param mark as `markPattern` describes it; anything else is `unknown`
 */
export function stateOf(mark: string, processes: Processes = system): ProcessState {
  const theirs = parse(mark)
  const own = parse(processes.own)
  if (theirs === null || theirs.machine !== own?.machine) return 'unknown'
  if (theirs.boot !== own.boot) return 'ended'
  if (theirs.space !== own.space) return 'unknown'
  if (!processes.runs(theirs.pid)) return 'ended'
  const started = processes.started(theirs.pid)
  if (started === '' || theirs.started === '') return 'unknown'
  return started === theirs.started ? 'runs' : 'ended'
}

function parse(mark: string): Mark | null {
  if (!new RegExp(`^${markPattern}$`).test(mark)) return null
  const [machine = '', boot = '', space = '', pid = '', started = ''] = mark.split('-')
  return { machine, boot, space, pid: Number(pid), started }
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

/** The 22nd field of /proc/PID/stat; the second is a name in brackets that may hold anything. */
function startOf(pid: number): string {
  const text = read(`/proc/${pid}/stat`)
  const started = text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  return /^\d+$/.test(started) ? started : ''
}

function namespaceOfNumbers(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function known(text: string): string {
  return text === '' ? '0' : digest(text)
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6)
}
