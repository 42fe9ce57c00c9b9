import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultSettings } from '../../shared/settings'
import { createEngineClient, type EngineClient } from '../../src-main/engine/engine-client'
import type { EngineProgress } from '../../src-main/engine/engine-protocol'
import { summaryOf } from '../support/documents'
import { kernelModule } from '../support/kernels'
import { readWav } from '../support/read-wav'
import { recording } from '../support/recording'
import { refusedWorker, StartedThreads } from '../support/started-threads'

const realWorker = new URL('../../out/main/engine.worker.js', import.meta.url)

/** A worker made of a few lines; `command` is what it was sent, `reply(kind, more)` answers. */
function workerOf(body: string): URL {
  const source = `
    import { parentPort } from 'node:worker_threads'
    parentPort.on('message', (command) => {
      const reply = (kind, more) => parentPort.postMessage({ id: command.id, kind, ...more })
      const done = (value) => reply('done', { value })
      ${body}
    })`
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`)
}

/** Does what the path of a decode says; everything else answers only when cancelled. */
const fakeWorker = workerOf(`
  switch (command.input.path) {
    case 'echo': return done(command.input.path)
    case 'progress':
      for (const fraction of [0.1, 0.5]) reply('progress', { progress: { fraction } })
      return done('end')
    case 'fail': return reply('failed', { code: 'audio/empty', message: 'm', details: { name: 'n' } })
    case 'exit': return process.exit(3)
    case 'throw': throw new Error('thrown inside')
    case 'memory': throw Object.assign(new Error('heap'), { code: 'ERR_WORKER_OUT_OF_MEMORY' })
    case 'fill': for (const all = []; ; ) all.push({ one: [all.length, String(all.length)] })
    case 'hang': Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    case 'later': return setTimeout(() => done('late'), 100)
  }
  const poll = setInterval(() => {
    if (command.cancel[0] === 0) return
    clearInterval(poll)
    done(null)
  }, 5)`)

let client: EngineClient

const open = (workerUrl: URL, size = 2): EngineClient =>
  (client = createEngineClient({ workerUrl, module: kernelModule, size }))
const decode = (path: string, signal?: AbortSignal): Promise<unknown> =>
  client.call('decode', { path }, signal ? { signal } : {})
const settings = { ...defaultSettings(22_050), components: 4 }

/** A separation that would take minutes, cancelled as soon as it has begun. */
async function cancelledSeparation(abort: AbortController): Promise<[unknown, number]> {
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

afterEach(() => client.dispose())

describe('a client', () => {
  test('hands on outputs, progress and failures', async () => {
    open(fakeWorker)
    expect(await decode('echo')).toBe('echo')
    const seen: number[] = []
    const options = { onProgress: ({ fraction }: { fraction: number }) => void seen.push(fraction) }
    expect(await client.call('decode', { path: 'progress' }, options)).toBe('end')
    expect(seen).toEqual([0.1, 0.5])
    await expect(decode('fail')).rejects.toMatchObject({
      code: 'audio/empty',
      details: { name: 'n' }
    })
  })

  test('answers when it is warm as it does cold, and does not warm up after its end', async () => {
    open(fakeWorker)
    client.warmUp()
    client.warmUp(2)
    expect(await decode('echo')).toBe('echo')
    await client.dispose()
    client.warmUp()
    expect(await decode('echo')).toBeNull()
  })

  test.each([
    ['exit', 'engine/crashed'],
    ['throw', 'engine/crashed'],
    ['memory', 'engine/out-of-memory']
  ])('fails only the call whose worker dies (%s)', async (how, code) => {
    open(fakeWorker)
    const other = decode('later')
    await expect(decode(how)).rejects.toMatchObject({ code })
    expect(await other).toBe('late')
    expect(await Promise.all(['echo', 'echo', 'echo'].map((path) => decode(path)))).toHaveLength(3)
  })

  test('a worker whose heap runs full fails soon, and says that it was memory', async () => {
    open(fakeWorker)
    await expect(decode('fill')).rejects.toMatchObject({ code: 'engine/out-of-memory' })
    expect(await decode('echo')).toBe('echo')
  }, 60_000)

  test('keeps a worker free for short calls while long ones wait', async () => {
    open(fakeWorker)
    const abort = new AbortController()
    const input = { pcm: recording(0.1), settings }
    const long = [1, 2, 3].map(() => client.call('separate', input, { signal: abort.signal }))
    expect(await decode('echo')).toBe('echo')
    abort.abort()
    expect(await Promise.all(long)).toEqual([null, null, null])
  })

  test('runs calls in the order they came when all workers are busy', async () => {
    open(fakeWorker, 1)
    const order: string[] = []
    const calls = ['later', 'echo', 'progress'].map(async (path) => {
      await decode(path)
      order.push(path)
    })
    await Promise.all(calls)
    expect(order).toEqual(['later', 'echo', 'progress'])
  })

  test('ends a worker that does not heed a cancel, and goes on', async () => {
    open(fakeWorker, 1)
    const abort = new AbortController()
    const call = decode('hang', abort.signal)
    setTimeout(() => abort.abort(), 300)
    const began = performance.now()
    expect(await call).toBeNull()
    expect(performance.now() - began).toBeLessThan(1500)
    expect(await decode('echo')).toBe('echo')
  })

  test('answers null to what was cancelled before it began', async () => {
    open(fakeWorker, 1)
    const abort = new AbortController()
    const first = decode('later')
    const second = decode('echo', abort.signal)
    abort.abort()
    expect(await second).toBeNull()
    expect(await decode('echo', abort.signal)).toBeNull()
    expect(await first).toBe('late')
  })

  test('that is disposed of cancels what runs and takes nothing new', async () => {
    open(fakeWorker, 1)
    const calls = [decode('hang'), decode('echo')]
    await client.dispose()
    await client.dispose()
    expect(await Promise.all(calls)).toEqual([null, null])
    expect(await decode('echo')).toBeNull()
  })
})

describe('threads for a separation to come', () => {
  /** Answers a cancelled call like any other. */
  const answer = workerOf(
    "setTimeout(() => done('picture'), command.input.axis === 'log' ? 150 : 0)"
  )
  const input = { pcm: recording(0.1), axis: 'mel' } as const
  const withTeam = (teamUrl: URL): EngineClient =>
    (client = createEngineClient({
      workerUrl: answer,
      teamUrl,
      module: kernelModule,
      size: 1,
      threads: 3
    }))

  test('start with the first picture, once', async () => {
    const started = new StartedThreads()
    try {
      withTeam(started.workerUrl)
      await decode('something')
      const abort = new AbortController()
      const cancelled = client.call(
        'spectrogram',
        { ...input, axis: 'log' },
        { signal: abort.signal }
      )
      abort.abort()
      expect(await cancelled).toBeNull()
      await started.expectExactly(0)
      for (let i = 0; i < 2; i++) {
        expect(await client.call('spectrogram', input)).toBe('picture')
        await started.expectExactly(2)
      }
    } finally {
      started.close()
    }
  })

  test('that the system refuses cost neither the picture nor what comes after it', async () => {
    withTeam(refusedWorker)
    expect(await client.call('spectrogram', input)).toBe('picture')
    expect(await client.call('spectrogram', input)).toBe('picture')
    expect(await client.call('separate', { pcm: input.pcm, settings })).toBe('picture')
  })
})

describe('where the system refuses a worker', () => {
  test('a call fails and the next asks again', async () => {
    const workerUrl = new URL(refusedWorker)
    open(workerUrl)
    client.warmUp(2)
    await expect(decode('echo')).rejects.toMatchObject({ code: 'engine/crashed' })
    workerUrl.href = fakeWorker.href
    expect(await decode('echo')).toBe('echo')
  })

  test('a call waits for one that there is', async () => {
    const workerUrl = new URL(fakeWorker)
    open(workerUrl)
    const first = decode('later')
    workerUrl.href = refusedWorker.href
    expect(await Promise.all([first, decode('echo'), decode('echo')])).toEqual([
      'late',
      'echo',
      'echo'
    ])
  })
})

describe('the engine', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'partwise-engine-'))
    return () => rmSync(folder, { recursive: true })
  })

  test('separates, with the whole divergence curve in its progress, and writes stems', async () => {
    open(realWorker)
    const pcm = recording(2)
    const curve: (readonly [number, number])[] = []
    const fractions: number[] = []
    const onProgress = ({ fraction, divergence }: EngineProgress<'separate'>): void => {
      fractions.push(fraction)
      curve.push(...divergence)
    }
    const separation = (await client.call('separate', { pcm, settings }, { onProgress }))!
    const { factorization, components, residualDb } = separation
    expect(curve.map(([sweep]) => sweep)).toEqual(factorization.divergence.map((_, sweep) => sweep))
    expect(curve.map(([, value]) => value)).toEqual(factorization.divergence)
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b))
    expect(fractions.at(-1)).toBe(1)
    expect(residualDb).toBeLessThan(-120)
    expect(components.map(({ id }) => id).sort()).toEqual([0, 1, 2, 3])

    const stems = components.map(({ id, name }) => ({ name, components: [id], gain: 1 }))
    const fileNames = ['1.wav', '2.wav', '3.wav', '4.wav', 'Rest.wav']
    const files = { folder, fileNames, format: 'wav24', complete: true } as const
    const summary = summaryOf(pcm)
    const written = await client.call('writeStems', {
      pcm,
      summary,
      factorization,
      stems,
      ...files
    })
    expect(written!.files.length).toBeGreaterThanOrEqual(4)
    const stored = written!.files.map((file) => readWav(file).values)
    const worst = pcm.channels[0]!.reduce((most, sample, n) => {
      const sum = stored.reduce((total, values) => total + values[n]!, 0)
      return Math.max(most, Math.abs(sum - Math.round(sample * 2 ** 23)))
    }, 0)
    expect(worst).toBe(0)
  })

  test('shows the picture while it is drawn', async () => {
    open(realWorker)
    const seen: EngineProgress<'spectrogram'>[] = []
    const onProgress = (progress: EngineProgress<'spectrogram'>): void => void seen.push(progress)
    const input = { pcm: recording(30, 2), axis: 'mel' } as const
    const image = (await client.call('spectrogram', input, { onProgress }))!
    expect(seen[0]!.readyFrames).toBe(0)
    expect(seen.at(-1).readyFrames).toBe(image.shape.frameCount)
    // The first event's arrays are those that were filled later.
    expect(Buffer.compare(seen[0]!.image.levels[0]!, image.levels[0]!)).toBe(0)
    expect(image.levels[0]!.some((byte) => byte > 0)).toBe(true)
  })

  test('draws one picture on two workers', async () => {
    open(realWorker)
    const input = { pcm: recording(60, 2), axis: 'mel' } as const
    let help: Promise<unknown> | undefined
    const image = await client.call('spectrogram', input, {
      onProgress: (progress) => {
        help ??= client.call('spectrogram', { ...input, image: progress.image })
      }
    })
    await help
    const alone = await client.call('spectrogram', input)
    alone!.levels.forEach((bytes, level) => {
      expect(Buffer.compare(bytes, image!.levels[level]!)).toBe(0)
    })
    expect([...image!.state.subarray(1)]).not.toContain(0)
  })

  test('reports a file that is no sound as the failure it is', async () => {
    open(realWorker)
    const path = join(folder, 'text.wav')
    writeFileSync(path, 'this is only text')
    await expect(decode(path)).rejects.toMatchObject({ code: 'audio/not-audio' })
    await expect(decode(join(folder, 'none.wav'))).rejects.toMatchObject({
      code: 'audio/not-found'
    })
  })

  test('stops soon after a cancel, and works on', async () => {
    open(realWorker)
    const [result, milliseconds] = await cancelledSeparation(new AbortController())
    expect(result).toBeNull()
    expect(milliseconds).toBeLessThan(1000)
    const next = await client.call('separate', { pcm: recording(0.5), settings })
    expect(next!.components).toHaveLength(4)
  })

  test('survives a worker that is killed in the middle of a separation', async () => {
    // The real worker, but its thread ends with the third message it sends, once.
    const source = `
      import { existsSync, writeFileSync } from 'node:fs'
      import { parentPort } from 'node:worker_threads'
      const post = parentPort.postMessage.bind(parentPort)
      const mark = ${JSON.stringify(join(folder, 'killed'))}
      let count = 0
      parentPort.postMessage = (message) => {
        if (!existsSync(mark) && ++count === 3) {
          writeFileSync(mark, '')
          process.exit(9)
        }
        post(message)
      }
      await import(${JSON.stringify(realWorker.href)})`
    open(new URL(`data:text/javascript,${encodeURIComponent(source)}`))
    const input = { pcm: recording(2), settings }
    await expect(client.call('separate', input)).rejects.toMatchObject({ code: 'engine/crashed' })
    expect((await client.call('separate', input))!.components).toHaveLength(4)
  })

  test('gives the same bits for the same seed, on whatever worker', async () => {
    open(realWorker, 4)
    const input = { pcm: recording(1, 2), settings: { ...settings, iterations: 20 } }
    const [a, b] = await Promise.all([1, 2].map(() => client.call('separate', input)))
    const bytes = (values: Float32Array): Buffer =>
      Buffer.from(values.buffer, values.byteOffset, values.byteLength)
    for (const part of ['W', 'H'] as const) {
      expect(Buffer.compare(bytes(a!.factorization[part]), bytes(b!.factorization[part]))).toBe(0)
    }
  })
})
