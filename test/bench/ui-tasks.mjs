/**
 * Tasks of the window's thread: how long it is busy without answering. In processor time, which
 * other programs cannot lengthen.
 */

/** @typedef {import('@playwright/test').Page} Page */
/**
 * @typedef {{ name?: string, ph?: string, pid: number, tid: number, dur?: number, tdur?: number,
 *   args?: { name?: string } }} TraceEvent
 */

/** Milliseconds from which on a task is counted: a frame, and what a person begins to feel. */
const FRAME_MS = 16.7
const LONG_MS = 50

/**
 * Does something while the tasks of the window's thread are recorded.
 * @param {Page} page
 * @param {() => Promise<unknown>} work
 * @returns {Promise<{ tasks: number, longestMs: number, overFrame: number, over50: number, sumMs:
 *   number }>}
 */
export async function recordTasks(page, work) {
  const session = await page.context().newCDPSession(page)
  /** @type {TraceEvent[]} */
  const events = []
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of /** @type {TraceEvent[]} */ (/** @type {unknown} */ (value)))
      if (event.name === 'thread_name' || event.name?.endsWith('::RunTask')) events.push(event)
  })
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', '__metadata'] }
  })
  await work()
  const complete = new Promise((done) => session.once('Tracing.tracingComplete', done))
  await session.send('Tracing.end')
  await complete
  await session.detach()
  return summarizeTasks(events)
}

/** Of the busiest window's thread. @param {readonly TraceEvent[]} events */
export function summarizeTasks(events) {
  /** @type {Map<string, number[]>} */
  const byThread = new Map()
  for (const { name, args, pid, tid } of events)
    if (name === 'thread_name' && args?.name === 'CrRendererMain') byThread.set(`${pid} ${tid}`, [])
  for (const { ph, pid, tid, dur = 0, tdur = dur } of events)
    if (ph === 'X') byThread.get(`${pid} ${tid}`)?.push(tdur / 1000)
  const sum = (/** @type {readonly number[]} */ ms) => ms.reduce((a, b) => a + b, 0)
  // A page that was prepared and is not shown has a thread, too.
  const ms = [...byThread.values()].sort((a, b) => sum(b) - sum(a))[0] ?? []
  const round = (/** @type {number} */ value) => Number(value.toFixed(1))
  return {
    tasks: ms.length,
    longestMs: round(ms.reduce((most, each) => Math.max(most, each), 0)),
    overFrame: ms.filter((each) => each > FRAME_MS).length,
    over50: ms.filter((each) => each > LONG_MS).length,
    sumMs: round(sum(ms))
  }
}
