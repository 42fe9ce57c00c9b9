/**
 * The default solver compared with the plain one at the same rank, window and hop: processor
 * seconds and divergence of the factorization in this process, one thread, and SDR of the stems
 * through the command line. Mixtures and scorer are those of quality.mjs.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { separate } from './command-line.mjs'
import { kernelFolder, loadEngine } from './engine.mjs'
import { audio, componentsPerStem, mixtures, score, spread } from './quality.mjs'

const seeds = [1, 2, 3, 4, 5]

/**
 * @type {Record<string, { solver: 'fast' | 'mm', quality?: 'fast' | 'balanced' | 'fine',
 *   iterations?: number }>}
 */
const methods = {
  'mm, 300 sweeps': { solver: 'mm', iterations: 300 },
  default: { solver: 'fast' },
  'quality fast': { solver: 'fast', quality: 'fast' },
  'quality fine': { solver: 'fast', quality: 'fine' }
}

/** @param {(line: object) => void} print */
export async function measureDefaults(print) {
  const folder = mkdtempSync(join(tmpdir(), 'partwise-defaults-'))
  const engine = await loadEngine()
  const module = engine.loadKernels(kernelFolder)
  try {
    for (const mixture of mixtures) {
      const file = join(audio, mixture, `${mixture}.wav`)
      const components = componentsPerStem * readdirSync(join(audio, mixture, 'stems')).length
      const decoded = await engine.decodeAudio(file, () => true)
      if (decoded === null) throw new Error(`${file} was not decoded`)
      const { pcm } = decoded
      const initial = { ...engine.defaultSettings(pcm.sampleRate), components }
      /** @type {Map<string, { cpu: number, divergence: number, sdr: number }[]>} */
      const runs = new Map()
      // In turns, so that a busy minute of the machine affects all of them.
      for (const seed of seeds) {
        for (const [method, changes] of Object.entries(methods)) {
          const fit = measureFit(engine, pcm, { ...initial, ...changes, seed }, module)
          const choices = Object.entries(changes).flatMap(([name, value]) => [
            `--${name}`,
            `${value}`
          ])
          const out = join(folder, 'stems')
          const rank = ['--components', String(components), '--seed', String(seed)]
          await separate([file, ...rank, ...choices, '--format', 'wav32f', '--out', out])
          const { mean } = score(out, join(audio, mixture), join(folder, 'score.json'))
          rmSync(out, { recursive: true, force: true })
          runs.set(method, [...(runs.get(method) ?? []), { ...fit, sdr: mean.SDR }])
        }
      }
      for (const [method, each] of runs) {
        const facts = { bench: 'defaults', mixture, method, components }
        const cpuSeconds = spread(each.map(({ cpu }) => cpu))
        const divergence = spread(
          each.map((run) => run.divergence),
          4
        )
        print({ ...facts, cpuSeconds, divergence, sdr: spread(each.map(({ sdr }) => sdr)) })
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Processor seconds of the factorization, the spectrum left out, and the divergence it ends at.
 * @param {typeof import('./entry')} engine
 * @param {import('../../shared/audio').Pcm} pcm
 * @param {import('../../shared/settings').SeparationSettings} settings
 * @param {WebAssembly.Module} module
 */
function measureFit(engine, pcm, settings, module) {
  let before = process.cpuUsage()
  const team = engine.soloTeam
  const result = engine.factorizeFrames(
    engine.recordingFrames({ pcm, settings, module, team }),
    settings,
    {
      module,
      backend: engine.simdBackend(module),
      team,
      watch: ({ stage }) => {
        if (stage === 'spectrum') before = process.cpuUsage()
        return true
      },
      listen: () => engine.showNobody
    }
  )
  const { user, system } = process.cpuUsage(before)
  return { cpu: (user + system) / 1e6, divergence: result?.divergence.at(-1) ?? NaN }
}
