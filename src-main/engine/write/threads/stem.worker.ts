/**
 * A helper of an export: works like the leader (stem-thread.ts) and places its files when told to.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { failedReply } from '../../../../shared/failure'
import { StemThread } from './stem-thread'
import { stopAll, type StemJob, type StemOrder, type StemReport } from './stem-team-protocol'

/** Milliseconds of sleep at a time. */
const NAP = 200
/** Milliseconds between the end of the work and that of the thread; nobody waits for them. */
const LINGER = 500

const job = workerData as StemJob
const port = parentPort!
const starting = StemThread.start(job, () => true)

// Listening keeps the event loop busy, also while the formats load. A thread without anything to
// wait for stops for V8's compilers, and one of those may be waiting for this very thread to
// collect garbage: then neither goes on (nodejs/node#54918). For the same reason the thread lingers
// at its end.
port.on('message', (order: StemOrder) => {
  switch (order.kind) {
    case 'place':
      void starting.then((thread) => place(thread, order.keepsRest))
      break
    case 'undo':
      void starting.then((thread) => thread.undo()).then(leave, leave)
      break
    case 'leave':
      leave()
      break
  }
})

void starting.then(work, fail)

function work(thread: StemThread): void {
  try {
    for (;;) {
      const outcome = thread.step()
      // The leader's order comes when it knows why.
      if (outcome === 'stopped') return
      if (outcome === 'done') break
      if (outcome === 'waiting') thread.wait(NAP)
    }
    thread.finish()
  } catch (thrown) {
    thread.undo()
    fail(thrown)
    return
  }
  post({ kind: 'written', seconds: thread.seconds })
}

function place(thread: StemThread, keepsRest: boolean): void {
  try {
    post({ kind: 'placed', paths: thread.place(keepsRest) })
  } catch (thrown) {
    thread.undo()
    fail(thrown)
  }
}

function fail(thrown: unknown): void {
  const { code, message, details } = failedReply(thrown)
  post({ kind: 'failed', code, message, details })
  stopAll(job.board)
}

function leave(): void {
  post({ kind: 'left' })
  setTimeout(() => port.close(), LINGER)
}

function post(report: StemReport): void {
  port.postMessage(report)
}
