import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Pcm } from '../../shared/audio'
import type { ExportFormat } from '../../shared/contract'
import type { Factorization } from '../../shared/factorization'
import type { Failure, KeepGoing } from '../../shared/failure'
import { createEngineClient } from '../../src-main/engine/engine-client'
import type { StemSetJob, WrittenStems } from '../../src-main/engine/write/export-job'
import { removeLeftovers } from '../../src-main/engine/write/files/leftovers'
import { writeStemSet } from '../../src-main/engine/write/write-stem-set'
import { shared, summaryOf } from '../support/documents'
import { kernelModule } from '../support/kernels'
import { noise, randomFactorization } from '../support/random-separation'

const realHelper = new URL('../../out/main/stem.worker.js', import.meta.url)
const realWorker = new URL('../../out/main/engine.worker.js', import.meta.url)
const carryOn = (): boolean => true

const root = mkdtempSync(join(tmpdir(), 'partwise-team-'))
afterAll(() => rmSync(root, { recursive: true }))
let folder = ''
let round = 0
beforeEach(() => {
  folder = join(root, String(round++))
  mkdirSync(folder)
})

/** A recording of many ranges: they are 128 hops of 64 samples. */
function recording(length = 100_000, channels = 2): [Pcm, Factorization] {
  const made = noise(length, { channels })
  const pcm = { ...made, channels: made.channels.map(shared) }
  const { W, H, ...rest } = randomFactorization(pcm, 5, { windowSize: 256 })
  return [pcm, { ...rest, W: shared(W), H: shared(H) }]
}

function inputFor(
  [pcm, factorization]: [Pcm, Factorization],
  format: ExportFormat = 'wav24'
): StemSetJob {
  const stems = [0, 1, 2, 3, 4].map((k) => ({ name: `${k}`, components: [k], gain: 1 }))
  const fileNames = [...stems.map(({ name }) => `${name}.wav`), 'Rest.wav']
  const summary = summaryOf(pcm)
  return { pcm, summary, factorization, stems, format, folder, fileNames, complete: true }
}

/** Runs on that many threads; `helperUrl` may be a program that misbehaves. */
function write(
  threads: number,
  {
    keepGoing = carryOn,
    helperUrl = realHelper,
    input = inputFor(recording())
  }: {
    keepGoing?: KeepGoing
    helperUrl?: URL
    input?: StemSetJob
  } = {}
): Promise<WrittenStems | null> {
  return writeStemSet({ ...input, threads }, keepGoing, { module: kernelModule, helperUrl })
}

/** The real helper after a few lines that change what is around it. */
function helperAfter(lines: string): URL {
  const source = `${lines}\nawait import(${JSON.stringify(realHelper.href)})`
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`)
}

describe('several threads', () => {
  test.each(['wav16', 'wav24', 'wav32f'] as const)(
    'write the bytes that one writes, %s',
    async (format) => {
      for (const channels of [1, 2]) {
        const input = inputFor(recording(90_001, channels), format)
        const sets: Buffer[][] = []
        const residuals: (number | null)[] = []
        for (const threads of [1, 2, 3, 8]) {
          const target = join(folder, `${channels}-${threads}`)
          mkdirSync(target)
          const written = (await write(threads, { input: { ...input, folder: target } }))!
          expect(readdirSync(target)).toHaveLength(written.files.length)
          sets.push(written.files.map((file) => readFileSync(file)))
          residuals.push(written.residualDb)
        }
        for (const set of sets) {
          expect(set).toHaveLength(sets[0]!.length)
          expect(set.every((bytes, s) => bytes.equals(sets[0]![s]!))).toBe(true)
        }
        expect(new Set(residuals).size).toBe(1)
      }
    }
  )

  test('write the same part of the recording, and the same mix', async () => {
    const range = { fromSample: 12_345, toSample: 80_001 }
    for (const kind of ['recording', 'sum'] as const) {
      const sets: Buffer[][] = []
      for (const threads of [1, 2, 8]) {
        const target = join(folder, `${kind}-${threads}`)
        mkdirSync(target)
        const mix = { fileName: 'Mix.flac', kind }
        const fileNames = ['0', '1', '2', '3', '4', 'Rest'].map((name) => `${name}.flac`)
        const more = { folder: target, fileNames, range, mix, format: 'flac24' } as const
        const written = (await write(threads, { input: { ...inputFor(recording()), ...more } }))!
        expect(written.levels).toHaveLength(7)
        sets.push([...written.files, written.mixFile!].map((file) => readFileSync(file)))
      }
      for (const set of sets) expect(set.every((bytes, s) => bytes.equals(sets[0]![s]!))).toBe(true)
    }
  })

  test('write Rest where there is one, behind the stems', async () => {
    const [pcm, model] = recording()
    const direct = { ...model, settings: { ...model.settings, mask: 'direct' } } as const
    const { files } = (await write(3, { input: inputFor([pcm, direct]) }))!
    expect(files.map((file) => file.slice(folder.length + 1))).toEqual(
      ['0', '1', '2', '3', '4', 'Rest'].map((name) => `${name}.wav`)
    )
  })

  test('tell how far they are, up to the end', async () => {
    const seen: number[] = []
    await write(3, { keepGoing: (fraction) => seen.push(fraction) > 0 })
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(seen[0]).toBeLessThan(0.1)
    expect(seen.at(-1)).toBeCloseTo(1, 6)
  })

  test('have something to wait for while a format loads: else they wait for V8, which may wait for them', async () => {
    const checked = new URL(
      `data:text/javascript,${encodeURIComponent(`
        await import(${JSON.stringify(realHelper.href)})
        if (!process.getActiveResourcesInfo().includes('MessagePort')) process.exit(9)`)}`
    )
    const input = inputFor(recording(), 'flac24')
    const written = await write(2, { helperUrl: checked, input })
    expect(written!.files).toHaveLength(5)
  })

  test('leave nothing after a cancel, early, in the middle or late', async () => {
    for (const limit of [0, 0.3, 0.8, 0.99]) {
      expect(await write(3, { keepGoing: (fraction) => fraction < limit })).toBeNull()
      expect(readdirSync(folder)).toEqual([])
    }
  })
})

describe('a helper that fails takes the export with it and leaves nothing', () => {
  async function failureWith(helperUrl: URL): Promise<Failure> {
    // On a busy machine the others may finish before this thread has begun: then it tries again.
    for (let attempt = 0; attempt < 20; attempt++) {
      const thrown: unknown = await write(3, { helperUrl }).then(
        () => null,
        (error: unknown) => error
      )
      if (thrown !== null) {
        expect(readdirSync(folder)).toEqual([])
        return thrown as Failure
      }
      for (const name of readdirSync(folder)) rmSync(join(folder, name))
    }
    throw new Error('the thread never took part')
  }

  test('when its thread ends in the middle', async () => {
    const dies = helperAfter(`
      const add = Atomics.add
      let calls = 0
      Atomics.add = (...args) => (++calls > 5 ? process.exit(9) : add(...args))`)
    expect((await failureWith(dies)).code).toBe('engine/crashed')
  })

  test('when it throws', async () => {
    const throws = helperAfter(`
      import fs from 'node:fs'
      import { syncBuiltinESMExports } from 'node:module'
      fs.writeSync = () => { throw new Error('not of the system') }
      syncBuiltinESMExports()`)
    expect((await failureWith(throws)).code).toBe('bug')
  })

  test('when its disk is full', async () => {
    const full = helperAfter(`
      import fs from 'node:fs'
      import { syncBuiltinESMExports } from 'node:module'
      fs.writeSync = () => {
        throw Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' })
      }
      syncBuiltinESMExports()`)
    const { code, details } = await failureWith(full)
    expect(code).toBe('export/disk-full')
    expect(details['folder']).toBe(folder)
    expect(details['name']).toMatch(/^[0-4]\.wav$|^Rest\.wav$/)
  })

  test('when it cannot begin its files', async () => {
    const denied = helperAfter(`
      import fs from 'node:fs'
      import { syncBuiltinESMExports } from 'node:module'
      const { openSync } = fs
      fs.openSync = (path, ...rest) => {
        if (!String(path).endsWith('.wav')) return openSync(path, ...rest) // some are URLs
        throw Object.assign(new Error('no'), { code: 'EACCES', syscall: 'open' })
      }
      syncBuiltinESMExports()`)
    const { code, details } = await failureWith(denied)
    expect(code).toBe('export/not-writable')
    expect(details).toMatchObject({ folder, reason: 'EACCES' })
  })

  test('when it does not even start', async () => {
    expect((await failureWith(new URL('data:text/javascript,throw 1'))).code).toBe('engine/crashed')
  })
})

test('an export whose own worker is killed fails, and its files can be found and removed', async () => {
  const source = `
    import { parentPort } from 'node:worker_threads'
    const post = parentPort.postMessage.bind(parentPort)
    parentPort.postMessage = (message) => {
      if (message.kind === 'progress' && message.progress.fraction > 0) process.exit(9)
      post(message)
    }
    await import(${JSON.stringify(realWorker.href)})`
  const workerUrl = new URL(`data:text/javascript,${encodeURIComponent(source)}`)
  const client = createEngineClient({ workerUrl, module: kernelModule, size: 2 })
  try {
    const input = inputFor(recording(2_000_000, 1))
    const writing = client.call('writeStems', input)
    await expect(writing).rejects.toMatchObject({ code: 'engine/crashed' })
    await removeLeftovers(folder)
    expect(readdirSync(folder)).toEqual([])
  } finally {
    await client.dispose()
  }
})
