/** A call of the engine as the client keeps it, from its start until it is settled. */
import type { FailureCode } from '../../shared/failure'
import { Failure } from '../../shared/failure'
import type { EngineCommand } from './engine-protocol'

/** One call. */
export interface Job {
  readonly command: EngineCommand
  readonly onProgress: ((progress: unknown) => void) | undefined
  readonly resolve: (value: unknown) => void
  readonly reject: (failure: Failure) => void
  /** Removes the job's listener from the caller's abort signal. */
  readonly unlisten: () => void
}

/** How a call ended. */
export type Outcome = { readonly value: unknown } | { readonly failure: Failure }

/** Passes the outcome to the caller. */
export function settle(job: Job, outcome: Outcome): void {
  job.unlisten()
  if ('failure' in outcome) job.reject(outcome.failure)
  else job.resolve(outcome.value)
}

/** Whether the caller has cancelled it. */
export function isCancelled(job: Job): boolean {
  return Atomics.load(job.command.cancel, 0) !== 0
}

/** The failure of a call whose worker died, or never started. */
export function crashed(job: Job | null, cause: unknown): Failure {
  const call = job?.command.call ?? 'none'
  const isMemory =
    cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY'
  const code: FailureCode = isMemory ? 'engine/out-of-memory' : 'engine/crashed'
  const reason = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
  return new Failure(code, `the worker of call=${call} ended: ${reason}`, { call }, { cause })
}
