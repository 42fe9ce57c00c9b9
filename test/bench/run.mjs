/**
 * `npm run bench [-- engine | peers | plot | long | quality | defaults | bits | export |
 * export-long | memory | ui [--short] [part ...]]`: measures, and prints one JSON object a line.
 * engine (the default): milliseconds per sweep, and seconds per stage of a whole separation. peers:
 * time to the same divergence beside numpy and scikit-learn. plot: divergence against processor
 * seconds on W1, into docs/convergence.svg. long: whether 10,000 sweeps slow down. quality: how
 * well the mixtures with known stems are separated; takes several minutes. defaults: the default
 * solver beside the plain one on the same mixtures, time and quality. export: seconds of an export
 * of 16 stems, and microseconds of the transforms it is made of. bits: digests of results, to see
 * that a change of the code leaves them alone; see bits.mjs. ui: the budgets of the window on the
 * real app; half an hour, with --short three minutes; see ui.mjs. export-long: memory of an export
 * of an hour; writes 4 GB for a while. memory: what the app takes and gives back: an hour through
 * it, cancels, twenty files; ten minutes;
 *   parts by name, see memory.mjs.
 */
import { join } from 'node:path'
import { describeMachine } from './machine.mjs'
import { printBits } from './bits.mjs'
import { measureDefaults } from './defaults.mjs'
import { measureExport, measureLongExport } from './export.mjs'
import { measureFft } from './fft.mjs'
import { measureMemory, memoryParts } from './memory.mjs'
import { measurePeers, plotConvergence } from './peers.mjs'
import { measureQuality } from './quality.mjs'
import { measureStages } from './stages.mjs'
import { measureLongRun, measureSweeps } from './sweeps.mjs'
import { measureUi, uiParts } from './ui.mjs'

/** @param {object} line */
const print = (line) => void process.stdout.write(`${JSON.stringify(line)}\n`)

const [what = 'engine', ...others] = process.argv.slice(2)
const names = [
  'engine',
  'peers',
  'plot',
  'long',
  'quality',
  'defaults',
  'bits',
  'export',
  'export-long',
  'memory',
  'ui'
]
const isShort = what === 'ui' && others.includes('--short')
const parts = others.filter((other) => what !== 'ui' || other !== '--short')
/** @type {Record<string, readonly string[]>} */
const partsOf = { ui: uiParts, memory: memoryParts }
const isOdd = parts.some((part) => !(partsOf[what] ?? []).includes(part))
if (!names.includes(what) || isOdd) {
  process.stderr.write(
    `Usage: npm run bench [-- ${names.join(' | ')} [--short] [part ...]]\n` +
      `Parts of ui: ${uiParts.join(' | ')}; of memory: ${memoryParts.join(' | ')}\n`
  )
  process.exit(2)
}
print(describeMachine())
if (what === 'quality') {
  await measureQuality(print)
} else if (what === 'ui') {
  const isWhole = await measureUi(print, { isShort, parts })
  if (!isWhole) process.exitCode = 1
} else if (what === 'memory') {
  await measureMemory(print, parts)
} else if (what === 'defaults') {
  await measureDefaults(print)
} else if (what === 'bits') {
  await printBits(print)
} else if (what === 'export') {
  await measureFft(print)
  await measureExport(print)
} else if (what === 'export-long') {
  await measureLongExport(print)
} else if (what === 'peers') {
  await measurePeers(print)
} else if (what === 'plot') {
  await plotConvergence(print, join(import.meta.dirname, '../../docs/convergence.svg'))
} else if (what === 'long') {
  await measureLongRun(print)
} else {
  await measureSweeps(print)
  await measureStages(print)
}
