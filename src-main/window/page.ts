/**
 * The page in the window: sends it events, hands it files from outside, and reloads it once when
 * its process is gone. The document lives in main and outlasts it.
 */
import type { BrowserWindow } from 'electron'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Emit } from '../../shared/contract'
import { pageUrl } from '../serving/app-protocol'
import { channelOf } from '../requests/channel'
import type { Log } from '../remembered/log'

interface PageOptions {
  readonly log: Log
  /** Called with files from outside before the page hears of them. */
  readonly onFiles: (paths: readonly string[]) => void
  /** A page that fails again within this many milliseconds is not reloaded without asking. */
  readonly patience?: number
  /** Asks whether to try again; false means to give up, once what runs has ended in order. */
  readonly askToReload: () => Promise<boolean>
  /** Called when the page's process is gone, before it is reloaded. */
  readonly onGone: () => void
}

/** The page of one window. */
export class Page {
  readonly #window: BrowserWindow
  readonly #options: PageOptions
  #isLoaded = false
  #filesToOpen: readonly string[] = []
  #isSending = false
  #goneAt = -Infinity
  #hasFailed = false

  constructor(window: BrowserWindow, options: PageOptions) {
    this.#window = window
    this.#options = options
    const { webContents } = window
    webContents.on('did-finish-load', () => {
      this.#isLoaded = true
      this.#sendFiles()
    })
    webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      this.#isLoaded = false
      if (reason === 'clean-exit') return
      options.log.error(`the page is gone: ${reason}, exit code ${exitCode}`)
      void this.#bringBack()
    })
    webContents.on('preload-error', (_event, _path, error) => {
      options.log.error('error in the preload', error)
    })
  }

  /** Loads the page. */
  async load(): Promise<void> {
    try {
      await this.#window.loadURL(pageUrl)
    } catch (thrown) {
      // Loading also fails in a window that is being closed; it is destroyed a moment later.
      await nextTurn()
      if (this.#window.isDestroyed()) return
      this.#options.log.error('the page does not load', thrown)
    }
  }

  /** The page listens, though not all of it may be loaded; returns whether the last one failed. */
  begin(): boolean {
    this.#isLoaded = true
    return this.#hasFailed
  }

  /** Sends an event; nobody hears it while there is no page. */
  readonly emit: Emit = (name, payload) => {
    if (this.#isLoaded && !this.#window.isDestroyed()) {
      this.#window.webContents.send(channelOf(name), payload)
    }
  }

  /**
   * Asks the page to open files, as soon as there is a page. Those of one turn go together: some
   * systems hand over several files one by one.
   */
  openFiles(paths: readonly string[]): void {
    this.#options.onFiles(paths)
    this.#filesToOpen = [...this.#filesToOpen, ...paths]
    if (this.#isSending) return
    this.#isSending = true
    setImmediate(() => {
      this.#isSending = false
      if (this.#isLoaded) this.#sendFiles()
    })
  }

  /** Brings the window to the front. */
  focus(): void {
    if (this.#window.isMinimized()) this.#window.restore()
    this.#window.focus()
  }

  #sendFiles(): void {
    const paths = this.#filesToOpen
    if (paths.length === 0) return
    this.#filesToOpen = []
    this.emit('openRequested', { paths })
  }

  async #bringBack(): Promise<void> {
    const { patience = 60_000, askToReload, onGone } = this.#options
    this.#hasFailed = true
    const isFirst = performance.now() - this.#goneAt > patience
    this.#goneAt = performance.now()
    onGone()
    if (!isFirst && !(await askToReload())) return this.#window.destroy()
    if (!this.#window.isDestroyed()) this.#window.webContents.reload()
  }
}
