/**
 * The worker's side of the engine: one thread, one call at a time. It learns of a cancel through
 * shared memory, since it reads no messages while it works.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { Failure, failedReply } from '../../shared/failure'
import { collectGarbage } from './machine/collect-garbage'
import { decodeAudio } from './decode/decode'
import type {
  EngineCall,
  EngineCommand,
  EngineOutput,
  EngineProgress,
  EngineReply,
  EngineWorkerData
} from './engine-protocol'
import { solvers } from './factorize/factorize'
import { giveWay } from './machine/give-way'
import { stemNotes } from './notes/notes'
import { drawPicture } from './picture/picture'
import type { Preview } from './factorize/preview'
import { leadTeam } from './threads/team'
import type { UnmixState } from './unmix'
import { unmix } from './unmix'
import { settleListed } from './write/files/leftovers'
import { writeExport } from './write/write-export'
import { writeStemSet } from './write/write-stem-set'

/** Milliseconds between two progress messages of a call. */
const PROGRESS_INTERVAL = 50

const { module, isBackground, stagingList = null } = workerData as EngineWorkerData
const helperUrl = new URL('./stem.worker.js', import.meta.url)
const writeTools = { module, helperUrl, stagingList }
if (isBackground) giveWay()

parentPort?.on('message', (command: EngineCommand) => void answer(command))

async function answer(command: EngineCommand): Promise<void> {
  const { id } = command
  try {
    post({ id, kind: 'done', value: await carryOut(command) })
  } catch (thrown) {
    const { code, message, details } = failedReply(memoryFailure(thrown) ?? thrown)
    post({ id, kind: 'failed', code, message, details })
  }
  // Samples and matrices are released as soon as their call is answered, not with a later one.
  if (command.call !== 'findNotes') setImmediate(collectGarbage)
}

function carryOut(command: EngineCommand): Promise<EngineOutput<EngineCall> | null> {
  switch (command.call) {
    case 'decode': {
      const { path, fromWindow } = command.input
      return decodeAudio(path, fractions(command), fromWindow, module)
    }
    case 'spectrogram':
      return Promise.resolve(draw(command))
    case 'separate':
      return Promise.resolve(separate(command))
    case 'findNotes': {
      const { components, settings, ...source } = command.input
      return Promise.resolve(stemNotes(source, components, settings))
    }
    case 'writeStems':
      return writeStemSet(command.input, fractions(command), writeTools)
    case 'writeExport':
      return writeExport(command.input, fractions(command), writeTools)
    case 'settleLeftovers':
      for (const { path, others } of command.input.lists) settleListed(path, others)
      return Promise.resolve({})
  }
}

type Command<N extends EngineCall> = Extract<EngineCommand, { call: N }>

/** Separates; the points of the divergence curve wait for the next progress message. */
function separate(command: Command<'separate'>): EngineOutput<'separate'> | null {
  const { pcm, settings, previews: word } = command.input
  const send = paced<'separate'>(command)
  const sweeps = solvers[settings.solver].sweeps(settings)
  let points: [number, number][] = []
  let state: UnmixState = { stage: 'spectrum', fraction: 0, sweep: 0, divergence: null }
  const progress = (): EngineProgress<'separate'> => {
    const { stage, fraction, sweep } = state
    const divergence = points
    points = []
    return { stage, fraction, sweep, sweeps, divergence }
  }
  const watch = (now: UnmixState): boolean => {
    state = now
    if (state.divergence !== null) points.push([state.sweep, state.divergence])
    send(progress, false)
    return !isCancelled(command)
  }
  const publish = (preview: Preview): void => {
    send(() => ({ ...progress(), preview }), true)
  }
  const team = leadTeam(command.team)
  let separation
  try {
    const outlet = word ? { word, publish } : null
    separation = unmix(pcm, settings, { module, team, watch, outlet })
  } finally {
    team.close()
  }
  if (separation === null) return null
  const sweep = separation.factorization.divergence.length - 1
  state = { stage: 'measure', fraction: 1, sweep, divergence: null }
  send(progress, true)
  return separation
}

function fractions(
  command: Command<'decode' | 'writeStems' | 'writeExport'>
): (fraction: number) => boolean {
  const send = paced<'decode'>(command)
  return (fraction) => {
    send(() => ({ fraction }), false)
    return !isCancelled(command)
  }
}

function draw(command: Command<'spectrogram'>): EngineOutput<'spectrogram'> | null {
  const { pcm, axis, image } = command.input
  return drawPicture(pcm, axis, pictures(command), module, image)
}

function pictures(
  command: Command<'spectrogram'>
): (image: EngineOutput<'spectrogram'>, readyFrames: number) => boolean {
  const send = paced<'spectrogram'>(command)
  return (image, readyFrames) => {
    send(() => ({ image, readyFrames }), readyFrames === image.shape.frameCount)
    return !isCancelled(command)
  }
}

/**
 * Makes the function that posts progress at most every `PROGRESS_INTERVAL`, but always the first
 * and the last.
 */
function paced<N extends EngineCall>({
  id
}: EngineCommand): (progress: () => EngineProgress<N>, isLast: boolean) => void {
  let last = -Infinity
  return (progress, isLast) => {
    const now = performance.now()
    if (!isLast && now - last < PROGRESS_INTERVAL) return
    last = now
    post({ id, kind: 'progress', progress: progress() })
  }
}

function post(reply: EngineReply): void {
  parentPort?.postMessage(reply)
}

function isCancelled({ cancel }: EngineCommand): boolean {
  return Atomics.load(cancel, 0) !== 0
}

/** Turns a failed allocation into a failure: JavaScript engines throw a RangeError. */
function memoryFailure(thrown: unknown): Failure | null {
  const isMemory =
    thrown instanceof RangeError &&
    /alloc|out of memory|array (buffer )?length/i.test(thrown.message)
  if (!isMemory) return null
  return new Failure('engine/out-of-memory', thrown.message, {}, { cause: thrown })
}
