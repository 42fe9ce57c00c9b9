/**
 * The ends that do not come from a person at the window: signals, and the session of the system
 * being closed. The system kills what is still there a few seconds later.
 */

/** The part of Node's process that is used. */
export interface SignalledProcess {
  on(event: 'SIGTERM' | 'SIGINT' | 'SIGHUP', listener: () => void): unknown
}

/** The part of Electron's powerMonitor that is used: Linux and macOS. */
export interface PowerMonitor {
  on(event: 'shutdown', listener: (event?: { preventDefault(): void }) => void): unknown
}

/** The part of a window that is used: Windows. */
export interface SessionWindow {
  on(event: 'session-end', listener: () => void): unknown
}

/**
 * Calls `end` at the first of them. Only once the app is ready: until then Chromium sets its own
 * handlers of signals.
 */
export function onSystemEnd(
  end: () => Promise<void>,
  {
    process,
    powerMonitor,
    window
  }: {
    readonly process: SignalledProcess
    readonly powerMonitor: PowerMonitor
    readonly window: SessionWindow
  }
): void {
  let isEnding = false
  const begin = (): void => {
    if (!isEnding) void end()
    isEnding = true
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, begin)
  powerMonitor.on('shutdown', (event) => {
    // The system waits a moment for a program that asks for it.
    event?.preventDefault()
    begin()
  })
  window.on('session-end', begin)
}
