/**
 * Asks before work is lost: closing the window or quitting while a separation or an export runs.
 * Work that is given up is cancelled in order, so that no half-written file stays behind.
 */
import type { TaskKind, Tasks } from '../tasks/tasks'

/** The part of a window that is guarded. */
export interface GuardedWindow {
  on(event: 'close', listener: (event: { preventDefault(): void }) => void): unknown
  close(): void
}

interface CloseGuardOptions {
  readonly tasks: Tasks
  /** Asks; true means to give the work up. */
  readonly askToQuit: (kinds: readonly TaskKind[]) => Promise<boolean>
}

/** Guards a window. While the question stands, further attempts to close are held back. */
export function guardClose(window: GuardedWindow, { tasks, askToQuit }: CloseGuardOptions): void {
  let isAsking = false
  const askAndClose = async (): Promise<void> => {
    isAsking = true
    try {
      if (tasks.isBusy && !(await askToQuit(tasks.kinds))) return
      await tasks.cancelAll()
    } finally {
      isAsking = false
    }
    window.close()
  }
  window.on('close', (event) => {
    if (!tasks.isBusy && !isAsking) return
    event.preventDefault()
    if (!isAsking) void askAndClose()
  })
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

/** The part of Electron's app that is held back. */
export interface QuittingApp {
  on(event: 'will-quit', listener: (event: { preventDefault(): void }) => void): unknown
  quit(): void
}

/** Milliseconds that threads get to end. */
const PATIENCE = 5000

/**
 * Holds the app's end back until `dispose` is done, so that no thread outlives it. Where that takes
 * too long the program is killed: one without a window is not to stay behind.
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
      // Electron forgets a quit that is asked for again before this listener's turn is over.
      setImmediate(() => app.quit())
    })
  })
}
