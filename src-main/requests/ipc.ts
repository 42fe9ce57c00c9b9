/**
 * Binds handlers to their channels. Every call is checked: who sent it (only the main frame of our
 * own page), and what (request-checks.ts). The window always gets a Reply.
 */
import type { Handlers, RequestName } from '../../shared/contract'
import { failedReply, type FailureCode, type Reply } from '../../shared/failure'
import { isOwnUrl } from '../serving/app-protocol'
import { path as pathIn } from '../checks/field-checks'
import type { GivenPaths } from '../document/given-paths'
import { channelOf, dropChannel, requestNames } from './channel'
import type { Log } from '../remembered/log'
import { requestChecks } from './request-checks'

/** Who sent a request: the part of Electron's event that is checked. */
export interface Sender {
  readonly sender: { readonly id: number }
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null
}

/** The part of Electron's ipcMain that is used. */
export interface RequestReceiver {
  handle(channel: string, listener: (event: Sender, input: unknown) => Promise<unknown>): void
}

/** The part of Electron's ipcMain that hears messages without an answer. */
export interface MessageReceiver {
  on(channel: string, listener: (event: Sender, input: unknown) => void): unknown
}

interface IpcOptions {
  readonly receiver: RequestReceiver
  readonly handlers: Handlers
  readonly log: Log
  /** Id of the web contents that may send, null while there is no window. */
  readonly ownContents: () => number | null
}

/** Failures that are no fault of a file, a disk or a person. */
const ourFaults: readonly FailureCode[] = ['bug', 'engine/crashed', 'engine/out-of-memory']

/** True when a request comes from the main frame of our own page in our own window. */
export function isTrusted({ sender, senderFrame }: Sender, ownContents: number | null): boolean {
  const isMainFrame = senderFrame?.parent === null
  return isMainFrame && sender.id === ownContents && isOwnUrl(senderFrame.url)
}

/** Binds all handlers. A call from elsewhere is refused with an error that tells nothing. */
export function bindHandlers({ receiver, handlers, log, ownContents }: IpcOptions): void {
  const bind = (name: RequestName): void => {
    // Each check returns what the handler of the same name takes; a union cannot say so.
    const handler = handlers[name] as (input: unknown) => Promise<unknown>
    const check = requestChecks[name]
    receiver.handle(channelOf(name), async (event, input): Promise<Reply<unknown>> => {
      if (!isTrusted(event, ownContents())) {
        log.error(`refused ${name} from ${event.senderFrame?.url ?? 'no frame'}`)
        throw new Error('refused')
      }
      try {
        const value = await handler(check(input))
        return value === null ? { status: 'cancelled' } : { status: 'ok', value }
      } catch (thrown) {
        const reply = failedReply(thrown)
        if (ourFaults.includes(reply.code)) log.error(`failed ${name}`, thrown)
        return reply
      }
    })
  }
  for (const name of requestNames) bind(name)
}

/** Hears from the preload which files were dropped; they may then be opened. */
export function bindDrops({
  receiver,
  given,
  log,
  ownContents
}: {
  readonly receiver: MessageReceiver
  readonly given: Pick<GivenPaths, 'add'>
  readonly log: Log
  readonly ownContents: () => number | null
}): void {
  receiver.on(dropChannel, (event, input) => {
    try {
      if (!isTrusted(event, ownContents())) throw new Error('it comes from elsewhere')
      given.add([pathIn(input)], 'drop')
    } catch (thrown) {
      log.error('refused a dropped file', thrown)
    }
  })
}
