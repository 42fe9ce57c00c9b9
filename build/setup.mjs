/**
 * Installs and builds what is missing, and only that: the dependencies, the kernels, the app's
 * build, and where asked for an Electron. Runs before node_modules exists, so it imports Node's own
 * modules only. All messages go to stderr.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import './check-node.cjs'
import { npmCommand } from './npm.mjs'
import { digestOf, isStamped, stamp } from './stamp.mjs'

const root = join(import.meta.dirname, '..')
const out = join(root, 'out')
const appSources = ['src-main', 'src-renderer', 'shared', 'package.json', 'package-lock.json']
const appConfig = ['electron.config.ts', 'svelte.config.js']
const appResults = ['main/main.js', 'main/cli.js', 'preload/preload.cjs', 'renderer/index.html']

/** @param {string} text */
const say = (text) => process.stderr.write(`${text}\n`)

/**
 * @param {{ app?: boolean, electron?: boolean }} [options] whether the app's build is needed, and
 *   whether an Electron is; the dependencies always are
 * @returns {Promise<import('./runtime.mjs').Runtime | undefined>} the Electron that was asked for
 */
export async function setup({ app = true, electron = false } = {}) {
  await locked(async () => {
    await provideDependencies()
    if (!app) return
    await buildKernels()
    await buildApp()
  })
  if (!electron) return undefined
  const { provideRuntime } = await import('./runtime.mjs')
  return provideRuntime()
}

async function provideDependencies() {
  if (areDependenciesThere()) return
  say('Installing the dependencies (npm ci) ...')
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = npmCommand(args)
  await run(npm.program, npm.args, { shell: npm.needsShell })
}

/** Compares the lockfile with the record that npm keeps of what it has installed. */
function areDependenciesThere() {
  const record = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(record)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  return Object.entries(wanted).every(([path, { integrity, optional, devOptional }]) => {
    if (path === '' || optional || devOptional) return true
    return installed[path]?.integrity === integrity
  })
}

async function buildKernels() {
  const kernels = await import('./kernels.mjs')
  await kernels.buildKernels()
}

async function buildApp() {
  const digest = digestOf(root, [...appSources, ...appConfig])
  const results = appResults.map((file) => join(out, file))
  if (isStamped(join(out, '.stamp'), digest, results)) return
  say('Building the app ...')
  rmSync(join(out, '.stamp'), { force: true })
  const program = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  await run(process.execPath, [
    program,
    'build',
    '--config',
    'electron.config.ts',
    '--logLevel',
    'warn'
  ])
  stamp(join(out, '.stamp'), digest)
}

/**
 * Runs a program with its output on stderr.
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<void>}
 */
function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 2, 2], ...options })
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${args.slice(0, 2).join(' ')} failed (exit code ${code}).`))
    })
  })
}

/**
 * Lets only one process at a time work on out/ and node_modules.
 * @param {() => Promise<void>} work
 */
async function locked(work) {
  const lock = join(out, '.lock')
  mkdirSync(out, { recursive: true })
  for (let isFirst = true; !takeLock(lock); isFirst = false) {
    if (isFirst) say('Waiting for another set-up in this folder ...')
    await wait(200)
  }
  const release = () => rmSync(lock, { force: true })
  process.once('exit', release)
  try {
    await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

/** @param {string} lock */
function takeLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (!isHeld(lock)) rmSync(lock, { force: true }) // its owner has died
    return false
  }
}

/** @param {string} lock */
function isHeld(lock) {
  try {
    const owner = Number(readFileSync(lock, 'utf8'))
    if (owner > 0) process.kill(owner, 0) // signal 0 only asks whether it lives
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/**
 * Ends the process with a sentence instead of a stack, for the scripts of this folder.
 * @param {unknown} error
 * @returns {never}
 */
export function giveUp(error) {
  say(error instanceof Error ? error.message : String(error))
  process.exit(1)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await setup().catch(giveUp)
}
