/**
 * A helper of an export: works like the leader (stem-thread.ts), and ends when the work is done.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { failedReply } from '../../../../shared/failure'
import { HELPER_NAP } from '../../threads/claim'
import { StemThread } from './stem-thread'
import { stopAll, type StemJob, type StemReport } from './stem-team-protocol'

/** Milliseconds between the end of the work and the end of the thread; nobody waits for that. */
const LINGER = 500

const job = workerData as StemJob
const port = parentPort!

// A referenced port keeps the event loop alive, also while the formats load. A thread with nothing
// left to do stops and waits for V8's compilers, and one of those may be waiting for this very
// thread to collect garbage: a deadlock (nodejs/node#54918). For the same reason the thread ends a
// little later.
port.ref()

void StemThread.start(job, () => true)
  .then(work)
  .catch(fail)
  .then(leave)

function work(thread: StemThread): void {
  try {
    for (;;) {
      const outcome = thread.step()
      if (outcome === 'stopped') return
      if (outcome === 'done') break
      if (outcome === 'waiting') thread.wait(HELPER_NAP)
    }
    thread.finish()
    post({ kind: 'written', seconds: thread.seconds })
  } finally {
    thread.abort()
  }
}

function fail(thrown: unknown): void {
  const { code, message, details } = failedReply(thrown)
  post({ kind: 'failed', code, message, details })
  stopAll(job.board)
}

function leave(): void {
  post({ kind: 'left' })
  setTimeout(() => port.unref(), LINGER)
}

function post(report: StemReport): void {
  port.postMessage(report)
}
