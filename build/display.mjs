/** Gives Linux machines without a screen a virtual one, for the tests. */
import { spawn } from 'node:child_process'

/** Whether a window could be shown. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
}

/**
 * Starts Xvfb where there is no display and sets DISPLAY. Xvfb picks a free number itself
 * (`-displayfd`), so parallel runs cannot collide.
 * @returns {Promise<{ stop: () => void } | undefined>} undefined where a display is there already
 */
export async function ensureDisplay({ width = 1600, height = 1000 } = {}) {
  if (hasDisplay()) return undefined
  const args = ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`]
  const xvfb = spawn('Xvfb', [...args, '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe']
  })
  process.env['DISPLAY'] = await displayName(xvfb)
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
