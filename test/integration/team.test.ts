/** Separations on several threads, with the real engine: equal bits, death, cancel, reuse. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultSettings } from '../../shared/settings'
import { Crew } from '../../src-main/engine/threads/crew'
import { createEngineClient, type EngineClient } from '../../src-main/engine/engine-client'
import type {
  EngineCommand,
  EngineProgress,
  EngineReply,
  EngineWorkerData
} from '../../src-main/engine/engine-protocol'
import { usedWord } from '../../src-main/engine/threads/team-protocol'
import { kernelModule } from '../support/kernels'
import { recording } from '../support/recording'

const realWorker = new URL('../../out/main/engine.worker.js', import.meta.url)
const realTeam = new URL('../../out/main/team.worker.js', import.meta.url)
const settings = { ...defaultSettings(22_050), components: 4 }

let client: EngineClient

/** A client of the real engine whose separations take so many threads. */
const openTeam = (threads: number, teamUrl = realTeam): EngineClient =>
  (client = createEngineClient({
    workerUrl: realWorker,
    module: kernelModule,
    size: 2,
    teamUrl,
    threads
  }))

/** A separation that would take minutes, cancelled as soon as it has begun. */
async function cancelledSeparation(): Promise<[unknown, number]> {
  const abort = new AbortController()
  let abortedAt = 0
  const input = {
    pcm: recording(20, 2),
    settings: { ...settings, solver: 'mm', iterations: 100_000 } as const
  }
  const result = await client.call('separate', input, {
    signal: abort.signal,
    onProgress: ({ stage }) => {
      if (stage !== 'factorize' || abortedAt > 0) return
      abortedAt = performance.now()
      abort.abort()
    }
  })
  return [result, performance.now() - abortedAt]
}

/**
 * The real thread of a team, with something done to it when it has finished its 50th panel, once.
 */
function failingTeam(folder: string, fate: string): URL {
  const source = `
    import { existsSync, writeFileSync } from 'node:fs'
    const mark = ${JSON.stringify(join(folder, 'fate'))}
    const add = Atomics.add
    let count = 0
    Atomics.add = (...args) => {
      if (++count === 50 && !existsSync(mark)) {
        writeFileSync(mark, '')
        ${fate}
      }
      return add(...args)
    }
    await import(${JSON.stringify(realTeam.href)})`
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`)
}

afterEach(() => client.dispose())

describe('threads', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'partwise-threads-'))
    return () => rmSync(folder, { recursive: true })
  })

  test('change nothing about a default separation, to the bit', async () => {
    const input = { pcm: recording(12, 2), settings: { ...settings, components: 8 } }
    const digests = new Set<string>()
    for (const threads of [1, 2, 3]) {
      openTeam(threads)
      const separation = (await client.call('separate', input))!
      const { W, H, divergence } = separation.factorization
      const digest = createHash('sha256')
      for (const values of [W, H, Float64Array.from(divergence)]) {
        digest.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
      }
      digests.add(digest.digest('hex'))
      if (threads === 1) expect(separation.threads).toBe(1)
      else expect(separation.threads).toBeLessThanOrEqual(threads)
      await client.dispose()
    }
    expect(digests.size).toBe(1)
  })

  /**
   * Separates until two threads took part: a thread that has just started may come too late for a
   * share.
   */
  async function separateTogether(): Promise<void> {
    const input = { pcm: recording(12, 2), settings: { ...settings, iterations: 5 } }
    for (let tries = 0; tries < 50; tries++) {
      const { threads } = (await client.call('separate', input))!
      if (threads === 2) return
      expect(threads).toBe(1)
    }
    throw new Error('the second thread never took part')
  }

  test('are said as many as took part, and work again for the next separation', async () => {
    openTeam(2)
    await separateTogether()
    await separateTogether()
  })

  test('are shared out when two separations run at a time', async () => {
    client = createEngineClient({
      workerUrl: realWorker,
      teamUrl: realTeam,
      module: kernelModule,
      size: 3,
      threads: 2
    })
    const input = { pcm: recording(12, 2), settings: { ...settings, iterations: 5 } }
    const both = await Promise.all([1, 2].map(() => client.call('separate', input)))
    expect(both.reduce((sum, each) => sum + each!.threads, 0)).toBeLessThanOrEqual(3)
    await separateTogether()
  })

  test.each([
    ['that ends', 'process.exit(9)'],
    ['that throws', "throw new Error('on purpose')"]
  ])(
    'of which one %s in the middle of its work fail that separation, and not the next',
    async (_, fate) => {
      openTeam(3, failingTeam(folder, fate))
      const pcm = recording(12, 2)
      // Long enough for every thread to come to its turn.
      const long = { ...settings, solver: 'mm', iterations: 100_000 } as const
      await expect(client.call('separate', { pcm, settings: long })).rejects.toMatchObject({
        code: 'engine/crashed'
      })
      expect((await client.call('separate', { pcm, settings }))!.components).toHaveLength(4)
    }
  )

  test('stop soon after a cancel, and work on', async () => {
    openTeam(2)
    for (let i = 0; i < 3; i++) {
      const [result, milliseconds] = await cancelledSeparation()
      expect(result).toBeNull()
      expect(milliseconds).toBeLessThan(1000)
    }
    await separateTogether()
  })

  test('are free again when the worker that led them has died', async () => {
    const source = `
      import { existsSync, writeFileSync } from 'node:fs'
      import { parentPort } from 'node:worker_threads'
      const post = parentPort.postMessage.bind(parentPort)
      const mark = ${JSON.stringify(join(folder, 'killed'))}
      parentPort.postMessage = (message) => {
        if (message.progress?.stage === 'factorize' && !existsSync(mark)) {
          writeFileSync(mark, '')
          process.exit(9)
        }
        post(message)
      }
      await import(${JSON.stringify(realWorker.href)})`
    client = createEngineClient({
      workerUrl: new URL(`data:text/javascript,${encodeURIComponent(source)}`),
      teamUrl: realTeam,
      module: kernelModule,
      threads: 2
    })
    const input = { pcm: recording(12, 2), settings }
    await expect(client.call('separate', input)).rejects.toMatchObject({ code: 'engine/crashed' })
    await separateTogether()
  })

  test('end with the client, also in the middle of a separation', async () => {
    openTeam(3)
    const input = {
      pcm: recording(12, 2),
      settings: { ...settings, solver: 'mm', iterations: 100_000 } as const
    }
    const begun = new Promise<void>((resolve) => {
      const onProgress = ({ stage }: EngineProgress<'separate'>): void => {
        if (stage === 'factorize') resolve()
      }
      void client.call('separate', input, { onProgress }).then((result) => {
        expect(result).toBeNull()
        resolve()
      })
    })
    await begun
    const began = performance.now()
    await client.dispose()
    expect(performance.now() - began).toBeLessThan(2000)
  })

  test('that are ended from outside, whenever it may be, leave nobody waiting', async () => {
    const input = {
      pcm: recording(12, 2),
      settings: { ...settings, solver: 'mm', iterations: 100_000 } as const
    }
    const workerData: EngineWorkerData = { module: kernelModule, isBackground: false }
    const leader = new Worker(realWorker, { workerData })
    const outcomes: unknown[] = []
    for (let id = 1; id <= 6; id++) {
      const crew = new Crew({ workerUrl: realTeam, module: kernelModule, size: 2 })
      const { place } = crew.hire(2)!
      const cancel = new Int32Array(new SharedArrayBuffer(4))
      const reply = new Promise<EngineReply>((resolve) => {
        leader.on('message', (each: EngineReply) => {
          if (each.id === id && each.kind !== 'progress') resolve(each)
        })
      })
      const command: EngineCommand = { id, call: 'separate', input, cancel, team: place }
      leader.postMessage(command, [...place.ports])
      while (Atomics.load(place.words, usedWord(0)) === 0) await setTimeout(5)
      await setTimeout(7 * id)
      await crew.dispose()
      await setTimeout(100)
      Atomics.store(cancel, 0, 1)
      const end = await reply
      // One that was asleep is not missed; then the leader went on alone until the cancel.
      outcomes.push(end.kind === 'failed' ? end.code : end.kind === 'done' && end.value)
    }
    await leader.terminate()
    expect(outcomes.every((each) => each === null || each === 'engine/crashed')).toBe(true)
    expect(outcomes).toHaveLength(6)
  })
})
