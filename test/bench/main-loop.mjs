/**
 * How long the main process blocks its event loop. A timer fires every few milliseconds: its delay
 * is how long the loop was blocked, either by the app's own work or because other programs had the
 * processors. Linux tells the two apart; elsewhere all counts as the app's.
 */

/**
 * @typedef {object} Blocking
 * @property {number} worstMs the longest time, without waiting for a processor
 * @property {number} worstRanMs processor time of the main thread in it; much less means that it
 *   slept, in a read or a page that was not in memory
 * @property {number} worstAtSeconds when that was
 * @property {number} mostRanMs the most processor time between two looks: how long the app's own
 *   work can have blocked, which other programs cannot lengthen
 * @property {number} worstWithWaitingMs the longest time, whatever the reason
 * @property {number} over50 how often it was longer than 50 ms
 * @property {number} seconds that were watched
 */
/** @typedef {import('@playwright/test').ElectronApplication} ElectronApplication */

/** What the watch keeps in the main process. @typedef {{ take: () => Blocking }} Watch */

/** Begins to look. @param {ElectronApplication} app */
export async function watchMainLoop(app) {
  await app.evaluate(() => {
    const everyMs = 5
    const { openSync, readSync } = process.getBuiltinModule('node:fs')
    const { performance: clock } = process.getBuiltinModule('node:perf_hooks')
    const bytes = Buffer.alloc(64)
    let file = -1
    try {
      file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r')
    } catch {
      // Not a Linux.
    }
    /** Milliseconds that the thread ran, and that it waited for a processor. */
    const readWork = () => {
      if (file < 0) return { run: NaN, wait: 0 }
      const text = bytes.toString('latin1', 0, readSync(file, bytes, 0, bytes.length, 0))
      const [run, wait] = text.split(' ')
      return { run: Number(run) / 1e6, wait: Number(wait) / 1e6 }
    }
    const fresh = () => {
      const worst = { worstMs: 0, worstRanMs: 0, worstAtSeconds: 0, worstWithWaitingMs: 0 }
      return { ...worst, mostRanMs: 0, over50: 0, began: clock.now() }
    }
    let figures = fresh()
    let last = clock.now()
    let lastWork = readWork()
    setInterval(() => {
      const now = clock.now()
      const work = readWork()
      const late = Math.max(0, now - last - everyMs)
      const own = Math.max(0, late - (work.wait - lastWork.wait))
      if (own > figures.worstMs) {
        figures.worstMs = own
        figures.worstRanMs = work.run - lastWork.run
        figures.worstAtSeconds = (now - figures.began) / 1000
      }
      figures.mostRanMs = Math.max(figures.mostRanMs, work.run - lastWork.run)
      figures.worstWithWaitingMs = Math.max(figures.worstWithWaitingMs, late)
      if (own > 50) figures.over50++
      last = now
      lastWork = work
    }, everyMs)
    const take = () => {
      const { began, ...taken } = figures
      figures = fresh()
      const round = (/** @type {number} */ value) => Number(value.toFixed(1))
      return {
        worstMs: round(taken.worstMs),
        worstRanMs: round(taken.worstRanMs),
        worstAtSeconds: round(taken.worstAtSeconds),
        worstWithWaitingMs: round(taken.worstWithWaitingMs),
        mostRanMs: round(taken.mostRanMs),
        over50: taken.over50,
        seconds: round((clock.now() - began) / 1000)
      }
    }
    Object.assign(globalThis, { partwiseMainLoop: { take } })
  })
}

/**
 * Since it began to look or was last asked.
 * @param {ElectronApplication} app
 * @returns {Promise<Blocking>}
 */
export function takeBlocking(app) {
  return app.evaluate(() => {
    const { partwiseMainLoop } = /** @type {{ partwiseMainLoop: Watch }} */ (
      /** @type {unknown} */ (globalThis)
    )
    return partwiseMainLoop.take()
  })
}
