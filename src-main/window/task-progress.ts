/**
 * Shows the progress of long work on the window's icon in the task bar or the dock, by one rule for
 * all kinds of tasks.
 */
import type { Tasks } from '../tasks/tasks'

/** The part of a window that shows it. */
export interface ProgressWindow {
  isDestroyed(): boolean
  /** 0 to 1; less than 0 for nothing. */
  setProgressBar(progress: number): void
}

const NOTHING = -1

/**
 * Shows the progress of the task with most left to do, and nothing while none runs; the returned
 * function ends that.
 */
export function showTaskProgress(window: ProgressWindow, tasks: Tasks): () => void {
  let shown = NOTHING
  return tasks.onChange(() => {
    const progress = tasks.fraction ?? NOTHING
    if (progress === shown || window.isDestroyed()) return
    shown = progress
    window.setProgressBar(progress)
  })
}
