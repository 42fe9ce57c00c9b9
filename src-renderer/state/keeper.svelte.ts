/**
 * Gives main what a person has made, soon after each change, so that a window that fails loses
 * nothing: see opening/returning.ts for the way back.
 */
import { untrack } from 'svelte'
import { request } from '../bridge'
import type { App } from './app.svelte'
import { mostQueued, writeWork, type KeptDocument } from './document/kept-work'
import { saveArrangement, saveHistory } from './document/saved'

/** Least milliseconds between two texts. */
const EVERY_MS = 200
/** Components of all steps together: a text of some 300 kB, written in a few milliseconds. */
const MOST_PARTS = 2 ** 11

/** Keeps the work of a window from now on; only within an effect root. */
export function keepWork(app: App): void {
  let waiting: ReturnType<typeof setTimeout> | null = null
  let keptAt = -Infinity
  const keep = (): void => {
    waiting = null
    keptAt = performance.now()
    void request('keepWork', { work: untrack(() => textOf(app)) })
  }
  $effect(() => {
    // Until then main's text is about more than this window shows.
    if (!app.isReady) return
    noteChanges(app)
    waiting ??= setTimeout(keep, Math.max(0, keptAt + EVERY_MS - performance.now()))
  })
}

/** Reads all that a text is made of, so that a change of it is noticed. */
function noteChanges({ project, mixer, solutions, settings, transport, queue }: App): void {
  void [project.audio, mixer.history.mark(), solutions.list, settings.asked, queue.items]
  void transport.listenTo
}

function textOf(app: App): string {
  const waiting = app.queue.waiting.slice(0, mostQueued)
  const queue = waiting.map(({ path, name }) => ({ path, name }))
  return writeWork({ queue, document: documentOf(app) })
}

function documentOf(app: App): KeptDocument | null {
  const { project, separator, solutions, settings, transport } = app
  if (project.audio === null) return null
  const { unfinished } = separator
  const isSaved = (id: number): boolean => project.separations.find(id) !== null
  return {
    document: project.audio.document,
    history: saveHistory(separator.settled, isSaved, MOST_PARTS),
    solutions: solutions.arranged.map(({ name, arrangement }) => {
      return { name, arrangement: saveArrangement(arrangement) }
    }),
    live: unfinished && {
      arrangement: saveArrangement(unfinished),
      names: unfinished.facts.toSorted((a, b) => a.id - b.id).map(({ name }) => name)
    },
    settings: settings.asked,
    listenTo: transport.listenTo
  }
}
