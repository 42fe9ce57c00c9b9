/** Finds out which system packages a Linux machine lacks, and installs them where it may. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

// These bring all libraries of Electron with them. Newer systems call two of them `...t64`, and
// apt finds those under the old names as well.
const electronPackages = ['libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2']

/** @type {Record<string, string>} a library's name up to the first dot or dash -> Debian package */
const packageOf = {
  libX11: 'libx11-6',
  libXcomposite: 'libxcomposite1',
  libXdamage: 'libxdamage1',
  libXext: 'libxext6',
  libXfixes: 'libxfixes3',
  libXrandr: 'libxrandr2',
  libasound: 'libasound2',
  libatspi: 'libatspi2.0-0',
  libatk: 'libgtk-3-0',
  libcairo: 'libcairo2',
  libcups: 'libcups2',
  libdbus: 'libdbus-1-3',
  libdrm: 'libdrm2',
  libexpat: 'libexpat1',
  libgbm: 'libgbm1',
  libgdk: 'libgtk-3-0',
  libgio: 'libglib2.0-0',
  libglib: 'libglib2.0-0',
  libgobject: 'libglib2.0-0',
  libgtk: 'libgtk-3-0',
  libnspr4: 'libnspr4',
  libnss3: 'libnss3',
  libnssutil3: 'libnss3',
  libpango: 'libpango-1.0-0',
  libsmime3: 'libnss3',
  libxcb: 'libxcb1',
  libxkbcommon: 'libxkbcommon0'
}

/** @param {string} text */
const say = (text) => process.stderr.write(`${text}\n`)

/**
 * The shared libraries that the program would not find.
 * @param {string} executable
 * @returns {string[]}
 */
export function missingLibraries(executable) {
  if (process.platform !== 'linux' || !isOnPath('ldd')) return []
  const report = spawnSync('ldd', [executable], { encoding: 'utf8' }).stdout
  return [...report.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '')
}

/**
 * The Debian packages with these libraries.
 * @param {string[]} libraries
 */
export function packagesOf(libraries) {
  return [
    ...new Set(libraries.map((name) => packageOf[name.split(/[.-]/)[0] ?? ''] ?? name))
  ].sort()
}

/**
 * Sees to the libraries that Electron needs; throws a sentence with the command where it may not.
 * @param {string} executable
 */
export async function provideLibraries(executable) {
  const missing = missingLibraries(executable)
  if (missing.length === 0) return
  say(`This system lacks ${missing.length} libraries of Electron: ${missing.join(', ')}.`)
  if (installPackages(electronPackages) && missingLibraries(executable).length === 0) return
  const packages = packagesOf(missingLibraries(executable)).join(' ')
  throw new Error(`On Debian or Ubuntu this adds them: sudo apt-get install -y ${packages}`)
}

/**
 * Sees to programs that tests call. Returns those that are still missing.
 * @param {Record<string, string>} packageOfProgram
 * @returns {string[]}
 */
export function providePrograms(packageOfProgram) {
  const missing = () => Object.keys(packageOfProgram).filter((program) => !isOnPath(program))
  const packages = missing().map((program) => packageOfProgram[program] ?? program)
  if (packages.length > 0) installPackages(packages)
  return missing()
}

/**
 * Installs Debian packages, as root on a Debian system; anywhere else it does nothing.
 * @param {string[]} packages
 * @returns {boolean} whether they are installed now
 */
export function installPackages(packages) {
  const mayInstall = process.getuid?.() === 0 && existsSync('/etc/debian_version')
  if (!mayInstall || !isOnPath('apt-get')) return false
  say(`Installing system packages with apt-get: ${packages.join(' ')} ...`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const aptGet = (/** @type {string[]} */ ...args) =>
    execFileSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], {
      stdio: ['ignore', 'ignore', 2],
      env
    })
  try {
    aptGet('update')
    aptGet('install', '-y', '--no-install-recommends', ...packages)
    return true
  } catch {
    say('apt-get could not install them.')
    return false
  }
}

/**
 * Whether the system finds a program of this name.
 * @param {string} program
 */
export function isOnPath(program) {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.some((folder) => existsSync(join(folder, program)))
}
