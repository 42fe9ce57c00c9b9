/** The engine for plain Node: kernels and a bundle in out/bench, rebuilt when sources change. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildKernels } from '../../build/kernels.mjs'
import { digestOf, isStamped, stamp } from '../../build/stamp.mjs'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'out/bench')
const bundle = join(folder, 'engine.mjs')
const teamWorker = join(folder, 'team.worker.mjs')
const sources = [
  'src-main/engine',
  'shared',
  'test/support/fast-fft.ts',
  'test/bench/entry.ts',
  'test/bench/reach-target.ts',
  'test/bench/engine.mjs'
]

/** Folder of the compiled kernels. */
export const kernelFolder = join(root, 'out/kernels')

/** Threads that help; for `Crew`. */
export const teamUrl = pathToFileURL(teamWorker)

/**
 * The exports of entry.ts.
 * @returns {Promise<typeof import('./entry')>}
 */
export async function loadEngine() {
  await buildKernels()
  const digest = digestOf(root, sources)
  if (!isStamped(join(folder, '.stamp'), digest, [bundle, teamWorker])) {
    const { build } = await import('vite')
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      ssr: { noExternal: true },
      build: {
        ssr: true,
        outDir: folder,
        emptyOutDir: false,
        target: 'node20.18',
        rolldownOptions: {
          input: {
            engine: join(root, 'test/bench/entry.ts'),
            'team.worker': join(root, 'src-main/engine/team.worker.ts')
          },
          output: {
            format: 'es',
            entryFileNames: '[name].mjs',
            chunkFileNames: '[name]-[hash].mjs'
          }
        }
      }
    })
    stamp(join(folder, '.stamp'), digest)
  }
  return import(pathToFileURL(bundle).href)
}
