/** Settles what the last run of a program left when it was killed, while nobody waits for it. */
import { existsSync } from 'node:fs'
import type { StagingLists } from '../remembered/profile-folder'
import type { Engine } from '../tasks/lazy-engine'

/** Milliseconds after the start, and between two looks whether the app is idle. */
const WAIT_MS = 3000

interface SettleParts {
  readonly engine: Engine
  readonly isBusy: () => boolean
  readonly lists: StagingLists
  readonly onFailure: (thrown: unknown) => void
}

/**
 * Settles leftovers as soon as the app is idle; does nothing where nothing was left.
 * The app runs once at a time, so what it has listed was left by a run that has ended.
 */
export function settleWhenIdle({ engine, isBusy, lists, onFailure }: SettleParts): void {
  const left = [
    { path: lists.app, others: 'have ended' } as const,
    { path: lists.commandLine, others: 'may run' } as const
  ].filter(({ path }) => existsSync(path))
  if (left.length === 0) return
  const settle = (): void => {
    if (isBusy()) wait()
    else void engine.call('settleLeftovers', { lists: left }).catch(onFailure)
  }
  const wait = (): void => void setTimeout(settle, WAIT_MS).unref()
  wait()
}
