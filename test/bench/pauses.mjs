/**
 * Pauses of the whole machine: a virtual one stands still while its host has other work, and counts
 * only part of that as stolen. A process with priority over all but those that play (Linux, where
 * chrt may set that) sleeps for 2 ms over and over; when it oversleeps, no other program could run
 * either.
 */
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const NAP_MS = 2
/** Naps longer than this are reported. */
const LEAST_MS = 5

/**
 * @typedef {object} PauseWatch
 * @property {(from: number, to: number) => number | null} between milliseconds of pauses between
 *   two times, by the clock of Date; null where it may not have that priority
 * @property {() => Promise<void>} end
 */

/** Begins to watch. @returns {PauseWatch} */
export function watchPauses() {
  /** @type {{ end: number, ms: number }[]} */
  const pauses = []
  let isWatching = true
  let text = ''
  const script = fileURLToPath(import.meta.url)
  const child = spawn('chrt', ['-f', '1', process.execPath, script, 'nap'], {
    stdio: ['ignore', 'pipe', 'ignore']
  })
  child.on('error', () => (isWatching = false))
  child.on('exit', (code) => (isWatching &&= code === null))
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    const lines = (text + chunk).split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) {
      const [end = NaN, ms = NaN] = line.split(' ').map(Number)
      pauses.push({ end, ms })
    }
  })
  return {
    between(from, to) {
      if (!isWatching) return null
      const shares = pauses.map(({ end, ms }) =>
        Math.max(0, Math.min(end, to) - Math.max(end - ms, from))
      )
      return Math.round(shares.reduce((sum, share) => sum + share, 0))
    },
    async end() {
      await sleep(50) // what it has told is still on its way
      child.kill()
    }
  }
}

/** The process that naps. */
function nap() {
  const word = new Int32Array(new SharedArrayBuffer(4))
  let last = performance.timeOrigin + performance.now()
  for (;;) {
    Atomics.wait(word, 0, 0, NAP_MS)
    const now = performance.timeOrigin + performance.now()
    if (now - last > LEAST_MS) process.stdout.write(`${now} ${now - last}\n`)
    last = now
  }
}

if (process.argv[2] === 'nap') nap()
