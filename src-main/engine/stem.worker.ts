/** A helper of an export: works like the leader (stem-thread.ts) and places its files when told to. */
import { parentPort, workerData } from 'node:worker_threads'
import { failedReply } from '../../shared/failure'
import { StemThread } from './stem-thread'
import { stopAll, type StemJob, type StemOrder, type StemReport } from './stem-team-protocol'

/** Milliseconds of sleep at a time. */
const NAP = 200

const job = workerData as StemJob
const port = parentPort!

void StemThread.start(job, () => true).then(work, fail)

function work(thread: StemThread): void {
  const leave = (): void => {
    thread.undo()
    port.close()
  }
  try {
    for (;;) {
      const outcome = thread.step()
      if (outcome === 'stopped') return leave()
      if (outcome === 'done') break
      if (outcome === 'waiting') thread.wait(NAP)
    }
    thread.finish()
  } catch (thrown) {
    thread.undo()
    fail(thrown)
    return
  }
  port.on('message', (order: StemOrder) => {
    switch (order.kind) {
      case 'place':
        try {
          post({ kind: 'placed', paths: thread.place(order.keepsRest) })
        } catch (thrown) {
          thread.undo()
          fail(thrown)
        }
        break
      case 'undo':
        leave()
        break
      case 'leave':
        port.close()
        break
    }
  })
  post({ kind: 'written', seconds: thread.seconds })
}

function fail(thrown: unknown): void {
  const { code, message, details } = failedReply(thrown)
  post({ kind: 'failed', code, message, details })
  stopAll(job.board)
  port.close()
}

function post(report: StemReport): void {
  port.postMessage(report)
}
