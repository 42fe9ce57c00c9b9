/**
 * Microseconds of a complex transform of each window size: the kernels' beside fft.js, in turns.
 */
import { kernelFolder, loadEngine } from './engine.mjs'
import { summarize } from './machine.mjs'

const sizes = [256, 512, 1024, 2048, 4096, 8192, 16_384]
const rounds = 15
/** Points that one measurement transforms. */
const pointsPerRound = 2 ** 20

/** @param {(line: object) => void} print */
export async function measureFft(print) {
  const engine = await loadEngine()
  const module = engine.loadKernels(kernelFolder)
  const random = engine.createRandom(1)
  for (const size of sizes) {
    const input = Float64Array.from({ length: 2 * size }, () => 2 * random() - 1)
    const output = new Float64Array(2 * size)
    const plain = engine.createFft(size)
    const fast = engine.createFastFft(module, size)
    /** @type {Record<string, () => void>} */
    const transforms = {
      'fft.js forward': () => plain.forward(input, output),
      'fft.js inverse': () => plain.inverse(input, output),
      'kernel forward': () => fast.forward(),
      'kernel inverse': () => fast.inverse()
    }
    /** @type {Map<string, number[]>} */
    const micros = new Map(Object.keys(transforms).map((name) => [name, []]))
    for (let round = 0; round < rounds; round++) {
      for (const [name, transform] of Object.entries(transforms)) {
        // In place and not scaled: without a fresh start values would grow out of range.
        fast.re.set(input.subarray(0, size))
        fast.im.set(input.subarray(size))
        const count = Math.min(64, pointsPerRound / size)
        const began = performance.now()
        for (let i = 0; i < count; i++) transform()
        micros.get(name)?.push((1000 * (performance.now() - began)) / count)
      }
    }
    for (const [name, values] of micros) {
      print({ bench: 'fft', transform: name, size, microseconds: summarize(values, 2) })
    }
  }
}
