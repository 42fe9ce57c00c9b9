/** The words for a recording in the queue. */
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
