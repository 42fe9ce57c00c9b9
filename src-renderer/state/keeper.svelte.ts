/**
 * Gives main what a person has made, soon after each change, so that a window that fails loses
 * nothing: see opening/returning.ts for the way back.
 */
import { request } from '../bridge'
import type { App } from './app.svelte'
import { mostQueued, writeWork, type KeptWork } from './document/kept-work'
import { saveArrangement, saveHistory } from './document/saved'

/** Least milliseconds between two texts. */
const EVERY_MS = 200
/** Components of all steps together: a text of some 300 kB, written in a few milliseconds. */
const MOST_PARTS = 2 ** 11

/** Keeps the work of a window from now on; only within an effect root. */
export function keepWork(app: App): void {
  let latest: (() => KeptWork) | null = null
  let waiting: ReturnType<typeof setTimeout> | null = null
  let keptAt = -Infinity
  const keep = (): void => {
    waiting = null
    keptAt = performance.now()
    if (latest) void request('keepWork', { work: writeWork(latest()) })
  }
  $effect(() => {
    // Until then main's text is about more than this window shows.
    if (!app.isReady) return
    latest = workOf(app)
    waiting ??= setTimeout(keep, Math.max(0, keptAt + EVERY_MS - performance.now()))
  })
}

/**
 * The work as it is now: what it is made of is read at once, the rest is done when it is called.
 */
function workOf(app: App): () => KeptWork {
  const { project, separator, separating, solutions, settings, transport } = app
  const waiting = app.queue.waiting.slice(0, mostQueued)
  const queue = waiting.map(({ path, name }) => ({ path, name }))
  const { audio, separations } = project
  const { asked } = settings
  const { listenTo } = transport
  const { arranged } = solutions
  const { settled } = separator
  const unfinished = separating.running ? separator.unfinished : null
  return () => {
    if (audio === null) return { queue, document: null }
    const isSaved = (id: number): boolean => separations.find(id) !== null
    const document = {
      document: audio.document,
      history: saveHistory(settled, isSaved, MOST_PARTS),
      solutions: arranged.map(({ name, arrangement }) => {
        return { name, arrangement: saveArrangement(arrangement) }
      }),
      live: unfinished && {
        arrangement: saveArrangement(unfinished),
        names: unfinished.facts.toSorted((a, b) => a.id - b.id).map(({ name }) => name)
      },
      settings: asked,
      listenTo
    }
    return { queue, document }
  }
}
