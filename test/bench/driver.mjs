/**
 * Runs our engine on given matrices, so that it can be put beside other programs on equal work:
 *
 *   driver.mjs V W0 H0 F N K iterations divergence outW outH [threads] [--solver mm]
 *
 * Files are little-endian float32, row by row: V is F x N, W F x K, H K x N. divergence is is, kl,
 * euc or a number. Prints {"seconds", "cpu", "ticks", "threads", "solver"}, the times those of the
 * iterations alone. The solver mm computes on one thread, whatever was asked for, and says so.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { kernelFolder, loadEngine } from './engine.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { solver: { type: 'string', default: 'mm' } }
})
const [fileV, fileW, fileH, ...rest] = positionals
const [F, N, K, iterations] = rest.slice(0, 4).map(Number)
const [divergence, outW, outH] = rest.slice(4)
if (!outH)
  throw new Error('Usage: driver.mjs V W0 H0 F N K iterations divergence outW outH [threads]')
if (values.solver !== 'mm') throw new Error(`The solver is mm, not ${values.solver}.`)
const beta = { is: 0, kl: 1, euc: 2 }[divergence] ?? Number(divergence)

/** @param {string} file @param {number} rows @param {number} columns */
function readMatrix(file, rows, columns) {
  const bytes = readFileSync(file)
  if (bytes.length !== rows * columns * 4) throw new Error(`${file} is not ${rows} x ${columns}`)
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}

/** @param {Float32Array} values @param {number} rows @param {number} columns */
function transpose(values, rows, columns) {
  const out = new Float32Array(values.length)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[j * rows + i] = values[i * columns + j]
  }
  return out
}

const engine = await loadEngine()
const kernels = engine.createKernels(engine.loadKernels(kernelFolder), { T: N, F, K, beta })

// The engine works on V / mean V, for which its constants are made; W and H go back to V's scale.
const V = transpose(readMatrix(fileV, F, N), F, N)
const mean = V.reduce((sum, value) => sum + value, 0) / V.length
for (let t = 0; t < N; t++) {
  for (let f = 0; f < F; f++) kernels.V[t * kernels.rowStride + f] = V[t * F + f] / mean
}
const W = transpose(readMatrix(fileW, F, K), F, K)
const H = transpose(readMatrix(fileH, K, N), K, N)
kernels.setModel({ W, H: H.map((value) => value / mean) })

const ticks = [performance.now() / 1000]
const cpuBefore = process.cpuUsage()
engine.factorize(kernels, iterations, ({ divergence: value }) => {
  if (value !== null) ticks.push(performance.now() / 1000)
  return true
})
// The last look only measures, so it is no iteration.
const cpu = process.cpuUsage(cpuBefore)
const measured = ticks[iterations + 1] - ticks[iterations]
ticks.length = iterations + 1
const seconds = ticks[iterations] - ticks[0]

kernels.readModel({ W, H })
writeFileSync(outW, transpose(W, K, F))
writeFileSync(
  outH,
  transpose(
    H.map((value) => value * mean),
    N,
    K
  )
)
process.stdout.write(
  `${JSON.stringify({
    seconds,
    cpu: Math.max(0, (cpu.user + cpu.system) / 1e6 - measured),
    ticks,
    threads: 1,
    solver: values.solver
  })}\n`
)
