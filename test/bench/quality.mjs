/**
 * How well mixtures with known stems are separated: each is separated through the command line, and
 * a scorer gives every component to the stem it fits best (oracle grouping) and reports SDR in dB.
 * The folder in PARTWISE_AUDIO (else shared/audio beside the project) holds score.py and the
 * mixtures, a folder each: NAME/NAME.wav, NAME/stems/. Needs python3 with numpy and scipy, and
 * flac.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { separate } from './command-line.mjs'
import { loadEngine } from './engine.mjs'

/** Where the mixtures are. */
export const audio =
  process.env['PARTWISE_AUDIO'] ?? join(import.meta.dirname, '../../../shared/audio')
const python = process.env['PYTHON'] ?? 'python3'
/** Names of the mixtures. */
export const mixtures = ['band-stereo', 'drum-loop', 'duet-mono', 'piano-toy']
const seeds = [1, 2, 3, 4, 5]
/** How many components are looked for, for each stem. */
export const componentsPerStem = 4

/** Methods: the plain solver at textbook settings, and the defaults. */
const methods = {
  kl: (/** @type {number} */ window) => [...plain(window), '--divergence', 'kl'],
  is: (/** @type {number} */ window) => [...plain(window), '--divergence', 'is'],
  default: () => []
}

/** @param {number} window */
function plain(window) {
  const sizes = ['--window', String(window), '--hop', String(window / 2)]
  return ['--solver', 'mm', '--iterations', '300', ...sizes]
}

/** @param {(line: object) => void} print */
export async function measureQuality(print) {
  if (!existsSync(join(audio, 'score.py'))) {
    throw new Error(`No score.py in ${audio}; name the folder with the mixtures in PARTWISE_AUDIO.`)
  }
  const { nearestWindowSize } = await loadEngine()
  const folder = mkdtempSync(join(tmpdir(), 'partwise-quality-'))
  try {
    /** @type {Map<string, number[]>} */
    const means = new Map()
    for (const mixture of mixtures) {
      const file = join(audio, mixture, `${mixture}.wav`)
      const stems = readdirSync(join(audio, mixture, 'stems')).length
      const window = nearestWindowSize(readFileSync(file).readUInt32LE(24), 0.046)
      for (const [method, argumentsFor] of Object.entries(methods)) {
        const scores = []
        for (const seed of seeds) {
          const out = join(folder, 'stems')
          const rank = ['--components', String(componentsPerStem * stems), '--seed', String(seed)]
          const wanted = ['--format', 'wav32f', '--out', out]
          await separate([file, ...rank, ...argumentsFor(window), ...wanted])
          scores.push(score(out, join(audio, mixture), join(folder, 'score.json')))
          rmSync(out, { recursive: true, force: true })
        }
        const sdr = spread(scores.map((each) => each.mean.SDR))
        const siSdr = spread(scores.map((each) => each.mean['SI-SDR']))
        const nullDb = Math.max(...scores.map((each) => each.null_db))
        means.set(method, [...(means.get(method) ?? []), sdr.mean])
        const components = componentsPerStem * stems
        print({ bench: 'quality', mixture, method, stems, components, sdr, siSdr, nullDb })
      }
    }
    const kl = means.get('kl') ?? []
    const is = means.get('is') ?? []
    means.set(
      'better of kl and is',
      kl.map((value, i) => Math.max(value, is[i] ?? value))
    )
    for (const [method, values] of means) {
      print({ bench: 'quality', mixture: 'mean', method, sdr: { mean: spread(values).mean } })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Gives each file in `stems` to the stem it fits best, and measures.
 * @param {string} stems
 * @param {string} reference
 * @param {string} report
 * @returns {{ mean: Record<'SDR' | 'SI-SDR', number>, null_db: number }}
 */
export function score(stems, reference, report) {
  const program = join(audio, 'score.py')
  execFileSync(
    python,
    [program, '--stems', stems, '--ref', reference, '--json', report, '--quiet'],
    {
      stdio: ['ignore', 'ignore', 'inherit']
    }
  )
  return JSON.parse(readFileSync(report, 'utf8'))
}

/**
 * Mean, least and most.
 * @param {number[]} values
 * @param {number} [digits]
 */
export function spread(values, digits = 2) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const round = (/** @type {number} */ value) => Number(value.toFixed(digits))
  return { mean: round(mean), least: round(Math.min(...values)), most: round(Math.max(...values)) }
}
