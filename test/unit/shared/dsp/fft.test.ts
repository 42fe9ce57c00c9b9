import { describe, expect, it } from 'vitest'
import { createFft } from '../../../../shared/dsp/fft'
import { errorDb } from '../../../support/compare'
import { noise } from '../../../support/signals'

const sizes = [2, 4, 8, 16, 64, 256, 2048, 16384]

/** Discrete Fourier transform by its definition; complex, interleaved. */
function naiveDft(input: Float64Array): Float64Array {
  const size = input.length / 2
  const output = new Float64Array(2 * size)
  for (let f = 0; f < size; f++) {
    for (let n = 0; n < size; n++) {
      const angle = (-2 * Math.PI * ((f * n) % size)) / size
      const [c, s] = [Math.cos(angle), Math.sin(angle)]
      output[2 * f]! += input[2 * n]! * c - input[2 * n + 1]! * s
      output[2 * f + 1]! += input[2 * n]! * s + input[2 * n + 1]! * c
    }
  }
  return output
}

function forward(input: Float64Array): Float64Array {
  const output = new Float64Array(input.length)
  createFft(input.length / 2).forward(input, output)
  return output
}

describe('createFft', () => {
  it.each(sizes)('turns an impulse into a flat spectrum (%i)', (size) => {
    const impulse = new Float64Array(2 * size)
    impulse[0] = 1
    const flat = Float64Array.from({ length: 2 * size }, (_, i) => (i % 2 === 0 ? 1 : 0))
    expect(errorDb(flat, forward(impulse))).toBeLessThan(-190)
  })

  it.each(sizes)('turns a constant into bin 0 (%i)', (size) => {
    const constant = Float64Array.from({ length: 2 * size }, (_, i) => (i % 2 === 0 ? 1 : 0))
    const peak = new Float64Array(2 * size)
    peak[0] = size
    expect(errorDb(peak, forward(constant))).toBeLessThan(-190)
  })

  it.each(sizes.filter((size) => size <= 256))('agrees with the definition (%i)', (size) => {
    const input = Float64Array.from(noise(2 * size, size))
    expect(errorDb(naiveDft(input), forward(input))).toBeLessThan(-190)
  })

  it.each(sizes)('keeps energy: Parseval (%i)', (size) => {
    const input = Float64Array.from(noise(2 * size, 3))
    const energy = (values: Float64Array): number => values.reduce((sum, x) => sum + x * x, 0)
    expect(energy(forward(input)) / size / energy(input)).toBeCloseTo(1, 10)
  })

  it.each(sizes)('is undone by its inverse (%i)', (size) => {
    const fft = createFft(size)
    const input = Float64Array.from(noise(2 * size, 5))
    const back = new Float64Array(2 * size)
    fft.inverse(forward(input), back)
    expect(errorDb(input, back)).toBeLessThan(-190)
  })

  it.each(sizes)('transforms real input as complex input without imaginary part (%i)', (size) => {
    const real = Float64Array.from(noise(size, 7))
    const complex = new Float64Array(2 * size)
    real.forEach((value, n) => (complex[2 * n] = value))
    const output = new Float64Array(2 * size)
    createFft(size).forwardReal(real, output)
    const bins = size + 2
    expect(errorDb(forward(complex).subarray(0, bins), output.subarray(0, bins))).toBeLessThan(-190)
  })

  it.each([0, 1, 3, 100, 2.5])('refuses size %d', (size) => {
    expect(() => createFft(size)).toThrow('power of two')
  })
})
