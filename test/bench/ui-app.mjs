/**
 * The real app for the benches of the window, started as the tests start it: an Electron of its own
 * with a fresh profile, software GL, on a virtual screen where there is none.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from '@playwright/test'
import { ensureDisplay } from '../../build/display.mjs'
import { resolveRuntime } from '../../build/runtime.mjs'

const root = join(import.meta.dirname, '../..')
/**
 * Five seconds after its start Chromium ends a service (video capture) that nobody uses. On a
 * machine with many processes that alone holds the main process up for 150 ms, in the kernel.
 */
const SETTLING_MS = 6500
const windowSize = { width: 1440, height: 900 }

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {import('@playwright/test').ElectronApplication} ElectronApplication */

/**
 * @typedef {object} RunningApp
 * @property {ElectronApplication} app
 * @property {Page} page
 * @property {string} folder a folder that goes away with the app
 */

/**
 * Finds an Electron and a display for all that follows.
 * @returns {Promise<{ version: string, executable: string, stop: () => void }>}
 */
export async function prepareElectron() {
  const { version, executable, source, dist } = await resolveRuntime()
  // The official Electron is found by its own path.txt; any other has to be named.
  if (source !== 'official') process.env['ELECTRON_OVERRIDE_DIST_PATH'] = dist
  const display = await ensureDisplay()
  return { version, executable, stop: () => display?.stop() }
}

/** @param {string} userData */
function switches(userData) {
  return [
    `--user-data-dir=${userData}`,
    '--disable-gpu',
    '--enable-unsafe-swiftshader',
    '--force-device-scale-factor=1',
    '--disable-dev-shm-usage',
    '--password-store=basic',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])
  ]
}

/**
 * Runs `work` with a folder that is removed afterwards.
 * @template T
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'partwise-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

/**
 * Runs `work` with the app, its window empty, and closes it afterwards.
 * @template T
 * @param {(running: RunningApp) => Promise<T>} work
 * @returns {Promise<T>}
 */
export function withApp(work) {
  return inFolder(async (folder) => {
    // No executablePath: only then does Playwright hold the app back until it is attached.
    const app = await _electron.launch({ args: [root, ...switches(join(folder, 'profile'))] })
    try {
      const page = await app.firstWindow()
      await app.evaluate(({ BrowserWindow }, size) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height)
      }, windowSize)
      await page.getByRole('button', { name: 'Open audio' }).waitFor()
      await page.waitForTimeout(SETTLING_MS)
      return await work({ app, page, folder })
    } finally {
      await quit(app)
    }
  })
}

/** Ends the app, without asking about work that runs. @param {ElectronApplication} app */
async function quit(app) {
  await app.evaluate(({ app: electron }) => electron.exit(0)).catch(() => undefined)
  await app.close().catch(() => undefined)
}

/**
 * Starts the app as a user's desktop does, without anything that delays it.
 * @param {string} executable
 * @param {string} userData
 * @returns {Promise<{ began: number, endpoint: string, end: () => Promise<void> }>} milliseconds
 *   since 1970 when the process was started, and the address of its debugging port
 */
export async function startPlainly(executable, userData) {
  const began = performance.timeOrigin + performance.now()
  const args = [root, ...switches(userData), '--remote-debugging-port=0']
  const child = spawn(executable, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] })
  const gone = new Promise((resolve) => child.once('close', resolve))
  const end = async () => {
    child.kill()
    await gone
  }
  let said = ''
  /** @type {Promise<string>} */
  const address = new Promise((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      said += String(chunk)
      const found = /DevTools listening on (ws:\S+)/.exec(said)
      if (found?.[1]) resolve(found[1])
    })
    child.once('error', reject)
    void gone.then(() => reject(new Error(`The app ended at once. ${said}`)))
  })
  try {
    return { began, endpoint: await address, end }
  } catch (error) {
    child.kill()
    throw error
  }
}
