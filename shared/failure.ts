/**
 * How things go wrong in Partwise. An expected failure is a code with details; each front end turns
 * it into a sentence in one place. Being cancelled is a result, not a failure.
 */

/**
 * Every expected failure. `details` of a failure carries what its sentence needs (path, name,
 * limits).
 */
export type FailureCode =
  | 'audio/not-found'
  | 'audio/unreadable'
  | 'audio/not-audio'
  | 'audio/unsupported'
  | 'audio/too-many-channels'
  | 'audio/empty'
  | 'audio/too-long'
  | 'audio/window-only'
  | 'settings/invalid'
  | 'engine/out-of-memory'
  | 'engine/too-large'
  | 'engine/crashed'
  | 'engine/busy'
  | 'export/not-writable'
  | 'export/disk-full'
  | 'export/over-source'
  | 'export/nothing-to-write'
  | 'export/unsupported-rate'
  | 'export/would-clip'
  | 'project/unreadable'
  | 'project/newer-version'
  | 'playback/failed'
  | 'bug'

/** Facts of a failure; small, plain values that cross processes. */
export type FailureDetails = Readonly<Record<string, string | number>>

/** An expected failure. `message` is for the log and names values; people never see it. */
export class Failure extends Error {
  constructor(
    readonly code: FailureCode,
    message: string,
    readonly details: FailureDetails = {},
    options?: { cause?: unknown }
  ) {
    super(message, options)
    this.name = 'Failure'
  }
}

/** What crosses a process boundary in place of a thrown value. */
export type Reply<T> =
  | { readonly status: 'ok'; readonly value: T }
  | { readonly status: 'cancelled' }
  | {
      readonly status: 'failed'
      readonly code: FailureCode
      readonly message: string
      readonly details: FailureDetails
    }

/** Packs any thrown value into a failed reply; what is not a Failure is a bug. */
export function failedReply(thrown: unknown): Extract<Reply<never>, { status: 'failed' }> {
  if (thrown instanceof Failure) {
    return { status: 'failed', code: thrown.code, message: thrown.message, details: thrown.details }
  }
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  return { status: 'failed', code: 'bug', message, details: {} }
}

/** The value of a reply, null when it was cancelled. @throws Failure when the reply failed */
export function unwrapReply<T>(reply: Reply<T>): T | null {
  if (reply.status === 'ok') return reply.value
  if (reply.status === 'cancelled') return null
  throw new Failure(reply.code, reply.message, reply.details)
}

/**
 * Progress and cancel in one: called with the fraction done (0 to 1); false means stop and return
 * null.
 */
export type KeepGoing = (fraction: number) => boolean
