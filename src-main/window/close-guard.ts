/**
 * Asks before work is lost: closing the window or quitting while a separation or an export runs.
 * Such work is cancelled properly, so that no half-written file stays behind. Where the system ends
 * the app nobody can answer, so nothing is asked.
 */
import type { TaskKind, Tasks } from '../tasks/tasks'

/** The part of a window that is guarded. */
export interface GuardedWindow {
  on(event: 'close', listener: (event: { preventDefault(): void }) => void): unknown
  close(): void
}

interface CloseGuardOptions {
  readonly tasks: Tasks
  /** Asks; true means to give the work up. Aborting the signal takes the question away. */
  readonly askToQuit: (kinds: readonly TaskKind[], signal: AbortSignal) => Promise<boolean>
}

/**
 * Guards a window. While the question is open, further attempts to close are blocked; it goes away,
 * and the window stays, when the work has ended meanwhile.
 * @returns a function that cancels all work and closes the window without a question
 */
export function guardClose(
  window: GuardedWindow,
  { tasks, askToQuit }: CloseGuardOptions
): () => Promise<void> {
  let question: AbortController | null = null
  let isEnding = false
  const mayClose = async (): Promise<boolean> => {
    const asked = new AbortController()
    question = asked
    const unlisten = tasks.onChange(() => {
      if (!tasks.isBusy) asked.abort()
    })
    try {
      return !tasks.isBusy || (await askToQuit(tasks.kinds, asked.signal))
    } finally {
      unlisten()
      question = null
    }
  }
  const askAndClose = async (): Promise<void> => {
    const isAllowed = await mayClose()
    if (!isAllowed || isEnding) return
    await tasks.cancelAll()
    window.close()
  }
  window.on('close', (event) => {
    if (!tasks.isBusy && question === null) return
    event.preventDefault()
    if (question === null && !isEnding) void askAndClose()
  })
  return async () => {
    isEnding = true
    question?.abort()
    await tasks.cancelAll()
    window.close()
  }
}

/** The question in words. */
export function quitQuestion(kinds: readonly TaskKind[]): {
  readonly message: string
  readonly detail: string
  readonly buttons: [quit: string, stay: string]
} {
  const isExport = kinds.includes('export')
  return {
    message: isExport ? 'Stems are still being written.' : 'A separation is still running.',
    detail: isExport
      ? 'If you quit now, the export is cancelled and none of its files are kept.'
      : 'If you quit now, the separation is cancelled. The recording itself is not changed.',
    buttons: ['Quit', 'Keep working']
  }
}

/** The part of Electron's app that is used. */
export interface QuittingApp {
  on(event: 'will-quit', listener: (event: { preventDefault(): void }) => void): unknown
  quit(): void
}

/** Milliseconds that threads have to end. */
const PATIENCE = 5000

/**
 * Delays the end of the app until `dispose` is done, so that no thread outlives it. If that takes
 * too long the program is killed, since it must not stay behind without a window.
 */
export function disposeAtQuit(
  app: QuittingApp,
  dispose: () => Promise<void> | void,
  {
    kill = () => process.kill(process.pid, 'SIGKILL'),
    patience = PATIENCE
  }: { readonly kill?: () => void; readonly patience?: number } = {}
): void {
  let isDisposed = false
  app.on('will-quit', (event) => {
    if (isDisposed) return
    event.preventDefault()
    isDisposed = true
    const timer = setTimeout(kill, patience)
    void Promise.resolve(dispose()).finally(() => {
      clearTimeout(timer)
      // Electron ignores a new quit until this listener has returned.
      setImmediate(() => app.quit())
    })
  })
}
