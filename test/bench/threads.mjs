/** Processor time of processes and threads, read from Linux's /proc; unknown elsewhere. */
import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts a processor's time in hundredths of a second. */
const TICKS_PER_SECOND = 100

/**
 * @typedef {object} Thread
 * @property {number} process
 * @property {string} name
 * @property {number} runMs on a processor
 * @property {number} waitMs ready to run, while other programs had the processors
 */

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // its process has ended, or this is no Linux
  }
}

/** @param {string} path */
function entries(path) {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}

/** Fields of a stat file from the parent process on. @param {string} text */
function statFields(text) {
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/**
 * A process and all it has started.
 * @param {number} process
 * @returns {number[]}
 */
export function processTree(process) {
  /** @type {Map<number, number[]>} */
  const children = new Map()
  for (const entry of entries('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const parent = Number(statFields(read(`/proc/${entry}/stat`))[1] ?? NaN)
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)])
  }
  const tree = [process]
  for (const one of tree) tree.push(...(children.get(one) ?? []))
  return tree
}

/** The first thread of a process, named after its role in Chromium. @param {number} process */
function mainThreadOf(process) {
  const type = /--type=([\w-]+)/.exec(read(`/proc/${process}/cmdline`))?.[1]
  return `${type ?? read(`/proc/${process}/comm`).trim()} main`
}

/**
 * Threads of a process and of all it has started.
 * @param {number} process
 * @returns {Thread[]} empty where the system does not tell
 */
export function threadsOf(process) {
  return processTree(process).flatMap((one) =>
    entries(`/proc/${one}/task`).flatMap((thread) => {
      const folder = `/proc/${one}/task/${thread}`
      const [run, wait] = read(`${folder}/schedstat`).split(' ')
      if (run === undefined || wait === undefined) return []
      const name = thread === String(one) ? mainThreadOf(one) : read(`${folder}/comm`).trim()
      return { process: one, name, runMs: Number(run) / 1e6, waitMs: Number(wait) / 1e6 }
    })
  )
}

/**
 * What threads did between two looks, summed by name.
 * @param {readonly Thread[]} before
 * @param {readonly Thread[]} after
 * @returns {Map<string, { runMs: number, waitMs: number }>}
 */
export function workBetween(before, after) {
  /** @type {Map<string, { runMs: number, waitMs: number }>} */
  const work = new Map()
  const add = (/** @type {Thread} */ { name, runMs, waitMs }, /** @type {1 | -1} */ sign) => {
    const sum = work.get(name) ?? { runMs: 0, waitMs: 0 }
    work.set(name, { runMs: sum.runMs + sign * runMs, waitMs: sum.waitMs + sign * waitMs })
  }
  for (const thread of after) add(thread, 1)
  for (const thread of before) add(thread, -1)
  return work
}

/**
 * Processor seconds used so far by all programs, by this one with all it has started, and those in
 * which a virtual machine stood still, because its host had something else to do.
 * @returns {{ seconds: number, all: number, own: number, steal: number }}
 */
export function cpuTimes() {
  const seconds = performance.now() / 1000
  const all = read('/proc/stat').split('\n')[0] ?? ''
  // user, nice, system, idle, iowait, irq, softirq, steal
  const parts = all.split(/\s+/).slice(1).map(Number)
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = parts
  const own = processTree(process.pid).map((one) => {
    const fields = statFields(read(`/proc/${one}/stat`))
    // utime and stime, and those of children that have ended.
    return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0)
  })
  const sum = user + nice + system + irq + softirq + steal
  return {
    seconds,
    all: sum / TICKS_PER_SECOND,
    own: own.reduce((a, b) => a + b, 0) / TICKS_PER_SECOND,
    steal: steal / TICKS_PER_SECOND
  }
}
