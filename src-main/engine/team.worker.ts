/**
 * A helper thread: it joins the team it is called to, does units of its shifts until it is
 * dismissed, and waits for the next call. Between calls it sleeps and holds no memory of any team.
 */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { collectGarbage } from './machine/collect-garbage'
import { giveWay } from './machine/give-way'
import { type GuidedTask, openGuidedThread } from './factorize/sweep/guided-thread'
import { type KernelTask, openKernelThread } from './factorize/sweep/kernel-thread'
import { type LongSpectrumTask, openLongSpectrumThread } from './spectrum/long-spectrum-thread'
import { openPoolThread, type PoolTask } from './factorize/coarse/pool-thread'
import { openSpectrumThread, type SpectrumTask } from './spectrum/spectrum-thread'
import { HELPER_NAP, isCalledOff, sleepOn } from './threads/claim'
import {
  busyWord,
  claimUnit,
  finishUnit,
  type TeamCall,
  type TeamNews,
  type TeamTask,
  type TeamWorkerData,
  type UnitWork,
  usedWord,
  TeamWord
} from './threads/team-protocol'

/** All kinds of tasks that teams work on. */
type KnownTask = KernelTask | GuidedTask | SpectrumTask | LongSpectrumTask | PoolTask

const { module, isBackground } = workerData as TeamWorkerData
if (isBackground) giveWay()

parentPort?.on('message', (call: TeamCall) => {
  serve(call)
  collectGarbage()
})

/** Does units of every shift until the team ends. */
function serve({ words, port, hand }: TeamCall): void {
  const tasks = new Map<number, UnitWork>()
  let read = 0
  const readNews = (): void => {
    for (; read < Atomics.load(words, TeamWord.messages); read++) {
      const received = receiveMessageOnPort(port)
      if (received === undefined) return // the leader has gone
      const message = received.message as TeamNews
      if (message.kind === 'open') tasks.set(message.id, openTask(message.task, hand))
      else tasks.delete(message.id)
    }
  }
  const goesOn = (): boolean => {
    Atomics.add(words, TeamWord.panels, 1)
    return !isCalledOff(words, TeamWord.abort) && !isCalledOff(words, TeamWord.stop)
  }
  for (;;) {
    const turn = Atomics.load(words, TeamWord.turn)
    if (isCalledOff(words, TeamWord.stop)) break
    readNews()
    Atomics.store(words, busyWord(hand), 1)
    for (let unit = claimUnit(words); unit >= 0; unit = claimUnit(words)) {
      readNews()
      const work = tasks.get(Atomics.load(words, TeamWord.task))
      if (work === undefined) throw new Error('a shift of a task that was never opened')
      work(Atomics.load(words, TeamWord.operation), unit, goesOn)
      Atomics.store(words, usedWord(hand), 1)
      finishUnit(words)
    }
    Atomics.store(words, busyWord(hand), 0)
    sleepOn(words, TeamWord.turn, turn, TeamWord.stop, HELPER_NAP)
  }
  port.close()
}

function openTask(opened: TeamTask, hand: number): UnitWork {
  const task = opened as KnownTask
  switch (task.kind) {
    case 'kernels':
      return openKernelThread(module, task, hand + 1).work
    case 'guided':
      return openGuidedThread(module, task, hand + 1).work
    case 'spectrum':
      return openSpectrumThread(task, module)
    case 'long-spectrum':
      return openLongSpectrumThread(task, module)
    case 'pool':
      return openPoolThread(task)
  }
}
