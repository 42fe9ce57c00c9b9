/** The words for a recording in the queue, and for the batch that works through it. */
import { timeLeftText } from '../../words/words'
import type { Batch } from './batch.svelte'
import type { QueueItem, QueueState } from './queue.svelte'

/** What happens to it, or its result. */
export function queueText(state: QueueState): string {
  switch (state.kind) {
    case 'waiting':
      return 'waits'
    case 'opening':
      return 'opening'
    case 'open':
      return 'open now'
    case 'separating':
      return 'separating'
    case 'writing':
      return 'writing stems'
    case 'done':
    case 'failed':
      return state.text
  }
}

/** How far a running batch is: of everything that waits, not of one step. */
export function batchText({
  stopping,
  finished,
  count,
  secondsLeft
}: Pick<Batch, 'stopping' | 'finished' | 'count' | 'secondsLeft'>): string {
  if (stopping) return 'Stopping'
  const place = `Recording ${Math.min(finished + 1, count)} of ${count}`
  const waiting = count - finished - 1
  if (secondsLeft === null) {
    return waiting > 0 ? `${place}, ${waiting} more ${waiting === 1 ? 'waits' : 'wait'}` : place
  }
  return `${place}, ${timeLeftText(secondsLeft)}${waiting > 0 ? ' for all of them' : ''}`
}

/** What is said when a batch has ended. */
export function batchEndText({ failed, waiting }: { failed: number; waiting: number }): string {
  const failures = failed === 0 ? '' : `, ${failed} failed`
  if (waiting === 0) return `The queue is done${failures}`
  return `The batch was stopped, ${waiting} still ${waiting === 1 ? 'waits' : 'wait'}${failures}`
}

/** How many wait and how many failed: "2 waiting, 1 failed". */
export function queueSummary(items: readonly Pick<QueueItem, 'state'>[]): string {
  const count = (kind: QueueState['kind']): number =>
    items.filter(({ state }) => state.kind === kind).length
  const [waiting, failed, done] = [count('waiting'), count('failed'), count('done')]
  const said = [
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(failed > 0 ? [`${failed} failed`] : [])
  ]
  return said.join(', ') || (done === items.length ? `${done} done` : 'none waiting')
}
