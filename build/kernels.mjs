/**
 * Compiles the AssemblyScript kernels into out/kernels/, twice: with plain SIMD, which every
 * runtime has, and with relaxed SIMD, which is faster where there is a fused multiply-add.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { digestOf, isStamped, stamp } from './stamp.mjs'

const root = join(import.meta.dirname, '..')
const entry = join(root, 'src-main/engine/kernels/index.ts')
const target = join(root, 'out/kernels')
const variants = {
  'kernels.wasm': 'simd,threads',
  'kernels-relaxed.wasm': 'simd,threads,relaxed-simd'
}

/** Compiles what has changed; throws with the compiler's messages. */
export async function buildKernels() {
  if (!existsSync(entry)) return
  const digest = digestOf(root, [
    'src-main/engine/kernels',
    'build/kernels.mjs',
    'node_modules/assemblyscript/package.json'
  ])
  const files = Object.keys(variants).map((name) => join(target, name))
  if (isStamped(join(target, '.stamp'), digest, files)) return
  mkdirSync(target, { recursive: true })
  for (const [name, features] of Object.entries(variants)) await compile(name, features)
  stamp(join(target, '.stamp'), digest)
}

/**
 * @param {string} name
 * @param {string} features
 */
async function compile(name, features) {
  const { main } = await import('assemblyscript/asc')
  let messages = ''
  const { error } = await main(
    [
      relative(root, entry),
      '--baseDir',
      root,
      '--outFile',
      'kernels.wasm',
      '--enable',
      features,
      '--importMemory',
      '--sharedMemory',
      '--initialMemory',
      '2',
      '--maximumMemory',
      '65536',
      '--runtime',
      'stub',
      '--noAssert',
      '-O3',
      '--converge'
    ],
    {
      stderr: { write: (chunk) => void (messages += String(chunk)) },
      writeFile: (_file, bytes) => writeFileSync(join(target, name), bytes)
    }
  )
  if (error) throw new Error(`The kernels do not compile.\n${messages || error.message}`)
  if (messages) process.stderr.write(messages)
}
