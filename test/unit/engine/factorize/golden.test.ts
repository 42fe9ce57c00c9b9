import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { factorize } from '../../../../src-main/engine/factorize/solver-mm'
import { fastKernels, referenceKernels } from '../../../support/kernels'

const folder = join(import.meta.dirname, '../../../golden')
const golden = JSON.parse(readFileSync(join(folder, 'nmf.json'), 'utf8')) as {
  T: number
  F: number
  K: number
  iterations: number
  divergence: Record<string, { start: number; end: number }>
}

function readFloats(name: string): Float32Array {
  const bytes = readFileSync(join(folder, name))
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i))
}

const V = readFloats('nmf-v.f32')
const start = { W: readFloats('nmf-w.f32'), H: readFloats('nmf-h.f32') }

// scikit-learn given V time-major updates in our order; see golden/make.py.
describe('the factorization beside scikit-learn', () => {
  const { T, F, K, iterations } = golden
  for (const beta of [0, 1, 2]) {
    const expected = golden.divergence[String(beta)]!
    for (const [name, make] of [
      ['kernels', fastKernels],
      ['reference', referenceKernels]
    ] as const) {
      it(`has its divergence after ${iterations} sweeps to 1e-4 (${name}, beta ${beta})`, () => {
        const kernels = make({ T, F, K, beta }, V)
        kernels.setModel(start)
        const history = factorize(kernels, iterations, () => true)!
        expect(Math.abs(history[0]! / expected.start - 1)).toBeLessThan(1e-6)
        expect(Math.abs(history.at(-1) / expected.end - 1)).toBeLessThan(1e-4)
      })
    }
  }
})
