/** What is said of a recording in the queue. */
import type { QueueState } from './queue.svelte'

/** What happens to it, or what became of it. */
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
