/**
 * What a machine is that has never seen the project: a Node with its npm, an empty home, a clone of
 * what is committed, and none of the developer's variables.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { npmCommand } from './npm.mjs'
import { filesBelow } from './stamp.mjs'

/**
 * @typedef {object} Machine
 * @property {string} folder holds everything below, and the logs
 * @property {string} bin where node and npm lie
 * @property {string} clone
 * @property {string} temporary
 * @property {string[]} caches what a second run must leave as it is
 * @property {string} version of Node
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * @typedef {{ code: number, stdout: string, stderr: string, seconds: number, log: string }} Ended
 */

/** The npm that a Node comes with, by the Node's major version; newer ones have npm 11. */
const npmOfNode = new Map([
  [14, 6],
  [16, 8],
  [18, 10],
  [20, 10],
  [22, 10]
])

/** The only variables taken over: for network access, the language, and the processor's quirks. */
const kept = [
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'LANG',
  'LC_ALL',
  'TZ',
  'OPENBLAS_CORETYPE',
  'OPENBLAS_L2_SIZE'
]

/**
 * The environment of a machine with nothing of a developer's.
 * @param {NodeJS.ProcessEnv} env of the developer
 * @param {{ bin: string, home: string, temporary: string, cache: string }} places
 * @returns {NodeJS.ProcessEnv}
 */
export function freshEnvironment(env, { bin, home, temporary, cache }) {
  const taken = kept.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))
  return {
    ...Object.fromEntries(taken),
    PATH: [bin, '/usr/sbin', '/usr/bin', '/sbin', '/bin'].join(':'),
    HOME: home,
    TMPDIR: temporary,
    PARTWISE_CACHE: cache
  }
}

/**
 * Makes a machine.
 * @param {object} wishes
 * @param {string} wishes.root the repository whose commit is cloned
 * @param {string} wishes.work an existing folder for all machines of this call
 * @param {string} wishes.node a version of Node, as far as it matters: 24 or 20.19
 * @param {string | undefined} wishes.npm likewise; the one that Node comes with when left out
 * @returns {Promise<Machine>}
 */
export async function makeMachine({ root, work, node, npm }) {
  const folder = join(work, `node-${node}`)
  const [tools, home] = [join(folder, 'tools'), join(folder, 'home')]
  const [clone, temporary] = [join(folder, 'partwise'), join(folder, 'tmp')]
  for (const path of [tools, home, temporary]) mkdirSync(path, { recursive: true })
  const npmVersion = npm ?? npmOfNode.get(Number(node.split('.')[0])) ?? 11
  const packages = [`node-${process.platform}-${process.arch}@${node}`, `npm@${npmVersion}`]
  const install = npmCommand(['install', '--prefix', tools, '--loglevel=error', ...packages])
  const cache = join(work, 'cache') // the older Electron is fetched once for all machines
  const bin = join(tools, 'node_modules/.bin')
  const env = freshEnvironment(process.env, { bin, home, temporary, cache })
  /** @type {Machine} */
  const machine = { folder, bin, clone, temporary, version: node, env, caches: [] }
  await must(machine, 'tools', install.program, install.args, { cwd: tools, env: process.env })
  await must(machine, 'clone', 'git', ['clone', '--quiet', root, clone], { cwd: folder })
  const asked = await must(machine, 'version', join(bin, 'node'), ['--version'], { cwd: folder })
  machine.version = asked.stdout.trim().replace(/^v/, '')
  machine.caches.push(join(clone, 'out'), join(clone, 'node_modules/.package-lock.json'))
  machine.caches.push(join(home, '.npm/_cacache'), join(home, '.cache'), cache)
  return machine
}

/**
 * @param {Machine} machine
 * @param {string} name
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 */
async function must(machine, name, program, args, options) {
  const ended = await runOn(machine, name, program, args, options)
  if (ended.code !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${ended.stderr}`)
  return ended
}

/**
 * Runs a program on the machine to its end; all its output goes to a log of this name, too.
 * @param {Machine} machine
 * @param {string} name
 * @param {string} program a name is looked for on the machine's PATH
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<Ended>}
 */
export function runOn(machine, name, program, args, { cwd = machine.clone, env } = {}) {
  const start = performance.now()
  const log = join(machine.folder, `${name.replaceAll(' ', '-')}.log`)
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: env ?? machine.env,
      stdio: ['ignore', 'pipe', 'pipe']
    })
    const said = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk) => (said.stdout += String(chunk)))
    child.stderr.on('data', (chunk) => (said.stderr += String(chunk)))
    child.once('error', reject)
    child.once('close', (code) => {
      writeFileSync(log, `${said.stdout}\n--- stderr\n${said.stderr}`)
      const seconds = (performance.now() - start) / 1000
      resolve({ ...said, code: code ?? 1, seconds, log })
    })
  })
}

/**
 * What lies in the machine's caches: path, size and time of each file.
 * @param {Machine} machine
 * @returns {string[]}
 */
export function cached({ caches }) {
  return caches.flatMap(filesBelow).map((path) => {
    const { size, mtimeMs } = statSync(path)
    return `${path} ${size} ${mtimeMs}`
  })
}
