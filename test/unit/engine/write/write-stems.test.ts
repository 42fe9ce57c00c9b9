import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Pcm } from '../../../../shared/audio'
import type { ExportFormat } from '../../../../shared/contract'
import { SILENCE_DB } from '../../../../shared/dsp/decibels'
import type { Factorization } from '../../../../shared/factorization'
import { Failure, type KeepGoing } from '../../../../shared/failure'
import type { StemSetJob, NamedStem } from '../../../../src-main/engine/write/export-job'
import { createRandom } from '../../../../src-main/engine/factorize/start/random-start'
import { renderStem } from '../../../../src-main/engine/reference/plain-stems'
import { writeStemSet } from '../../../../src-main/engine/write/write-stem-set'
import type { WriteTools } from '../../../../src-main/engine/write/write-stems'
import { errorDb } from '../../../support/compare'
import { decodeFile } from '../../../support/decoding'
import { kernelModule } from '../../../support/kernels'
import { readWav } from '../../../support/read-wav'
import { noise, randomFactorization, summaryOf } from '../../../support/random-separation'

const root = fs.mkdtempSync(join(tmpdir(), 'partwise-stems-'))
afterAll(() => fs.rmSync(root, { recursive: true }))
const carryOn = (): boolean => true

/** On one thread, as without a program for helpers. */
const writeStems = (
  input: StemSetJob,
  keepGoing: KeepGoing,
  using?: WriteTools['fs']
): ReturnType<typeof writeStemSet> =>
  writeStemSet(input, keepGoing, { module: kernelModule, ...(using && { fs: using }) })

let folder = ''
let round = 0
beforeEach(() => {
  folder = join(root, String(round++))
  fs.mkdirSync(folder)
})

/** One stem for each component, or those given. */
function inputFor(
  pcm: Pcm,
  factorization: Factorization,
  format: ExportFormat,
  overrides: Partial<StemSetJob> = {}
): StemSetJob {
  const stems: readonly NamedStem[] =
    overrides.stems ??
    Array.from({ length: factorization.componentCount }, (_, k) => {
      return { name: `Part ${k}`, components: [k], gain: 1 }
    })
  const fileNames = [...stems.map((_, s) => `${s + 1}.wav`), 'Rest.wav']
  const summary = summaryOf(pcm)
  const complete = true
  return { pcm, summary, factorization, format, folder, fileNames, complete, ...overrides, stems }
}

/** Sum of written files [N * C], interleaved, as stored. */
function sumOf(files: readonly string[]): Float64Array {
  const [first, ...others] = files.map((file) => readWav(file).values)
  return others.reduce((sum, values) => sum.map((value, i) => value + values[i]!), first!)
}

/** Long arrays are compared here: a matcher that could print them takes seconds. */
function expectEqual(actual: Float64Array, expected: Float64Array): void {
  expect(actual.length).toBe(expected.length)
  expect(actual.findIndex((value, i) => value !== expected[i])).toBe(-1)
}

/** The recording as a file of this depth would store it without clipping, interleaved. */
function stored({ channels }: Pcm, steps: number): Float64Array {
  const count = channels.length
  return Float64Array.from({ length: channels[0]!.length * count }, (_, i) => {
    const value = channels[i % count]![Math.floor(i / count)]!
    return steps === 1 ? value : Math.round(value * steps)
  })
}

describe('integer formats', () => {
  test.each([1, 10, 4095, 4097])('%i samples add up exactly, whatever W and H', async (length) => {
    const random = createRandom(length)
    for (const format of ['wav16', 'wav24'] as const) {
      for (const channels of [1, 2]) {
        for (const mask of ['ratio', 'direct'] as const) {
          const seed = Math.floor(random() * 1000)
          const pcm = noise(length, { seed, channels, peak: 1 })
          const components = 1 + Math.floor(random() * 6)
          const factorization = randomFactorization(pcm, components, { seed, mask })
          const target = fs.mkdtempSync(join(folder, 'set-'))
          const input = inputFor(pcm, factorization, format, { folder: target })
          const written = (await writeStems(input, carryOn))!
          const steps = format === 'wav16' ? 2 ** 15 : 2 ** 23
          expectEqual(sumOf(written.files), stored(pcm, steps))
          expect(written.residualDb).toBe(SILENCE_DB)
          expect(fs.readdirSync(target)).toHaveLength(written.files.length)
        }
      }
    }
  })

  test('a stem is what was heard, to within the steps that rounding may carry', async () => {
    const pcm = noise(5000, { channels: 2 })
    const factorization = randomFactorization(pcm, 4)
    const { files } = (await writeStems(inputFor(pcm, factorization, 'wav24'), carryOn))!
    expect(files).toHaveLength(4)
    files.forEach((file, k) => {
      const heard = stored({ ...pcm, channels: renderStem(pcm, factorization, [k]) }, 2 ** 23)
      readWav(file).values.forEach((value, i) => {
        expect(Math.abs(value - heard[i]!)).toBeLessThanOrEqual(k === 3 ? 4 : 1)
      })
    })
  })

  test('a recording that peaks over full scale still adds up, and the clipping is counted', async () => {
    const pcm = noise(5000, { peak: 1.8 })
    const factorization = randomFactorization(pcm, 3)
    const written = (await writeStems(inputFor(pcm, factorization, 'wav16'), carryOn))!
    expectEqual(sumOf(written.files), stored(pcm, 2 ** 15))
    expect(written.clippedSamples).toBeGreaterThan(0)
  })
})

describe('32-bit float', () => {
  test.each(['ratio', 'direct'] as const)('%s masks add up to -120 dB', async (mask) => {
    const pcm = noise(20_000, { channels: 2 })
    const factorization = randomFactorization(pcm, 5, { mask })
    const written = (await writeStems(inputFor(pcm, factorization, 'wav32f'), carryOn))!
    expect(written.files).toHaveLength(mask === 'ratio' ? 5 : 6)
    expect(errorDb(stored(pcm, 1), sumOf(written.files))).toBeLessThan(-120)
    expect(written.residualDb).toBeLessThan(-120)
    expect(written.clippedSamples).toBe(0)
  })

  test('the residual is that of the files', async () => {
    const pcm = noise(20_000)
    const input = inputFor(pcm, randomFactorization(pcm, 9), 'wav32f')
    const { files, residualDb } = (await writeStems(input, carryOn))!
    const sum = sumOf(files)
    const squares = stored(pcm, 1).reduce((all, value, i) => all + (value - sum[i]!) ** 2, 0)
    expect(residualDb).toBeCloseTo(10 * Math.log10(squares / 20_000), 6)
  })

  test('what no component explains is written as Rest, the last file', async () => {
    const pcm = noise(5000)
    const model = randomFactorization(pcm, 2)
    const factorization = { ...model, H: new Float32Array(model.H.length) }
    const { files } = (await writeStems(inputFor(pcm, factorization, 'wav32f'), carryOn))!
    expect(files.at(-1)).toBe(join(folder, 'Rest.wav'))
    expectEqual(readWav(files.at(-1)!).values, stored(pcm, 1))
  })
})

describe('a set of files', () => {
  const pcm = noise(9000, { channels: 2 })
  const factorization = randomFactorization(pcm, 3)

  test('begins at sample 0 and has the rate, length and depth of the recording', async () => {
    const { files, stageSeconds } = (await writeStems(
      inputFor(pcm, factorization, 'wav24'),
      carryOn
    ))!
    expect(files).toEqual(['1.wav', '2.wav', '3.wav'].map((name) => join(folder, name)))
    for (const file of files) {
      expect(readWav(file)).toMatchObject({
        sampleRate: 44_100,
        channelCount: 2,
        frameCount: 9000,
        bits: 24
      })
    }
    expect(Object.keys(stageSeconds).sort()).toEqual(['separate', 'write'])
  })

  test('that is incomplete has no Rest and no residual, and keeps its gains', async () => {
    const stems = [{ name: 'Half', components: [0, 2], gain: 0.5 }]
    const input = inputFor(pcm, factorization, 'wav32f', { stems, complete: false })
    const { files, residualDb } = (await writeStems(input, carryOn))!
    expect(files).toEqual([join(folder, '1.wav')])
    expect(residualDb).toBeNull()
    const expected = renderStem(pcm, factorization, [0, 2], 0.5)
    expectEqual(readWav(files[0]!).values, stored({ ...pcm, channels: expected }, 1))
  })

  test('carries the place on the time line when the recording had one', async () => {
    const summary = { ...summaryOf(pcm), timeReference: 441_000 }
    const input = inputFor(pcm, factorization, 'wav24', { summary })
    const { files } = (await writeStems(input, carryOn))!
    const decoded = await decodeFile(files[0]!)
    expect(decoded!.summary.timeReference).toBe(441_000)
  })

  test('replaces files that are there when it is told to', async () => {
    fs.writeFileSync(join(folder, '2.wav'), 'old')
    const input = inputFor(pcm, factorization, 'wav24', { overwrite: true })
    const { files } = (await writeStems(input, carryOn))!
    expect(fs.readdirSync(folder)).toEqual(['1.wav', '2.wav', '3.wav'])
    expect(readWav(files[1]!).frameCount).toBe(9000)
  })

  test('lies in folders that are made for it', async () => {
    const fileNames = ['a/1.wav', 'a/b/2.wav', 'c/3.wav', 'c/Rest.wav']
    const input = inputFor(pcm, factorization, 'wav24', { fileNames })
    const { files } = (await writeStems(input, carryOn))!
    expect(files).toEqual(fileNames.slice(0, 3).map((name) => join(folder, name)))
    for (const file of files) expect(readWav(file).frameCount).toBe(9000)
  })

  test('is the same bytes every time', async () => {
    const input = inputFor(pcm, factorization, 'wav24', { overwrite: true })
    const first = (await writeStems(input, carryOn))!.files.map((file) => fs.readFileSync(file))
    const again = (await writeStems(input, carryOn))!.files.map((file) => fs.readFileSync(file))
    expect(again.every((bytes, s) => bytes.equals(first[s]!))).toBe(true)
  })
})

describe('whatever goes wrong leaves the folder as it was', () => {
  const pcm = noise(50_000, { channels: 2 })
  const factorization = randomFactorization(pcm, 3)
  const input = (): StemSetJob => inputFor(pcm, factorization, 'wav24')
  const systemError = (code: string, syscall: string): Error =>
    Object.assign(new Error(`${code}: ${syscall}`), { code, syscall })

  async function failureWith(changed: Partial<typeof fs>, given = input()): Promise<Failure> {
    const before = fs.readdirSync(folder)
    const thrown: unknown = await writeStems(given, carryOn, { ...fs, ...changed }).catch(
      (error: unknown) => error
    )
    expect(thrown).toBeInstanceOf(Failure)
    expect(fs.readdirSync(folder)).toEqual(before)
    return thrown as Failure
  }

  test('a cancel, early or late', async () => {
    for (const calls of [1, 5]) {
      let count = 0
      expect(await writeStems(input(), () => ++count < calls)).toBeNull()
      expect(fs.readdirSync(folder)).toEqual([])
    }
  })

  test('a disk that is too small is known beforehand', async () => {
    const statfsSync = (() => ({ bavail: 10, bsize: 512, blocks: 100 })) as never
    const openSync = (() => {
      throw new Error('nothing should be written')
    }) as never
    const { code, details } = await failureWith({ statfsSync, openSync })
    expect(code).toBe('export/disk-full')
    expect(details).toMatchObject({ folder, name: '1.wav', freeBytes: 5120 })
    expect(details['neededBytes']).toBeGreaterThan(4 * 50_000 * 6)
  })

  test('a disk that runs full on the way', async () => {
    let calls = 0
    const writeSync = ((...args: Parameters<typeof fs.writeSync>) => {
      if (++calls > 2) throw systemError('ENOSPC', 'write')
      return fs.writeSync(...args)
    }) as never
    const { code, details } = await failureWith({ writeSync })
    expect(code).toBe('export/disk-full')
    expect(details).toMatchObject({ folder })
    expect(details['name']).toMatch(/\.wav$/)
  })

  test('a disk that takes only a part of what it is given still gets all of it', async () => {
    const writeSync = ((fd: number, bytes: Uint8Array, from: number, length: number) =>
      fs.writeSync(fd, bytes, from, Math.ceil(length / 3))) as never
    const { files } = (await writeStems(input(), carryOn, { ...fs, writeSync }))!
    expectEqual(sumOf(files), stored(pcm, 2 ** 23))
  })

  test.each(['EACCES', 'EROFS', 'EIO'])('%s when opening', async (reason) => {
    const openSync = (() => {
      throw systemError(reason, 'open')
    }) as never
    const { code, details } = await failureWith({ openSync })
    expect(code).toBe('export/not-writable')
    expect(details).toMatchObject({ folder, reason })
  })

  test('the last file cannot be placed', async () => {
    let calls = 0
    const denied = (): never => {
      throw systemError('EACCES', 'link')
    }
    const linkSync = ((...args: Parameters<typeof fs.linkSync>) =>
      ++calls > 2 ? denied() : fs.linkSync(...args)) as never
    const { code } = await failureWith({ linkSync, renameSync: denied })
    expect(code).toBe('export/not-writable')
  })

  test.each([
    ['gone', 'ENOENT'],
    ['file', 'ENOTDIR']
  ])('a folder that is none: %s', async (name, reason) => {
    fs.writeFileSync(join(folder, 'file'), '')
    const target = join(folder, name)
    const { code, details } = await failureWith({}, { ...input(), folder: target })
    expect(code).toBe('export/not-writable')
    expect(details).toMatchObject({ folder: target, reason })
  })

  test('the recording itself as a target, under whatever name', async () => {
    const source = join(folder, 'source.wav')
    fs.writeFileSync(source, 'sound')
    fs.linkSync(source, join(folder, '2.wav'))
    const summary = { ...summaryOf(pcm), path: source }
    const { code, details } = await failureWith({}, { ...input(), summary })
    expect(code).toBe('export/over-source')
    expect(details).toMatchObject({ folder, name: '2.wav' })
    expect(fs.readFileSync(source, 'utf8')).toBe('sound')
  })

  test.each(['beforehand', 'meanwhile'])('a name that is taken, %s', async (when) => {
    const take = (): void => fs.writeFileSync(join(folder, '2.wav'), 'mine')
    let calls = 0
    if (when === 'beforehand') take()
    const thrown: unknown = await writeStems(input(), () => {
      if (when === 'meanwhile' && ++calls === 5) take()
      return true
    }).catch((error: unknown) => error)
    expect(thrown).toMatchObject({
      code: 'export/not-writable',
      details: { folder, name: '2.wav', reason: 'exists' }
    })
    expect(fs.readdirSync(folder)).toEqual(['2.wav'])
    expect(fs.readFileSync(join(folder, '2.wav'), 'utf8')).toBe('mine')
  })

  test('no stems at all', async () => {
    const none = { ...input(), stems: [], fileNames: ['Rest.wav'] }
    expect((await failureWith({}, none)).code).toBe('export/nothing-to-write')
  })

  test('a file name that leaves the folder is a bug', async () => {
    const fileNames = ['../1.wav', '2.wav', '3.wav', 'Rest.wav']
    await expect(writeStems({ ...input(), fileNames }, carryOn)).rejects.toThrow('not a file name')
  })
})

test('the demo clip is sound and comes apart', async () => {
  const demo = resolve(import.meta.dirname, '../../../../resources/demo/piano-notes.wav')
  const { pcm, summary } = (await decodeFile(demo))!
  expect(summary.remarks).toEqual([])
  expect(summary.sampleCount / summary.sampleRate).toBeLessThan(16)
  expect(fs.statSync(demo).size).toBeLessThan(700_000)
  const factorization = randomFactorization(pcm, 2)
  const { files } = (await writeStems(
    { ...inputFor(pcm, factorization, 'wav16'), summary },
    carryOn
  ))!
  expectEqual(sumOf(files), readWav(demo).values)
})
