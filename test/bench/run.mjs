/**
 * `npm run bench [-- engine | quality | defaults | export | export-long]`: measures, and prints one JSON object a line.
 * engine (the default): milliseconds per sweep, and seconds per stage of a whole separation.
 * quality: how well the mixtures with known stems come apart; takes several minutes.
 * defaults: the default solver beside the plain one on the same mixtures, time and quality.
 * export: seconds of an export of 16 stems, and microseconds of the transforms it is made of.
 * export-long: memory of an export of an hour; writes 4 GB for a while.
 */
import { describeMachine } from './machine.mjs'
import { measureDefaults } from './defaults.mjs'
import { measureExport, measureLongExport } from './export.mjs'
import { measureFft } from './fft.mjs'
import { measureQuality } from './quality.mjs'
import { measureStages } from './stages.mjs'
import { measureSweeps } from './sweeps.mjs'

/** @param {object} line */
const print = (line) => void process.stdout.write(`${JSON.stringify(line)}\n`)

const [what = 'engine', ...others] = process.argv.slice(2)
const names = ['engine', 'quality', 'defaults', 'export', 'export-long']
if (!names.includes(what) || others.length > 0) {
  process.stderr.write(`Usage: npm run bench [-- ${names.join(' | ')}]\n`)
  process.exit(2)
}
print(describeMachine())
if (what === 'quality') {
  await measureQuality(print)
} else if (what === 'defaults') {
  await measureDefaults(print)
} else if (what === 'export') {
  await measureFft(print)
  await measureExport(print)
} else if (what === 'export-long') {
  await measureLongExport(print)
} else {
  await measureSweeps(print)
  await measureStages(print)
}
