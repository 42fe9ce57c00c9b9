/** Finds out which system packages a Linux machine lacks, and installs them where it may. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

// These packages bring all libraries of Electron. Newer systems call two of them `...t64`, which
// apt also finds under the old names.
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
 * The shared libraries that the program lacks.
 * @param {string} executable
 * @returns {string[]}
 */
export function missingLibraries(executable) {
  if (process.platform !== 'linux') return []
  const report = spawnSync('ldd', [executable], { encoding: 'utf8' }).stdout ?? '' // no ldd
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
 * Installs the libraries that Electron needs; throws a sentence with the command where it may not.
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
 * Something of the system that a test or a measurement uses.
 * @typedef {object} Need
 * @property {string} name what a person calls it
 * @property {string | null} package the Debian package it comes in; null when none helps
 * @property {() => boolean} isThere checks by using it, as it will be used
 */

/**
 * A program, which counts as there when it runs: one that merely exists may be a wrapper for
 * another that is missing.
 * @param {string} name
 * @param {string} debianPackage
 * @param {string} argument with which it succeeds
 * @returns {Need}
 */
export function program(name, debianPackage, argument = '--version') {
  return { name, package: debianPackage, isThere: () => succeeds(name, argument) }
}

/**
 * Installs what is needed, and checks again afterwards.
 * @param {readonly Need[]} needs
 * @param {(packages: string[]) => boolean} [install]
 * @returns {string[]} the names of what is still missing
 */
export function provide(needs, install = installPackages) {
  const missing = needs.filter((need) => !need.isThere())
  const packages = new Set(missing.flatMap((need) => need.package ?? []))
  if (packages.size === 0 || !install([...packages])) return missing.map(({ name }) => name)
  return missing.filter((need) => !need.isThere()).map(({ name }) => name)
}

/**
 * Installs Debian packages, as root on a Debian system; anywhere else it does nothing.
 * @param {string[]} packages
 * @returns {boolean} whether they are installed now
 */
export function installPackages(packages) {
  if (!mayInstall()) return false
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

/** Whether packages can be installed here: as root on a Debian system. */
export function mayInstall() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version')
}

/**
 * Whether a program runs and succeeds.
 * @param {string} name
 * @param {string[]} args
 */
export function succeeds(name, ...args) {
  return spawnSync(name, args, { stdio: 'ignore' }).status === 0
}
