/** The words for a recording in the queue. */
import type { QueueState } from './queue.svelte'

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
