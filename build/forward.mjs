import { constants } from 'node:os'

/**
 * Makes this process act for a child: passes interrupts on and ends with its exit code.
 * @param {import('node:child_process').ChildProcess} child
 */
export function forward(child) {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) {
    process.on(signal, () => {
      // A terminal's Ctrl-C reaches the child by itself; a second signal could interrupt its
      // cleanup.
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    })
  }
  child.once('error', (error) => {
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  })
  child.once('close', (code, signal) => {
    process.exit(code ?? 128 + constants.signals[signal ?? 'SIGTERM'])
  })
}
