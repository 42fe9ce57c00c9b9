/**
 * `npm test`: every check of the project, or those named as arguments. Each test of Vitest and
 * Playwright counts as one, each other check as one. The last line sums up. The fuzz tests take
 * `--count N`, how many sound files to damage, and `--seed S`, which a failure has printed.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { provideXvfb } from './display.mjs'
import { provideInterop, providePython } from './interop.mjs'
import { giveUp, setup } from './setup.mjs'
import { filesBelow } from './stamp.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const root = join(import.meta.dirname, '..')
const reports = mkdtempSync(join(tmpdir(), 'partwise-test-'))
const nothing = { passed: 0, failed: 0, skipped: 0 }

/** @type {Record<string, () => Promise<Counts>>} in the order they run */
const stages = {
  format: () => check('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  lint: () => check('eslint/bin/eslint.js', '--max-warnings', '0', '.'),
  types: async () => {
    const compiled = await check('typescript/bin/tsc', '-b', '--pretty')
    if (compiled.failed > 0 || !hasFiles('src-renderer', /\.svelte$/)) return compiled
    const options = ['--tsconfig', 'tsconfig.renderer.json', '--fail-on-warnings']
    return sum(compiled, await check('svelte-check/bin/svelte-check', ...options))
  },
  docs: () => check('../build/check-docs.mjs'),
  names: () => check('../build/check-names.mjs'),
  build: async () => {
    await setup()
    return { ...nothing, passed: 1 }
  },
  unit: () => vitest('unit'),
  integration: () => vitest('integration'),
  interop: async () => {
    if (!hasTests('interop')) return nothing
    const { python, missing } = provideInterop()
    if (missing.length === 0) return vitest('interop', { PARTWISE_PYTHON: python })
    console.log(`The interop tests did not run here. Missing: ${missing.join(', ')}.`)
    return nothing
  },
  e2e: () => playwright(),
  soak: async () => {
    await provideElectron()
    return vitest('soak', { PARTWISE_PYTHON: providePython().python })
  },
  fuzz: () => vitest('fuzz', fuzzOptions())
}
const given = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string' }, seed: { type: 'string' } }
})
const onlyByName = ['soak', 'fuzz']
const needingBuild = ['unit', 'integration', 'interop', 'e2e', 'soak', 'fuzz']

/**
 * @param {Counts} a
 * @param {Counts} b
 * @returns {Counts}
 */
function sum(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped
  }
}

/**
 * Runs a script of node_modules to its end.
 * @param {string} script
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<number>} its exit code
 */
function run(script, args, env = {}) {
  return new Promise((resolve) => {
    const program = [join(root, 'node_modules', script), ...args]
    const child = spawn(process.execPath, program, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env }
    })
    child.once('error', () => resolve(1))
    child.once('close', (code) => resolve(code ?? 1))
  })
}

/**
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<Counts>}
 */
async function check(script, ...args) {
  const isGood = (await run(script, args)) === 0
  return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0 }
}

/**
 * @param {string} folder
 * @param {RegExp} pattern
 */
function hasFiles(folder, pattern) {
  return filesBelow(join(root, folder)).some((file) => pattern.test(file))
}

/** @param {string} project */
function hasTests(project) {
  return hasFiles(`test/${project}`, /\.(test|spec)\.ts$/)
}

/**
 * Adds a failure if a run failed or tested nothing but counted no failure itself.
 * @param {Counts} counts
 * @param {number} exitCode
 * @returns {Counts}
 */
function judged(counts, exitCode) {
  const isEmpty = counts.passed + counts.failed + counts.skipped === 0
  const isUncounted = counts.failed === 0 && (exitCode !== 0 || isEmpty)
  return isUncounted ? { ...counts, failed: 1 } : counts
}

/**
 * @param {string} file
 * @returns {any} undefined when the run has crashed before it could report
 */
function report(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

/**
 * @param {string} project
 * @param {Record<string, string>} [env]
 * @returns {Promise<Counts>}
 */
async function vitest(project, env) {
  if (!hasTests(project)) return nothing
  const file = join(reports, `${project}.json`)
  const reporters = ['--reporter', 'default', '--reporter', 'json', '--outputFile.json', file]
  const exitCode = await run('vitest/vitest.mjs', ['run', '--project', project, ...reporters], env)
  const result = report(file)
  if (!result) return { ...nothing, failed: 1 }
  /** @type {{ status: string, assertionResults: { status: string }[] }[]} */
  const files = result.testResults
  const tests = files.flatMap((one) => one.assertionResults.map(({ status }) => status))
  const unloaded = files.filter((one) => one.status === 'failed' && !failedTests(one))
  const counts = {
    passed: tests.filter((status) => status === 'passed').length,
    failed: tests.filter((status) => status === 'failed').length + unloaded.length,
    skipped: tests.filter((status) => !['passed', 'failed'].includes(status)).length
  }
  return judged(counts, exitCode)
}

/** @param {{ assertionResults: { status: string }[] }} file */
function failedTests(file) {
  return file.assertionResults.filter(({ status }) => status === 'failed').length
}

/** An Electron, and a display to run it on. */
async function provideElectron() {
  await setup({ electron: true })
  await provideXvfb()
}

/** @returns {Promise<Counts>} */
async function playwright() {
  if (!hasTests('e2e')) return nothing
  await provideElectron()
  const file = join(reports, 'e2e.json')
  const exitCode = await run('@playwright/test/cli.js', ['test', '--reporter', 'list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file
  })
  const stats = report(file)?.stats
  if (!stats) return { ...nothing, failed: 1 }
  const counts = {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped
  }
  return judged(counts, exitCode)
}

/** What the command says of the fuzz tests, as their environment. */
function fuzzOptions() {
  const { count, seed } = given.values
  return {
    ...(count === undefined ? {} : { PARTWISE_FUZZ_COUNT: wholeNumber('--count', count) }),
    ...(seed === undefined ? {} : { PARTWISE_FUZZ_SEED: wholeNumber('--seed', seed) })
  }
}

/**
 * @param {string} option
 * @param {string} text
 */
function wholeNumber(option, text) {
  if (/^\d{1,10}$/.test(text)) return text
  throw new Error(`${option} takes a whole number, not ${text}.`)
}

/** @param {string} name */
function isUsual(name) {
  return !onlyByName.includes(name)
}

async function main() {
  const names = given.positionals
  const unknown = names.filter((name) => !(name in stages))
  if (unknown.length > 0) {
    throw new Error(
      `There is no check ${unknown.join(', ')}; there are ${Object.keys(stages).join(', ')}.`
    )
  }
  const wanted = names.length > 0 ? names : Object.keys(stages).filter(isUsual)
  if (wanted.some((name) => needingBuild.includes(name))) wanted.push('build')

  /** @type {string[]} */
  const lines = []
  let total = nothing
  for (const [name, stage] of Object.entries(stages)) {
    if (!wanted.includes(name)) continue
    console.log(`\n--- ${name}`)
    const start = performance.now()
    const counts = await stage().catch((error) => {
      console.error(error instanceof Error ? error.message : error)
      return { ...nothing, failed: 1 }
    })
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    lines.push(`${name}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s`)
    total = sum(total, counts)
  }
  console.log(`\n${lines.join('\n')}`)
  if (total.skipped > 0) console.log(`${total.skipped} skipped`)
  console.log(`${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0
}

await setup({ app: false }).catch((error) => {
  console.error(error instanceof Error ? error.message : error)
  console.log('0 passed, 1 failed')
  process.exit(1)
})
try {
  if (!(await main())) process.exitCode = 1
} catch (error) {
  giveUp(error)
} finally {
  rmSync(reports, { recursive: true, force: true })
}
