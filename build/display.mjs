/**
 * Finds out whether a window could be shown, and gives Linux machines a virtual screen for tests.
 */
import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import { program, provide } from './libraries.mjs'

/**
 * Whether a window could be shown. The variables alone do not tell: they outlive the screen they
 * name, for example in a reattached terminal.
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function hasDisplay(env = process.env) {
  if (process.platform !== 'linux') return true
  for (const place of displayPlaces(env)) if (await answers(place)) return true
  return false
}

/**
 * Where the display server that DISPLAY or WAYLAND_DISPLAY names would listen.
 * @param {NodeJS.ProcessEnv} env
 * @returns {import('node:net').NetConnectOpts[]}
 */
export function displayPlaces(env) {
  /** @type {import('node:net').NetConnectOpts[]} */
  const places = []
  const wayland = env['WAYLAND_DISPLAY']
  if (wayland?.startsWith('/')) places.push({ path: wayland })
  else if (wayland) places.push({ path: join(env['XDG_RUNTIME_DIR'] ?? '/', wayland) })
  const [, host, number] = /^(.*):(\d+)(?:\.\d+)?$/.exec(env['DISPLAY'] ?? '') ?? []
  if (number === undefined) return places
  if (host && host !== 'unix') {
    places.push({ host: host.replace(/^\[|\]$/g, ''), port: 6000 + Number(number) })
  } else {
    const socket = `/tmp/.X11-unix/X${number}`
    places.push({ path: `\0${socket}` }, { path: socket }) // the first needs no file
  }
  return places
}

/**
 * @param {import('node:net').NetConnectOpts} place
 * @returns {Promise<boolean>}
 */
function answers(place) {
  return new Promise((resolve) => {
    const socket = connect({ ...place, timeout: 2000 })
    /** @param {boolean} isThere */
    const end = (isThere) => {
      socket.destroy()
      resolve(isThere)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
    socket.once('timeout', () => end(false))
  })
}

/** Installs Xvfb where `ensureDisplay` will need it. */
export async function provideXvfb() {
  if (!(await hasDisplay())) provide([program('Xvfb', 'xvfb', '-help')])
}

/**
 * Starts Xvfb where there is no display and sets DISPLAY. Xvfb picks a free number itself
 * (`-displayfd`), so parallel runs cannot collide.
 * @returns {Promise<{ stop: () => void } | undefined>} undefined where a display is there already
 */
export async function ensureDisplay({ width = 1600, height = 1000 } = {}) {
  if (await hasDisplay()) return undefined
  const args = ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`]
  const xvfb = spawn('Xvfb', [...args, '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe']
  })
  process.env['DISPLAY'] = await displayName(xvfb)
  delete process.env['WAYLAND_DISPLAY'] // nothing answers there
  xvfb.unref()
  const stop = () => {
    xvfb.kill()
    delete process.env['DISPLAY']
  }
  process.once('exit', () => xvfb.kill())
  return { stop }
}

/**
 * @param {import('node:child_process').ChildProcess} xvfb
 * @returns {Promise<string>}
 */
function displayName(xvfb) {
  return new Promise((resolve, reject) => {
    let complaint = ''
    xvfb.stderr?.on('data', (chunk) => (complaint += String(chunk)))
    xvfb.once('error', (error) => {
      const isMissing = 'code' in error && error.code === 'ENOENT'
      const advice = 'There is no display, and Xvfb is not installed: sudo apt-get install -y xvfb'
      reject(isMissing ? new Error(advice) : error)
    })
    xvfb.once('exit', (code) => {
      reject(new Error(`Xvfb ended with exit code ${code}. ${complaint.trim()}`))
    })
    xvfb.stdio[3]?.once('data', (chunk) => resolve(`:${String(chunk).trim()}`))
  })
}
