/** Main's answers in a test's hands: a state that passes in a moment can be looked at for long. */
import type { ElectronApplication } from '@playwright/test'
import type { EventName, Output, Payload, RequestName } from '../../shared/contract'
import type { Reply } from '../../shared/failure'

type Resolvers = Record<string, (reply: unknown) => void>

/** From now on a request gets this answer; with null it waits for `release`. */
export async function answerRequest<N extends RequestName>(
  app: ElectronApplication,
  name: N,
  reply: Reply<Output<N>> | null
): Promise<void> {
  await app.evaluate(
    ({ ipcMain }, given) => {
      const held = ((globalThis as { heldRequests?: Resolvers }).heldRequests ??= {})
      const channel = `partwise:${given.name}`
      ipcMain.removeHandler(channel)
      ipcMain.handle(channel, () => {
        if (given.reply !== null) return given.reply
        return new Promise((resolve) => (held[given.name] = resolve))
      })
    },
    { name, reply }
  )
}

/** Answers the request that waits. */
export async function release<N extends RequestName>(
  app: ElectronApplication,
  name: N,
  reply: Reply<Output<N>>
): Promise<void> {
  await app.evaluate(
    (_electron, given) =>
      (globalThis as { heldRequests?: Resolvers }).heldRequests?.[given.name]?.(given.reply),
    { name, reply }
  )
}

/** Sends the window an event of main. */
export async function tell<E extends EventName>(
  app: ElectronApplication,
  name: E,
  payload: Payload<E>
): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, given) =>
      BrowserWindow.getAllWindows()[0]?.webContents.send(`partwise:${given.name}`, given.payload),
    { name, payload }
  )
}
