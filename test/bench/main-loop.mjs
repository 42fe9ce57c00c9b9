/**
 * How long the main process keeps its event loop from turning. A timer looks every few milliseconds: what
 * it comes too late by, the loop was blocked, either by the app's own work or because other programs had the
 * processors. Linux tells the two apart; elsewhere all counts as the app's.
 */

/** @typedef {{ worstMs: number, worstWithWaitingMs: number, over50: number, seconds: number }} Blocking */
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
    const readWaitMs = () => {
      if (file < 0) return 0
      const text = bytes.toString('latin1', 0, readSync(file, bytes, 0, bytes.length, 0))
      return Number(text.split(' ')[1]) / 1e6
    }
    const fresh = () => ({ worstMs: 0, worstWithWaitingMs: 0, over50: 0, began: clock.now() })
    let figures = fresh()
    let last = clock.now()
    let lastWait = readWaitMs()
    setInterval(() => {
      const now = clock.now()
      const wait = readWaitMs()
      const late = Math.max(0, now - last - everyMs)
      const own = Math.max(0, late - (wait - lastWait))
      figures.worstMs = Math.max(figures.worstMs, own)
      figures.worstWithWaitingMs = Math.max(figures.worstWithWaitingMs, late)
      if (own > 50) figures.over50++
      last = now
      lastWait = wait
    }, everyMs)
    const take = () => {
      const { began, ...taken } = figures
      figures = fresh()
      const round = (/** @type {number} */ value) => Number(value.toFixed(1))
      return {
        worstMs: round(taken.worstMs),
        worstWithWaitingMs: round(taken.worstWithWaitingMs),
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
