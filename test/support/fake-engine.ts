/** An engine without threads, for the tests of main: answers at once, or when it is told to. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ExportedFile } from '../../shared/contract'
import { Failure } from '../../shared/failure'
import type {
  EngineCall,
  EngineCalls,
  EngineInput,
  EngineProgress
} from '../../src-main/engine/engine-protocol'
import type { Engine } from '../../src-main/tasks/lazy-engine'
import { decodedOf, shared, someFactorization, somePicture } from './documents'
import { noise } from './signals'

type Answers = {
  [N in EngineCall]: (
    input: EngineInput<N>,
    report: (progress: EngineProgress<N>) => void
  ) => Promise<EngineCalls[N]['output']> | EngineCalls[N]['output']
}

const done = { residualDb: -200, clippedSamples: 0, stageSeconds: {} }

/** Decodes any path but those that end in .txt to stereo noise; writes exports as empty files. */
const defaultAnswers: Answers = {
  decode: ({ path }) => {
    if (path.endsWith('.txt')) throw new Failure('audio/not-audio', path, { path, name: path })
    const channels = [shared(noise(5000, 1)), shared(noise(5000, 2))]
    return decodedOf({ sampleRate: 44_100, channels }, path)
  },
  spectrogram: ({ axis }, report) => {
    const image = somePicture(axis)
    report({ image, readyFrames: 0 })
    report({ image, readyFrames: 20 })
    return image
  },
  separate: ({ settings }, report) => {
    for (let sweep = 1; sweep <= 3; sweep++) {
      const fraction = sweep / 3
      report({ stage: 'factorize', fraction, sweep, sweeps: 3, divergence: [[sweep, 1 / sweep]] })
    }
    const factorization = someFactorization(settings.components)
    return { factorization, components: [], residualDb: -150, threads: 1, stageSeconds: {} }
  },
  findNotes: ({ settings: { sensitivity } }) => [
    { startSeconds: 0, endSeconds: 1, midiPitch: 60, velocity: Math.round(100 * sensitivity) }
  ],
  writeStems: ({ folder, fileNames, stems }, report) => {
    report({ fraction: 0.5 })
    const files = fileNames.slice(0, stems.length).map((name) => join(folder, name))
    for (const file of files) {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, '')
    }
    const levels = files.map(() => ({ peak: 0.5, clippedSamples: 0 }))
    return { ...done, files, levels, mixFile: null }
  },
  settleLeftovers: () => ({}),
  writeExport: ({ folder, files, report }, tell) => {
    tell({ fraction: 0.5 })
    const written: ExportedFile[] = files.map(({ path, kind, stem }) => {
      return { path: join(folder, path), kind, stem }
    })
    written.push({ path: join(folder, report.path), kind: 'report', stem: null })
    for (const { path } of written) {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, '')
    }
    const levels = files.map(() => ({ peak: 0.5, clippedSamples: 0 }))
    const paths = written.slice(0, -1).map(({ path }) => path)
    return {
      ...done,
      status: 'written',
      files: paths,
      written,
      levels,
      noteCount: null,
      remarks: []
    }
  }
}

/** Never answers by itself: the call lasts until it is cancelled. */
export const untilCancelled = (): Promise<never> => new Promise(() => undefined)

/** A fake engine and the names of the calls it got; `answers` replaces what it does. */
export function fakeEngine(answers: Partial<Answers> = {}): { engine: Engine; calls: string[] } {
  const all: Answers = { ...defaultAnswers, ...answers }
  const calls: string[] = []
  const engine: Engine = {
    call: async (name, input, { onProgress, signal } = {}) => {
      calls.push(name)
      const cancelled = new Promise<null>((resolve) => {
        if (signal?.aborted) resolve(null)
        signal?.addEventListener('abort', () => resolve(null))
      })
      await new Promise((resolve) => setImmediate(resolve))
      if (signal?.aborted) return null
      const answer = all[name](input, (progress) => onProgress?.(progress))
      return Promise.race([cancelled, answer])
    }
  }
  return { engine, calls }
}
