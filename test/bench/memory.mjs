/**
 * `npm run bench -- memory`: what the app takes of memory, all its processes together, and gives back.
 * An hour of stereo through the whole app, a cancel at every stage, and twenty files in a row.
 */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { loadEngine } from './engine.mjs'
import { repeatSong } from './long-song.mjs'
import { takeBlocking, watchMainLoop } from './main-loop.mjs'
import { mebibytes, memoryByProcess, settledMemory, watchMemory } from './memory-use.mjs'
import { writeSong } from './song.mjs'
import { threadsOf } from './threads.mjs'
import { inFolder, prepareElectron, withApp } from './ui-app.mjs'
import { openAudio } from './ui-open.mjs'
import * as steps from './ui-steps.mjs'

/** @typedef {import('./ui-app.mjs').RunningApp} RunningApp */
/** @typedef {(line: object) => void} Print */

const songSeconds = 180
const smallSeconds = 60
const longMinutes = 60
const components = 16
const files = 20
const PEAK_BUDGET = 3 * 2 ** 30
const MAIN_BUDGET_MS = 50
const CANCEL_BUDGET_MS = 200
const GROWTH_BUDGET = 1.1
/** How far a separation is when it is cancelled, of the whole. */
const cancelAt = [0.01, 0.3, 0.6, 0.85]

/** @param {Print} print */
export async function measureMemory(print) {
  const electron = await prepareElectron()
  try {
    await inFolder(async (folder) => {
      const { createRandom } = await loadEngine()
      const song = join(folder, 'song.wav')
      const long = join(folder, 'long.wav')
      writeSong(song, songSeconds, createRandom(1))
      repeatSong(song, long, { times: (longMinutes * 60) / songSeconds })
      await measureHour(print, long)
      await measureCancels(print, long)
      const small = join(folder, 'small.wav')
      writeSong(small, smallSeconds, createRandom(2))
      await measureFiles(print, small, folder)
    })
  } finally {
    electron.stop()
  }
}

/** An hour through the whole app. @param {Print} print @param {string} path */
export function measureHour(print, path) {
  return withApp(async (running) => {
    const { app, page, folder } = running
    const memory = watchMemory(processOf(running))
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
        ...{ bench: 'memory', stage, minutes: longMinutes, components, seconds },
        ...{ nowMiB: mebibytes(now), peakMiB: mebibytes(peak) },
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

/** Cancels at several stages: when it is over, and what is left of it. @param {Print} print @param {string} path */
export function measureCancels(print, path) {
  return withApp(async (running) => {
    const { page } = running
    const process = processOf(running)
    await openAudio(running, path)
    await steps.setComponents(page, components)
    const before = await settledMemory(process)
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
      const after = await settledMemory(process)
      const busyMs = await busyFor(process, 2000)
      print({
        ...{ bench: 'memory', what: 'cancel', at: share, ms: Math.round(ms) },
        ...{ budgetMs: CANCEL_BUDGET_MS, isMet: ms <= CANCEL_BUDGET_MS },
        ...{ beforeMiB: mebibytes(before), afterMiB: mebibytes(after), engineBusyMs: busyMs },
        afterByProcess: memoryByProcess(process)
      })
    }
  })
}

/** Processor time of the threads that compute, while nothing is asked of them. @param {number} process @param {number} ms */
async function busyFor(process, ms) {
  const sum = () =>
    threadsOf(process)
      .filter(({ name }) => name.startsWith('partwise'))
      .reduce((total, { runMs }) => total + runMs, 0)
  const before = sum()
  await wait(ms)
  return Number((sum() - before).toFixed(1))
}

/** Opens, separates and closes files in a row. @param {Print} print @param {string} song @param {string} folder */
export function measureFiles(print, song, folder) {
  return withApp(async (running) => {
    const { page } = running
    const process = processOf(running)
    let first = 0
    let last = 0
    for (let i = 0; i < files; i++) {
      const path = join(folder, `song-${i}.wav`)
      copyFileSync(song, path)
      await openAudio(running, path)
      await steps.separate(page, components)
      await steps.play(page)
      await wait(300)
      await steps.pause(page)
      last = await settledMemory(process)
      if (i === 0) first = last
      const byProcess = memoryByProcess(process)
      const nowMiB = mebibytes(last)
      print({ bench: 'memory', what: 'files in a row', file: i + 1, nowMiB, byProcess })
    }
    const growth = last / first
    const rounded = Number(growth.toFixed(3))
    const isMet = growth <= GROWTH_BUDGET
    print({ bench: 'memory', what: 'growth', growth: rounded, budget: GROWTH_BUDGET, isMet })
  })
}

/** @param {RunningApp} running */
function processOf({ app }) {
  const { pid } = app.process()
  if (pid === undefined) throw new Error('the app has ended')
  return pid
}
