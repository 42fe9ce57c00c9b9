/**
 * Memory of a program with all it has started, as Linux counts it: pages that processes share are counted
 * once, divided among them (PSS).
 */
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { processTree } from './threads.mjs'

const SAMPLE_MS = 250
/** Bytes within which memory counts as settled, and how long one waits for that. */
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
 * Mebibytes of a process and of all it has started, by what they are for.
 * @param {number} process
 * @returns {Record<string, number>}
 */
export function memoryByProcess(process) {
  /** @type {Record<string, number>} */
  const sums = {}
  for (const one of processTree(process)) {
    const [, type] = /--type=([\w-]+)/.exec(commandOf(one)) ?? []
    const kind = type ?? 'main'
    sums[kind] = (sums[kind] ?? 0) + mebibytes(pssOf(one))
  }
  return sums
}

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
