/**
 * Products of float64 matrices, row by row: the plain loop, and the SIMD kernel that gives the same
 * bits several times as fast, also the first time, when V8 has compiled nothing yet.
 */
import { allocate, createLayout } from '../../wasm/memory'

/** A [rows x inner], with the distance of its entries from row to row and within a row. */
export interface Factor {
  readonly values: Float64Array
  readonly rows: number
  readonly inner: number
  readonly rowStep: number
  readonly innerStep: number
}

/**
 * A times B [inner x columns]: new [rows x columns]. Unfinished once `isWanted`, asked every
 * millisecond or so, has said no.
 */
export type Multiply = (
  A: Factor,
  B: Float64Array,
  columns: number,
  isWanted: () => boolean
) => Float64Array

/** The kernel takes four columns at a time. */
const COLUMNS_AT_ONCE = 4
/** Products of entries between two calls of `isWanted`. */
const PRODUCTS_AT_ONCE = 2 ** 20

interface MatrixExports {
  readonly multiplyMatrices: (
    ...args: [
      ...[a: number, rowStep: number, innerStep: number, rows: number, inner: number],
      ...[b: number, columns: number, out: number]
    ]
  ) => void
}

/** Four of the inner entries at a time: the definition. */
export const multiplyPlainly: Multiply = (A, B, columns, isWanted) => {
  const { values, rows, inner, rowStep, innerStep } = A
  const out = new Float64Array(rows * columns)
  const entry = (i: number, k: number): number =>
    k < inner ? values[i * rowStep + k * innerStep]! : 0
  for (let i = 0; i < rows && isWanted(); i++) {
    const to = i * columns
    for (let k = 0; k < inner; k += 4) {
      const [a, b, c, d] = [entry(i, k), entry(i, k + 1), entry(i, k + 2), entry(i, k + 3)]
      // Past the end the last row is used, times 0.
      const last = (inner - 1) * columns
      const p = k * columns
      const q = Math.min(p + columns, last)
      const r = Math.min(p + 2 * columns, last)
      const s = Math.min(p + 3 * columns, last)
      for (let j = 0; j < columns; j++) {
        out[to + j]! += a * B[p + j]! + b * B[q + j]! + (c * B[r + j]! + d * B[s + j]!)
      }
    }
  }
  return out
}

/**
 * Makes the fast one, with memory of its own.
 * @param module the compiled kernels
 * @param most largest number of values in A, and in B or the product, with columns rounded up to a
 *   multiple of 4
 * @throws Failure `engine/out-of-memory`
 */
export function createMultiply(
  module: WebAssembly.Module,
  most: { readonly A: number; readonly others: number }
): Multiply {
  const { take, end } = createLayout()
  const a = take(8 * most.A)
  const [b, out] = [take(8 * most.others), take(8 * most.others)]
  const memory = allocate(end())
  const { multiplyMatrices } = new WebAssembly.Instance(module, { env: { memory } })
    .exports as unknown as MatrixExports

  return ({ values, rows, inner, rowStep, innerStep }, B, columns, isWanted) => {
    const wide = wholeColumns(columns)
    if (values.length > most.A || Math.max(inner, rows) * wide > most.others) {
      throw new Error(`a product of ${rows} x ${inner} x ${columns} has no room`)
    }
    new Float64Array(memory.buffer, a, values.length).set(values)
    copyRows(B, columns, new Float64Array(memory.buffer, b, inner * wide), wide)
    const rowsAtOnce = Math.max(1, Math.floor(PRODUCTS_AT_ONCE / (inner * wide)))
    for (let from = 0; from < rows && isWanted(); from += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, rows - from)
      const at = a + 8 * from * rowStep
      const to = out + 8 * from * wide
      multiplyMatrices(at, 8 * rowStep, 8 * innerStep, count, inner, b, wide, to)
    }
    const product = new Float64Array(rows * columns)
    copyRows(new Float64Array(memory.buffer, out, rows * wide), wide, product, columns)
    return product
  }
}

/** Columns of a matrix in the kernel's memory: a multiple of 4. */
export function wholeColumns(columns: number): number {
  return Math.ceil(columns / COLUMNS_AT_ONCE) * COLUMNS_AT_ONCE
}

/** Rows of `from` into rows of `into`, as much as both have. */
function copyRows(
  from: Float64Array,
  fromColumns: number,
  into: Float64Array,
  intoColumns: number
): void {
  if (fromColumns === intoColumns) return into.set(from.subarray(0, into.length))
  const columns = Math.min(fromColumns, intoColumns)
  for (let row = 0; row * fromColumns < from.length; row++) {
    for (let j = 0; j < columns; j++) into[row * intoColumns + j] = from[row * fromColumns + j]!
  }
}
