/**
 * Finds an Electron to run the app with, or fetches one. In this order:
 *   1. PARTWISE_ELECTRON, a folder with an Electron in it or the program itself
 *   2. the official one in node_modules
 *   3. a fallback that was prepared earlier, in the user's cache folder
 *   4. the official download, under a time limit
 *   5. on Linux x64, the fallback of build/fallback.mjs
 * `npm run runtime` prints the program's path; all messages go to stderr.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fallbackFolder, hasFallback, prepareFallback } from './fallback.mjs'
import { provideLibraries } from './libraries.mjs'

/**
 * @typedef {object} Runtime
 * @property {string} executable
 * @property {string} dist the folder the executable came in
 * @property {string} version of Electron
 * @property {'override' | 'official' | 'fallback'} source
 */

const require = createRequire(import.meta.url)
const downloadLimitSeconds = 60
const executableName =
  { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[
    /** @type {string} */ (process.platform)
  ] ?? 'electron'

/** @param {string} text */
const say = (text) => process.stderr.write(`${text}\n`)

/**
 * @param {string} dist
 * @param {Runtime['source']} source
 * @returns {Runtime | undefined}
 */
function runtimeIn(dist, source) {
  const executable = join(dist, executableName)
  const versionFile = join(dist, 'version')
  if (!existsSync(executable) || !existsSync(versionFile)) return undefined
  const version = readFileSync(versionFile, 'utf8').trim().replace(/^v/, '')
  return { executable, dist, version, source }
}

/**
 * @param {string} path
 * @returns {Runtime}
 */
function overrideAt(path) {
  const isProgram = existsSync(path) && statSync(path).isFile()
  const executable = isProgram ? path : join(path, executableName)
  if (!existsSync(executable)) {
    throw new Error(`PARTWISE_ELECTRON is set, but there is no Electron at ${executable}.`)
  }
  const dist = isProgram ? dirname(path) : path
  return runtimeIn(dist, 'override') ?? { executable, dist, version: 'unknown', source: 'override' }
}

/** The version of Electron that the app is built for. */
export function wantedVersion() {
  return String(require('electron/package.json').version)
}

/**
 * The runtime to use; fetches one when none is there.
 * @returns {Promise<Runtime>}
 */
export async function resolveRuntime() {
  const override = process.env['PARTWISE_ELECTRON']
  if (override) return overrideAt(override)

  const moduleFolder = dirname(require.resolve('electron/package.json'))
  const official = () => runtimeIn(join(moduleFolder, 'dist'), 'official')
  if (official()?.version === wantedVersion()) return /** @type {Runtime} */ (official())
  const prepared = runtimeIn(fallbackFolder(), 'fallback')
  if (prepared) return prepared

  say(`Downloading Electron ${wantedVersion()} ...`)
  const problem = await runInstallScript(join(moduleFolder, 'install.js'))
  const downloaded = official()
  if (!problem && downloaded) return downloaded
  say(`The download failed (${problem || 'it is incomplete'}).`)
  if (!hasFallback()) {
    throw new Error(
      `There is no other source of Electron for ${process.platform}-${process.arch}. ` +
        'Check the network or the proxy settings, then run: npx install-electron'
    )
  }
  await prepareFallback()
  const fallback = runtimeIn(fallbackFolder(), 'fallback')
  if (!fallback) throw new Error('The fallback runtime could not be prepared.')
  return fallback
}

/**
 * @param {string} script
 * @returns {Promise<string>} what went wrong, empty for success
 */
function runInstallScript(script) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 2, 'pipe'] })
    let complaint = ''
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      child.kill('SIGKILL')
    }, downloadLimitSeconds * 1000)
    child.stderr?.on('data', (chunk) => (complaint += String(chunk)))
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code) => {
      clearTimeout(timer)
      if (isLate) resolve(`it took longer than ${downloadLimitSeconds} seconds`)
      else if (code === 0) resolve('')
      else resolve(complaint.trim().split('\n')[0] || `exit code ${code}`)
    })
  })
}

/**
 * A runtime that can start: found or fetched, with the system libraries it needs.
 * @returns {Promise<Runtime>}
 */
export async function provideRuntime() {
  const runtime = await resolveRuntime()
  await provideLibraries(runtime.executable)
  return runtime
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const runtime = await provideRuntime()
    if (runtime.source === 'fallback') {
      say(`This is the fallback, Electron ${runtime.version}; the app ships ${wantedVersion()}.`)
    }
    process.stdout.write(`${runtime.executable}\n`)
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
