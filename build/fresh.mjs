/**
 * `npm run fresh -- [NODE ...] [--stages "unit integration"] [--once] [--npm VERSION] [--keep]`:
 * whether the README's commands work on a machine that has never seen the project. For each Node a
 * new clone of the commit with an empty home; each command runs twice, the second time with nothing
 * left to fetch. A Node that is too old must be refused in a sentence. --once runs `npm test` once.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { complaint } from './check-node.cjs'
import * as checks from './fresh-checks.mjs'
import { cached, makeMachine, runOn } from './fresh-machine.mjs'
import { giveUp } from './setup.mjs'

/** @typedef {import('./fresh-machine.mjs').Machine} Machine */
/** @typedef {import('./fresh-machine.mjs').Ended} Ended */
/** @typedef {{ node: string, command: string, seconds: number, problems: string[] }} Row */

const root = join(import.meta.dirname, '..')
const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
/** The oldest supported version of each line, the newest of all, and one that is too old. */
const usualNodes = ['18', '20.19', '22.13', '24', '26']

/** @param {string} text */
const say = (text) => process.stderr.write(`${text}\n`)

/**
 * @param {Machine} machine
 * @param {{ stages: string[], once: boolean }} options
 * @returns {AsyncGenerator<Row>}
 */
async function* runCommands(machine, { stages, once }) {
  /** @type {Set<string>} */
  const folders = new Set()
  /** @param {Ended} ended */
  const start = (ended) => checks.startProblems(ended, folders)
  yield await row(machine, 'npm start', ['start'], start)
  yield await again(machine, 'npm start again', ['start'], (ended) => [
    ...start(ended),
    ...checks.foreignLines(ended.stderr)
  ])
  const out = join(machine.temporary, 'separated')
  const separate = ['separate', 'resources/demo/piano-notes.wav', '--components', '2', '--out', out]
  const partwise = ['run', '--silent', 'partwise', '--', ...separate]
  yield await again(machine, 'partwise separate', partwise, checks.separateProblems)
  const test = ['test', ...(stages.length > 0 ? ['--', ...stages] : [])]
  const named = ['npm test', ...stages].join(' ')
  yield await row(machine, named, test, checks.testProblems)
  if (!once) yield await again(machine, `${named} again`, test, checks.testProblems)
}

/**
 * @param {Machine} machine
 * @param {string} sentence
 * @returns {AsyncGenerator<Row>}
 */
async function* runRefused(machine, sentence) {
  for (const name of ['start', 'test']) {
    yield await row(machine, `npm ${name}, refused`, ['--silent', name], (ended) =>
      checks.refusalProblems(ended, sentence)
    )
  }
}

/**
 * @param {Machine} machine
 * @param {string} command
 * @param {string[]} args of npm
 * @param {(ended: Ended) => string[]} judge
 * @returns {Promise<Row>}
 */
async function row(machine, command, args, judge) {
  say(`Node ${machine.version}: ${command} ...`)
  const ended = await runOn(machine, command, join(machine.bin, 'npm'), args)
  const problems = judge(ended)
  if (problems.length > 0) say(`${problems.join('\n')}\n${endOf(ended)}\nAll of it: ${ended.log}`)
  return { node: machine.version, command, seconds: ended.seconds, problems }
}

/**
 * The same when everything is there already: nothing may be fetched or built.
 * @param {Parameters<typeof row>} args
 */
async function again(...[machine, command, args, judge]) {
  const before = cached(machine)
  return row(machine, command, args, (ended) => [
    ...judge(ended),
    ...checks.cacheProblems(before, cached(machine))
  ])
}

/** @param {Ended} ended */
function endOf({ stdout, stderr }) {
  return [stdout, stderr].map((text) => text.split('\n').slice(-30).join('\n')).join('\n')
}

/** @param {Row[]} rows */
function printTable(rows) {
  const width = Math.max(...rows.map(({ command }) => command.length))
  for (const { node, command, seconds, problems } of rows) {
    const verdict = problems.length === 0 ? 'ok' : `failed: ${problems[0]}`
    const time = `${seconds.toFixed(1)} s`.padStart(9)
    process.stdout.write(`${node.padEnd(9)} ${command.padEnd(width)} ${time}  ${verdict}\n`)
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      stages: { type: 'string', default: '' },
      once: { type: 'boolean', default: false },
      npm: { type: 'string' },
      keep: { type: 'boolean', default: false }
    }
  })
  const stages = values.stages.split(/[\s,]+/).filter(Boolean)
  const left = execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' })
  if (left) say('Only what is committed is tried; this folder has changes that are not.')
  const work = realpathSync(mkdtempSync(join(tmpdir(), 'partwise-fresh-')))
  /** @type {Row[]} */
  const rows = []
  for (const node of positionals.length > 0 ? positionals : usualNodes) {
    const machine = await makeMachine({ root, work, node, npm: values.npm })
    const sentence = complaint(engines.node, machine.version)
    const steps = sentence
      ? runRefused(machine, sentence)
      : runCommands(machine, { stages, once: values.once })
    for await (const done of steps) rows.push(done)
  }
  const isGood = rows.every(({ problems }) => problems.length === 0)
  if (values.keep || !isGood) say(`Everything is left in ${work}`)
  else rmSync(work, { recursive: true, force: true })
  printTable(rows)
  if (!isGood) process.exitCode = 1
}

await main().catch(giveUp)
