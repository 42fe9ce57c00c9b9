/**
 * Throws damaged sound files at the engine as the app reads them, in a worker. Whatever they hold,
 * the answer is sound or a sentence, in time, and no more of it than the bytes can hold.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Failure } from '../../shared/failure'
import type { DecodedAudio } from '../../src-main/engine/decode/decoded-audio'
import { createEngineClient, type EngineClient } from '../../src-main/engine/engine-client'
import { createRandom } from '../../src-main/engine/factorize/start/random-start'
import { damagedSound } from './damage-sound'
import { kernelModule } from './kernels'
import { soundSeeds, type SoundSeed } from './sound-seeds'

const workerUrl = new URL('../../out/main/engine.worker.js', import.meta.url)
const folder = resolve(import.meta.dirname, '../../test-results/fuzz')
/** Seconds of work after which a file counts as one that hangs, and of waiting at all. */
const MOST_WORK = 5
const MOST_WAIT = 60
/** Bytes by which the memory of the whole process may grow while a file is read. */
const MOST_GROWTH = 2 ** 30
/** Samples of a channel that may be silent whatever is missing: ten seconds at any rate. */
const FREE_SILENCE = 10 * 192_000
const FIRST_CAPACITY = 2 ** 18

/** How many files were read, how many were refused, and the seconds of work of the slowest. */
export interface FuzzFigures {
  readonly opened: number
  readonly refused: number
  readonly slowest: number
  readonly largestGrowth: number
}

/** Files after which is said how far it is: many take long. */
const STEP = 1000

/**
 * Reads `count` damaged files.
 * @param seed the first of the numbers; the same one makes the same files
 * @throws Error that names a file, which is kept, and what is wrong with how it was read
 */
export async function fuzzSounds(count: number, seed: number): Promise<FuzzFigures> {
  const seeds = soundSeeds()
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `sound-${seed}`)
  const figures = { opened: 0, refused: 0, slowest: 0, largestGrowth: 0 }
  const client = createEngineClient({ workerUrl, module: kernelModule, size: 1 })
  try {
    for (let i = 0; i < count; i++) {
      if (i > 0 && i % STEP === 0) console.log(`${i} of ${count} files`)
      const random = createRandom(seed + i)
      const from = seeds[i % seeds.length]!
      const bytes = damagedSound(from, seeds, random)
      writeFileSync(path, bytes)
      const { wrong, ...found } = await readOne(client, path, from, bytes.length)
      figures.slowest = Math.max(figures.slowest, found.work)
      figures.largestGrowth = Math.max(figures.largestGrowth, found.growth)
      figures[found.isOpened ? 'opened' : 'refused']++
      if (wrong === null) continue
      const kept = `${path}-${i}`
      writeFileSync(kept, bytes)
      throw new Error(`${from.name}, seed ${seed}, file ${i}, kept as ${kept}: ${wrong}`)
    }
  } finally {
    await client.dispose()
  }
  return figures
}

interface Reading {
  readonly isOpened: boolean
  /** Seconds of work, and bytes by which memory grew. */
  readonly work: number
  readonly growth: number
  /** What must not be, null when all is well. */
  readonly wrong: string | null
}

async function readOne(
  client: EngineClient,
  path: string,
  from: SoundSeed,
  fileBytes: number
): Promise<Reading> {
  const workBefore = process.cpuUsage()
  const memoryBefore = process.memoryUsage.rss()
  const largestBefore = process.resourceUsage().maxRSS
  const signal = AbortSignal.timeout(MOST_WAIT * 1000)
  const answer = await client
    .call('decode', { path }, { signal })
    .catch((thrown: unknown) => thrown)
  const { user, system } = process.cpuUsage(workBefore)
  const work = (user + system) / 1e6
  // What was read may be gone already: the largest memory of all time tells what it took.
  const { maxRSS } = process.resourceUsage()
  const growth = maxRSS > largestBefore ? 1024 * maxRSS - memoryBefore : 0
  const isOpened = answer !== null && !(answer instanceof Error)
  const wrong =
    wrongAnswer(answer, from, fileBytes) ??
    (work > MOST_WORK ? `it takes ${work.toFixed(1)} s` : null) ??
    (growth > MOST_GROWTH ? `memory grows by ${growth} bytes` : null)
  return { isOpened, work, growth, wrong }
}

function wrongAnswer(answer: unknown, from: SoundSeed, fileBytes: number): string | null {
  if (answer === null) return `no answer within ${MOST_WAIT} s`
  if (answer instanceof Failure) {
    return answer.code.startsWith('audio/') ? null : `${answer.code}: ${answer.message}`
  }
  if (answer instanceof Error) return String(answer.stack)
  const { pcm, summary } = answer as DecodedAudio
  const most = fileBytes * from.samplesAByte + FREE_SILENCE
  if (summary.sampleCount > most) return `${summary.sampleCount} samples in ${fileBytes} bytes`
  const room = Math.max(FIRST_CAPACITY, 8 * fileBytes, 2 * summary.sampleCount)
  for (const samples of pcm.channels) {
    if (samples.length !== summary.sampleCount) return `${samples.length} samples are there`
    if (samples.buffer.byteLength > 4 * room) return `room for ${samples.buffer.byteLength} bytes`
    if (!samples.every(Number.isFinite)) return 'a sample is not a number'
  }
  return null
}
