/** A helper of an export: works like the leader (stem-thread.ts), and leaves when that is done. */
import { parentPort, workerData } from 'node:worker_threads'
import { failedReply } from '../../../../shared/failure'
import { HELPER_NAP } from '../../threads/claim'
import { StemThread } from './stem-thread'
import { stopAll, type StemJob, type StemReport } from './stem-team-protocol'

/** Milliseconds between the end of the work and that of the thread; nobody waits for them. */
const LINGER = 500

const job = workerData as StemJob
const port = parentPort!

// A port that is waited for keeps the event loop busy, also while the formats load. A thread
// without anything to wait for stops for V8's compilers, and one of those may be waiting for this
// very thread to collect garbage: then neither goes on (nodejs/node#54918). For the same reason the
// thread lingers at its end.
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
