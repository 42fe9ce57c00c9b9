import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../../../src-main/engine/factorize/start/random-start'
import {
  createMultiply,
  type Factor,
  multiplyPlainly,
  wholeColumns
} from '../../../../../src-main/engine/factorize/start/product'
import { kernelModule, plainKernelModule } from '../../../../support/kernels'

const go = (): boolean => true

function matrix(length: number, seed: number): Float64Array {
  const random = createRandom(seed)
  return Float64Array.from({ length }, () => random() - 0.5)
}

/** Both ways to read the same values: row by row, and as a transpose. */
function factors(rows: number, inner: number): Factor[] {
  const values = matrix(rows * inner, 1)
  return [
    { values, rows, inner, rowStep: inner, innerStep: 1 },
    { values, rows, inner, rowStep: 1, innerStep: rows }
  ]
}

function fast(module: WebAssembly.Module, { rows, inner }: Factor, columns: number) {
  const others = Math.max(rows, inner) * wholeColumns(columns)
  return createMultiply(module, { A: rows * inner, others })
}

describe('a product of matrices', () => {
  it('is the sum of products of entries', () => {
    const [A, columns] = [factors(3, 5)[0]!, 2]
    const B = matrix(10, 2)
    const product = multiplyPlainly(A, B, columns, go)
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = 0
        for (let k = 0; k < 5; k++) sum += A.values[i * 5 + k]! * B[k * columns + j]!
        expect(product[i * columns + j]).toBeCloseTo(sum, 12)
      }
    }
  })

  it.each([
    [1, 1, 1],
    [3, 5, 2],
    [7, 4, 4],
    [6, 23, 9],
    [40, 257, 24],
    [300, 130, 31]
  ])('has the bits of the plain loop by the kernels: %i x %i x %i', (rows, inner, columns) => {
    for (const module of [kernelModule, plainKernelModule]) {
      for (const A of factors(rows, inner)) {
        const B = matrix(inner * columns, 3)
        const multiply = fast(module, A, columns)
        expect(multiply(A, B, columns, go)).toEqual(multiplyPlainly(A, B, columns, go))
        // Of what the memory held before nothing is left.
        expect(multiply(A, B.fill(0), columns, go).every((value) => value === 0)).toBe(true)
      }
    }
  })

  it('stops asking once it is not wanted any more', () => {
    const A = factors(600, 2000)[0]!
    let asked = 0
    fast(kernelModule, A, 24)(A, matrix(2000 * 24, 2), 24, () => ++asked < 2)
    expect(asked).toBe(2)
  })

  it('refuses what there is no room for', () => {
    const A = factors(4, 4)[0]!
    const multiply = createMultiply(kernelModule, { A: 15, others: 16 })
    expect(() => multiply(A, matrix(16, 2), 4, go)).toThrow('no room')
  })
})
