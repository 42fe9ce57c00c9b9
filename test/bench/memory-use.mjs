/**
 * Memory of a program with all it has started, as Linux counts it: pages that processes share are
 * counted once, divided among them (PSS).
 */
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { processTree } from './threads.mjs'

const SAMPLE_MS = 250
/** Bytes within which memory counts as settled, and how long to wait for that. */
const SETTLED = 8 * 2 ** 20
const LONGEST_MS = 20_000

/** Bytes of a process; 0 when it has ended or this is no Linux. @param {number} process */
function pssOf(process) {
  try {
    const text = readFileSync(`/proc/${process}/smaps_rollup`, 'utf8')
    return 1024 * Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0)
  } catch {
    return 0
  }
}

/** Bytes of a process and all it has started. @param {number} process */
export function memoryOf(process) {
  return processTree(process).reduce((sum, one) => sum + pssOf(one), 0)
}

/**
 * Mebibytes of a process by kind: what it allocated; segments that it shares with others of the
 * app; pages of files, the program's own and those of libraries, which belong to the system and go
 * when others need them.
 * @typedef {{ anonymous: number, shared: number, mapped: number }} Kinds
 */

/**
 * Memory of a process and of all it has started, by what they are for and by kind.
 * @param {number} process
 * @returns {Record<string, Kinds>}
 */
export function memoryKinds(process) {
  /** @type {Record<string, Kinds>} */
  const sums = {}
  for (const one of processTree(process)) {
    const type = typeOf(one)
    const sum = (sums[type] ??= { anonymous: 0, shared: 0, mapped: 0 })
    const { anonymous, shared, mapped } = kindsOf(one)
    sum.anonymous += anonymous
    sum.shared += shared
    sum.mapped += mapped
  }
  return Object.fromEntries(
    Object.entries(sums).map(([type, { anonymous, shared, mapped }]) => [
      type,
      { anonymous: mebibytes(anonymous), shared: mebibytes(shared), mapped: mebibytes(mapped) }
    ])
  )
}

/**
 * Mebibytes of all processes: those that nobody else has, and pages of files.
 * @param {Record<string, Kinds>} byProcess
 */
export function sumOfKinds(byProcess) {
  let own = 0
  let mapped = 0
  for (const kinds of Object.values(byProcess)) {
    own += kinds.anonymous + kinds.shared
    mapped += kinds.mapped
  }
  return { own, mapped }
}

/** Where Chromium's shared segments lie, by the switches of the benches and without them. */
const segments = /\.org\.chromium\.|\/dev\/shm\/|memfd:|SYSV/

/** Bytes of one process by kind. @param {number} process @returns {Kinds} */
function kindsOf(process) {
  const kinds = { anonymous: 0, shared: 0, mapped: 0 }
  let isSegment = false
  let pss = 0
  for (const line of smapsOf(process).split('\n')) {
    const [, name, kilobytes] = /^(\w+):\s+(\d+) kB/.exec(line) ?? []
    const bytes = 1024 * Number(kilobytes)
    if (name === undefined) isSegment = segments.test(line)
    else if (name === 'Pss') pss = bytes
    else if (name === 'Anonymous') {
      // Pages that were written to, of a private mapping of a file as well.
      const anonymous = Math.min(bytes, pss)
      kinds.anonymous += anonymous
      kinds[isSegment ? 'shared' : 'mapped'] += pss - anonymous
    }
  }
  return kinds
}

/** @param {number} process */
function smapsOf(process) {
  try {
    return readFileSync(`/proc/${process}/smaps`, 'utf8')
  } catch {
    return ''
  }
}

/** @param {number} process */
const typeOf = (process) => /--type=([\w-]+)/.exec(commandOf(process))?.[1] ?? 'main'

/** @param {number} process */
function commandOf(process) {
  try {
    return readFileSync(`/proc/${process}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/**
 * Waits until memory stays what it is.
 * @param {number} process
 * @returns {Promise<number>} bytes
 */
export async function settledMemory(process) {
  let least = memoryOf(process)
  let before = least
  for (let waited = 0; waited < LONGEST_MS; waited += 1000) {
    await wait(1000)
    const now = memoryOf(process)
    least = Math.min(least, now)
    if (waited >= 3000 && Math.abs(now - before) < SETTLED) return now
    before = now
  }
  return before
}

/**
 * Watches the memory of a process and all it has started.
 * @param {number} process
 */
export function watchMemory(process) {
  let peak = memoryOf(process)
  const look = () => {
    const now = memoryOf(process)
    if (now > peak) peak = now
    return now
  }
  const timer = setInterval(look, SAMPLE_MS)
  return {
    /** Bytes now, and at most since this was last asked. */
    take() {
      const now = look()
      const taken = { now, peak }
      peak = now
      return taken
    },
    stop: () => clearInterval(timer)
  }
}

/** @param {number} bytes */
export const mebibytes = (bytes) => Math.round(bytes / 2 ** 20)
