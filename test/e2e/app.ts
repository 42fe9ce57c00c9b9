/**
 * The fixture of the window's tests: each test gets its own Electron with a fresh profile, and
 * fails when the app printed an error, a warning or lost a process without the test expecting it.
 */
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import {
  _electron,
  test as base,
  expect,
  type ElectronApplication,
  type Page
} from '@playwright/test'

const root = resolve(import.meta.dirname, '../..')
const windowSize = { width: 1440, height: 900 }
/** How long an app may take to close before it is ended. */
const PATIENCE_MS = 20_000
const PATIENCE_AFTER_FAILURE_MS = 3000
const LAST_PATIENCE_MS = 2000

/** What went wrong in the app while a test ran. */
export class Problems {
  readonly #found: string[] = []
  readonly #expected: RegExp[] = []

  /** Ignores problems that match `pattern`, past and future ones. */
  expect(pattern: RegExp): void {
    this.#expected.push(pattern)
  }

  /** Notes one problem. */
  add(text: string): void {
    this.#found.push(text)
  }

  /** The problems that no test expected. */
  unexpected(): string[] {
    return this.#found.filter((text) => !this.#expected.some((pattern) => pattern.test(text)))
  }
}

/** A running app and its first window. */
export interface Launched {
  app: ElectronApplication
  page: Page
}

/** Starts the app; `args` follow Electron's own switches, for example a file to open. */
export type Launch = (args?: string[], env?: Record<string, string>) => Promise<Launched>

interface Fixtures {
  problems: Problems
  /** The profile's folder; it outlives a restart within the same test. */
  userData: string
  launch: Launch
  launched: Launched
  app: ElectronApplication
  page: Page
}

// Lines of the main process that mean trouble. Chromium's own chatter (":ERROR:bus.cc") does not.
const trouble =
  /Warning:|Uncaught|Unhandled|child-process-gone|render-process-gone|Running as root without/

function switches(userData: string): string[] {
  return [
    `--user-data-dir=${userData}`,
    '--disable-gpu',
    '--enable-unsafe-swiftshader',
    '--force-device-scale-factor=1',
    '--font-render-hinting=none',
    '--disable-lcd-text',
    '--disable-dev-shm-usage',
    '--password-store=basic',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])
  ]
}

function environment(more: Record<string, string>): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined
  )
  return { ...Object.fromEntries(inherited), PARTWISE_E2E: '1', ...more }
}

function watchProcess(app: ElectronApplication, problems: Problems): void {
  let rest = ''
  app.process().stderr?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (process.env['PARTWISE_E2E_LOG']) process.stderr.write(`[app] ${line}\n`)
      if (trouble.test(line)) problems.add(`main: ${line}`)
    }
  })
}

/** A running app. Playwright forgets the process of one that a test has closed, so it is kept. */
interface Running {
  readonly app: ElectronApplication
  readonly child: ChildProcess
}

/** Closes an app; one that does not close in time is ended. @returns whether it closed */
async function close({ app, child }: Running, patienceMs: number): Promise<boolean> {
  const closed = app.close().then(
    () => true,
    () => true
  )
  if (await Promise.race([closed, waited(patienceMs)])) return true
  // Then no question is shown.
  app.evaluate(({ app: electronApp }) => electronApp.exit()).catch(() => undefined)
  await Promise.race([closed, waited(LAST_PATIENCE_MS)])
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  await Promise.race([closed, waited(LAST_PATIENCE_MS)])
  return false
}

function waited(milliseconds: number): Promise<false> {
  return new Promise((done) => setTimeout(() => done(false), milliseconds).unref())
}

/** Has the app print which of its processes are lost. */
async function watchChildren(app: ElectronApplication, attempts = 10): Promise<void> {
  try {
    await app.evaluate(({ app: electronApp }) => {
      electronApp.on('child-process-gone', (_event, details) => {
        if (details.reason !== 'clean-exit' && details.reason !== 'killed')
          console.error('child-process-gone', JSON.stringify(details))
      })
    })
  } catch (thrown) {
    // While the app starts, V8 may collect the answer before the inspector has sent it.
    if (attempts === 0 || !String(thrown).includes('garbage collected')) throw thrown
    await watchChildren(app, attempts - 1)
  }
}

// Software GL remarks on reading pixels back, which only the screenshots do.
const chatter = 'GPU stall due to ReadPixels'

function watchPage(page: Page, problems: Problems): void {
  page.on('pageerror', (error) => problems.add(`page: ${error.stack ?? error.message}`))
  page.on('crash', () => problems.add('page: crashed'))
  page.on('console', (message) => {
    if (message.text().includes(chatter)) return
    if (message.type() === 'error' || message.type() === 'warning')
      problems.add(`console ${message.type()}: ${message.text()} (${message.location().url})`)
  })
}

/** Playwright's `test` with the running app (`app`), its window (`page`) and what went wrong. */
export const test = base.extend<Fixtures>({
  problems: [
    async ({}, use) => {
      const problems = new Problems()
      await use(problems)
      expect(problems.unexpected(), 'errors and warnings of the app').toEqual([])
    },
    { auto: true }
  ],
  userData: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'partwise-e2e-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  },
  launch: async ({ problems, userData }, use, testInfo) => {
    const running: Running[] = []
    await use(async (args = [], env = {}) => {
      // No executablePath: only then does Playwright delay the app until it is attached.
      const app = await _electron.launch({
        args: [root, ...switches(userData), ...args],
        cwd: root,
        env: environment(env)
      })
      running.push({ app, child: app.process() })
      watchProcess(app, problems)
      await watchChildren(app)
      const page = await app.firstWindow()
      watchPage(page, problems)
      await app.evaluate(({ BrowserWindow }, size) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height)
      }, windowSize)
      return { app, page }
    })
    // A failed test may leave work behind that the app would ask about before it closes.
    const hasFailed = testInfo.status !== testInfo.expectedStatus
    const patience = hasFailed ? PATIENCE_AFTER_FAILURE_MS : PATIENCE_MS
    for (const each of running) {
      const hasClosed = await close(each, patience)
      if (!hasClosed && !hasFailed) problems.add('main: the app did not close when it was told')
    }
  },
  launched: async ({ launch }, use) => use(await launch()),
  app: async ({ launched }, use) => use(launched.app),
  page: async ({ launched }, use) => use(launched.page)
})

export { expect }
