/**
 * `npm run bench -- memory [hour | cancel | files | many-files ...]`: what the app takes of memory,
 * all its processes together, and gives back. An hour of stereo through the whole app; a cancel at
 * every stage of its separation; twenty files in a row, four minutes; forty of them, only where
 * asked for.
 */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { loadEngine } from './engine.mjs'
import { repeatSong } from './long-song.mjs'
import { takeBlocking, watchMainLoop } from './main-loop.mjs'
import { measureFilesInARow } from './memory-files.mjs'
import { stopKeepingResponses } from './memory-page.mjs'
import { mebibytes, memoryKinds, settledMemory, sumOfKinds, watchMemory } from './memory-use.mjs'
import { writeSong } from './song.mjs'
import { threadsOf } from './threads.mjs'
import { inFolder, prepareElectron, withApp } from './ui-app.mjs'
import { openAudio } from './ui-open.mjs'
import * as steps from './ui-steps.mjs'

/** @typedef {import('./ui-app.mjs').RunningApp} RunningApp */
/** @typedef {(line: object) => void} Print */

const songSeconds = 180
const longMinutes = 60
const components = 16
const files = 20
const manyFiles = 40
const PEAK_BUDGET = 3 * 2 ** 30
const MAIN_BUDGET_MS = 50
const CANCEL_BUDGET_MS = 200
/** Most growth of memory from before a cancel to after it. */
const CANCEL_GROWTH_BUDGET = 1.1
/** After a cancel; memory is given back two seconds later. */
const REST_MS = 5000
/** How far a separation is when it is cancelled, of the whole. */
const cancelAt = [0.01, 0.3, 0.6, 0.85]

/** Names of the parts; those that are measured unless others are asked for come first. */
export const memoryParts = ['hour', 'cancel', 'files', 'many-files']
const usualParts = memoryParts.slice(0, 3)

/**
 * Measures parts; by default all but the many files.
 * @param {Print} print
 * @param {readonly string[]} asked
 */
export async function measureMemory(print, asked = []) {
  const parts = asked.length === 0 ? usualParts : asked
  const electron = await prepareElectron()
  try {
    await inFolder(async (folder) => {
      if (parts.includes('hour') || parts.includes('cancel')) {
        const long = join(folder, 'long.wav')
        await writeLong(folder, long)
        if (parts.includes('hour')) await measureHour(print, long)
        if (parts.includes('cancel')) await measureCancels(print, long)
      }
      if (parts.includes('files')) await measureFilesInARow(print, folder, files)
      if (parts.includes('many-files')) await measureFilesInARow(print, folder, manyFiles)
    })
  } finally {
    electron.stop()
  }
}

/** @param {string} folder @param {string} path */
async function writeLong(folder, path) {
  const { createRandom } = await loadEngine()
  const song = join(folder, 'song.wav')
  writeSong(song, songSeconds, createRandom(1))
  repeatSong(song, path, { times: (longMinutes * 60) / songSeconds })
}

/** An hour through the whole app. @param {Print} print @param {string} path */
export function measureHour(print, path) {
  return withApp(async (running) => {
    const { app, page, folder } = running
    const memory = watchMemory(processOf(running))
    await stopKeepingResponses(page)
    await watchMainLoop(app)
    let most = 0
    let began = performance.now()
    const report = async (/** @type {string} */ stage) => {
      const { now, peak } = memory.take()
      const blocking = await takeBlocking(app)
      most = Math.max(most, peak)
      const seconds = Number(((performance.now() - began) / 1000).toFixed(1))
      began = performance.now()
      print({
        bench: 'memory',
        stage,
        minutes: longMinutes,
        components,
        seconds,
        nowMiB: mebibytes(now),
        peakMiB: mebibytes(peak),
        main: { ...blocking, budgetMs: MAIN_BUDGET_MS }
      })
    }
    try {
      await wait(2000)
      await report('empty window')
      await openAudio(running, path)
      await report('open')
      await steps.separate(page, components)
      await report('separate')
      await steps.listenTo(page, 'Remix')
      await steps.play(page)
      await wait(10_000)
      await steps.pause(page)
      await report('play')
      await steps.exportTwo(running, join(folder, 'stems'))
      await report('export two stems')
      const isMet = most < PEAK_BUDGET
      const [peakMiB, budgetMiB] = [mebibytes(most), mebibytes(PEAK_BUDGET)]
      print({ bench: 'memory', what: 'peak of an hour', peakMiB, budgetMiB, isMet })
    } finally {
      memory.stop()
    }
  })
}

/**
 * Cancels at several stages: when it is over, and what is left of it. @param {Print} print @param
 * {string} path
 */
export function measureCancels(print, path) {
  return withApp(async (running) => {
    const { page } = running
    const process = processOf(running)
    await stopKeepingResponses(page)
    await openAudio(running, path)
    await steps.setComponents(page, components)
    await settledMemory(process)
    const before = sumOfKinds(memoryKinds(process)).own
    for (const share of cancelAt) {
      await steps.beginSeparation(page)
      const bar = steps.separating(page)
      await bar.waitFor()
      for (;;) {
        const value = Number(await bar.getAttribute('aria-valuenow')) || 0
        if (value >= 100 * share) break
        await wait(50)
      }
      const ms = await steps.cancelSeparation(page)
      await wait(REST_MS)
      const afterByProcess = memoryKinds(process)
      const after = sumOfKinds(afterByProcess).own
      const busyMs = await busyFor(process, 2000)
      print({
        bench: 'memory',
        what: 'cancel',
        at: share,
        ms: Math.round(ms),
        budgetMs: CANCEL_BUDGET_MS,
        isMet: ms <= CANCEL_BUDGET_MS,
        beforeMiB: before,
        afterMiB: after,
        engineBusyMs: busyMs,
        growth: Number((after / before).toFixed(3)),
        isGivenBack: after <= before * CANCEL_GROWTH_BUDGET,
        afterByProcess
      })
    }
  })
}

/**
 * Processor time of the threads that compute, while nothing is asked of them. @param {number}
 * process @param {number} ms
 */
async function busyFor(process, ms) {
  const sum = () =>
    threadsOf(process)
      .filter(({ name }) => name.startsWith('partwise'))
      .reduce((total, { runMs }) => total + runMs, 0)
  const before = sum()
  await wait(ms)
  return Number((sum() - before).toFixed(1))
}

/** @param {RunningApp} running */
function processOf({ app }) {
  const { pid } = app.process()
  if (pid === undefined) throw new Error('the app has ended')
  return pid
}
