/**
 * `npm run bench [-- engine | quality | defaults]`: measures, and prints one JSON object a line.
 * engine (the default): milliseconds per sweep, and seconds per stage of a whole separation.
 * quality: how well the mixtures with known stems come apart; takes several minutes.
 * defaults: the default solver beside the plain one on the same mixtures, time and quality.
 */
import { describeMachine } from './machine.mjs'
import { measureDefaults } from './defaults.mjs'
import { measureQuality } from './quality.mjs'
import { measureStages } from './stages.mjs'
import { measureSweeps } from './sweeps.mjs'

/** @param {object} line */
const print = (line) => void process.stdout.write(`${JSON.stringify(line)}\n`)

const [what = 'engine', ...others] = process.argv.slice(2)
if (!['engine', 'quality', 'defaults'].includes(what) || others.length > 0) {
  process.stderr.write('Usage: npm run bench [-- engine | quality | defaults]\n')
  process.exit(2)
}
print(describeMachine())
if (what === 'quality') {
  await measureQuality(print)
} else if (what === 'defaults') {
  await measureDefaults(print)
} else {
  await measureSweeps(print)
  await measureStages(print)
}
