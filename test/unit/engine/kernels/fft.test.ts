import { describe, expect, test } from 'vitest'
import { createFft } from '../../../../shared/dsp/fft'
import {
  fftTwiddles,
  mirrorOrder,
  passOrder,
  twiddleCount
} from '../../../../src-main/engine/wasm/fft-order'
import { createRandom } from '../../../../src-main/engine/factorize/start/random-start'
import { errorDb } from '../../../support/compare'
import { createFastFft } from '../../../support/fast-fft'
import { kernelModule, plainKernelModule } from '../../../support/kernels'

const sizes = [256, 512, 1024, 2048, 4096, 8192, 16_384]

/** Complex noise, interleaved, [2 * size]. */
function complexNoise(size: number): Float64Array {
  const random = createRandom(size)
  return Float64Array.from({ length: 2 * size }, () => 2 * random() - 1)
}

describe.each([
  ['relaxed SIMD', kernelModule],
  ['plain SIMD', plainKernelModule]
])('the fast transform with %s', (_, module) => {
  test.each(sizes)('is that of fft.js, %i points', (size) => {
    const input = complexNoise(size)
    const expected = new Float64Array(2 * size)
    createFft(size).forward(input, expected)
    const fast = createFastFft(module, size)
    for (let n = 0; n < size; n++) {
      fast.re[n] = input[2 * n]!
      fast.im[n] = input[2 * n + 1]!
    }
    fast.forward()
    const spectrum = new Float64Array(2 * size)
    fast.order.forEach((bin, at) => {
      spectrum[2 * bin] = fast.re[at]!
      spectrum[2 * bin + 1] = fast.im[at]!
    })
    expect(errorDb(expected, spectrum)).toBeLessThan(-190)
  })

  test.each(sizes)('comes back, times its size, %i points', (size) => {
    const input = complexNoise(size)
    const fast = createFastFft(module, size)
    fast.re.set(input.subarray(0, size))
    fast.im.set(input.subarray(size))
    fast.forward()
    fast.inverse()
    expect(
      errorDb(
        input.subarray(0, size),
        fast.re.map((value) => value / size)
      )
    ).toBeLessThan(-190)
    expect(
      errorDb(
        input.subarray(size),
        fast.im.map((value) => value / size)
      )
    ).toBeLessThan(-190)
  })
})

test.each(sizes)('every bin has one place, and bin -f another, %i points', (size) => {
  const order = passOrder(size)
  expect(order.toSorted().every((bin, at) => bin === at)).toBe(true)
  const mirror = mirrorOrder(size)
  expect(order.every((bin, at) => order[mirror[at]!] === (size - bin) % size)).toBe(true)
})

test.each([0, 1, 128, 300, 4095])('a size of %i is a bug', (size) => {
  expect(() => twiddleCount(size)).toThrow('not a power of two')
  expect(() => fftTwiddles(size)).toThrow('not a power of two')
})
