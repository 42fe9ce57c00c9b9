/** Threads for tests that do nothing but say that they have started. */
import { randomUUID } from 'node:crypto'
import { BroadcastChannel, Worker } from 'node:worker_threads'
import { expect } from 'vitest'

/** A worker file whose threads are counted as they start. */
export class StartedThreads {
  /** The file. */
  readonly workerUrl: URL
  readonly #name = `started-${randomUUID()}`
  readonly #channel = new BroadcastChannel(this.#name)
  #reports: string[] = []

  constructor() {
    const source = `
      import { BroadcastChannel, parentPort, workerData } from 'node:worker_threads'
      const channel = new BroadcastChannel(${JSON.stringify(this.#name)})
      channel.postMessage(workerData === 'last' ? 'last' : 'one')
      channel.close()
      parentPort.on('message', () => undefined)`
    this.workerUrl = new URL(`data:text/javascript,${encodeURIComponent(source)}`)
    this.#channel.onmessage = (event) => {
      this.#reports.push((event as MessageEvent<string>).data)
    }
  }

  /** Threads that have said so until now. */
  get count(): number {
    return this.#reports.filter((report) => report === 'one').length
  }

  /**
   * Waits until a number of them have started, then starts one more of its own, which comes after
   * any others.
   */
  async expectExactly(count: number): Promise<void> {
    await expect.poll(() => this.count, { timeout: 20_000 }).toBeGreaterThanOrEqual(count)
    this.#reports = this.#reports.filter((report) => report === 'one')
    const last = new Worker(this.workerUrl, { workerData: 'last' })
    await expect.poll(() => this.#reports.includes('last'), { timeout: 20_000 }).toBe(true)
    await last.terminate()
    expect(this.count).toBe(count)
  }

  /** Stops listening. */
  close(): void {
    this.#channel.close()
  }
}

/**
 * The file of a worker that cannot even be started: making it throws, as where the system refuses a
 * thread.
 */
export const refusedWorker = new URL('none:worker')
