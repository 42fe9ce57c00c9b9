/** Captures samples of the app's last node before the output, and compares them with files. */
import type { Page } from '@playwright/test'

/** Samples of one stretch that is listened to. */
export const STRETCH = 32_768

interface Tap {
  readonly context: AudioContext
  readonly node: AudioNode
  readonly figures: { calls: number; late: number; busyMs: number } | null
}

type TapWindow = typeof globalThis & { __partwiseTap: Tap }

/** What the audio thread has reported about its work so far. */
export async function renderFigures(page: Page): Promise<NonNullable<Tap['figures']>> {
  const figures = await page.evaluate(
    () => (globalThis as unknown as TapWindow).__partwiseTap.figures
  )
  if (figures === null) throw new Error('nothing is loaded')
  return figures
}

/** Waits until a number of further seconds have been played, however slow the machine is. */
export async function hearSeconds(page: Page, seconds: number): Promise<void> {
  await page.evaluate(async (wanted) => {
    const { context } = (globalThis as unknown as TapWindow).__partwiseTap
    const until = context.currentTime + wanted
    while (context.currentTime < until) await new Promise((done) => setTimeout(done, 20))
  }, seconds)
}

/**
 * The latest STRETCH samples of one side, without a gap; `count` such stretches, each after the
 * last. What was heard before the call is not among them.
 */
export async function listen(page: Page, count = 1, side = 0): Promise<Float32Array[]> {
  const stretches = await page.evaluate(
    async ([size, wanted, channel]) => {
      const { context, node } = (globalThis as unknown as TapWindow).__partwiseTap
      const splitter = context.createChannelSplitter(2)
      const analyser = context.createAnalyser()
      analyser.fftSize = size
      node.connect(splitter).connect(analyser, channel)
      const block = new Float32Array(size)
      const all: string[] = []
      let from = context.currentTime
      for (let i = 0; i < wanted; i++) {
        // A little more, because the clock of this thread runs ahead in steps.
        while (context.currentTime - from < size / context.sampleRate + 0.1) {
          if (context.state !== 'running') throw new Error(`the sound is ${context.state}`)
          await new Promise((done) => setTimeout(done, 30))
        }
        from = context.currentTime
        analyser.getFloatTimeDomainData(block)
        const bytes = new Uint8Array(block.buffer)
        let text = ''
        for (let at = 0; at < bytes.length; at += 8192) {
          text += String.fromCharCode(...bytes.subarray(at, at + 8192))
        }
        all.push(btoa(text))
      }
      node.disconnect(splitter)
      return all
    },
    [STRETCH, count, side] as const
  )
  return stretches.map((text) => {
    const bytes = Buffer.from(text, 'base64')
    return Float32Array.from({ length: STRETCH }, (_, n) => bytes.readFloatLE(4 * n))
  })
}

/**
 * Where in a file a stretch was played.
 * @returns the first sample, and the error there in dB under the level of the stretch
 */
export function findIn(file: Float32Array, stretch: Float32Array): { at: number; errorDb: number } {
  const probe = 64
  let best = { at: 0, error: Infinity }
  // The loudest place of the stretch tells most.
  const from = loudestAt(stretch, probe)
  for (let at = -from; at + stretch.length <= file.length + probe; at++) {
    let error = 0
    for (let n = 0; n < probe && error < best.error; n++) {
      error += ((file[at + from + n] ?? 0) - stretch[from + n]!) ** 2
    }
    if (error < best.error) best = { at, error }
  }
  return { at: best.at, errorDb: errorAt(file, best.at, stretch) }
}

/**
 * Error of a stretch against a file from sample `at` on, in dB under the level of the file there.
 */
export function errorAt(file: Float32Array, at: number, stretch: Float32Array): number {
  let error = 0
  let energy = 0
  for (let n = 0; n < stretch.length; n++) {
    const expected = file[at + n] ?? 0
    error += (stretch[n]! - expected) ** 2
    energy += expected ** 2
  }
  return 10 * Math.log10(error / energy + 1e-20)
}

/** Largest step from a sample to the next. */
export function largestStep(samples: Float32Array): number {
  let most = 0
  for (let n = 1; n < samples.length; n++) {
    most = Math.max(most, Math.abs(samples[n]! - samples[n - 1]!))
  }
  return most
}

function loudestAt(samples: Float32Array, length: number): number {
  let best = { at: 0, energy: -1 }
  for (let at = 0; at + length <= samples.length; at += length) {
    let energy = 0
    for (let n = at; n < at + length; n++) energy += samples[n]! ** 2
    if (energy > best.energy) best = { at, energy }
  }
  return best.at
}
