/** The one window: how it looks before its page is loaded, and what its page may do. */
import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { JsonFile } from '../remembered/json-file'
import { versionArgument } from './version-argument'
import { minimumSize, repairWindowState } from './window-state'
import { nextZoom } from './window-zoom'

/** `--surface-1` of the two themes, so that the empty frame has the page's color. */
const surface = { dark: '#191b1f', light: '#f3f3f1' } as const

interface WindowOptions {
  readonly preload: string
  readonly version: string
  /** The file that keeps the size between starts. */
  readonly stateFile: JsonFile
}

/**
 * Opens the window without a page; it shows itself when one has been drawn. Only after the app is
 * ready.
 */
export function openWindow({ preload, version, stateFile }: WindowOptions): BrowserWindow {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  const { position, width, height, maximized, zoom } = repairWindowState(
    stateFile.read(),
    [primary, ...others].map(({ workArea }) => workArea)
  )
  const window = new BrowserWindow({
    width,
    height,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    ...position,
    show: false,
    title: 'Partwise',
    backgroundColor: surface[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'],
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      additionalArguments: [versionArgument(version)],
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      backgroundThrottling: false,
      autoplayPolicy: 'no-user-gesture-required',
      zoomFactor: zoom
    }
  })
  if (maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  // What Chromium remembers of the page would override `zoomFactor` above.
  window.webContents.once('did-finish-load', () => window.webContents.setZoomFactor(zoom))
  window.on('close', () => {
    // Before it was maximized.
    const bounds = window.getNormalBounds()
    const zoom = window.webContents.getZoomFactor()
    try {
      stateFile.writeNow({
        ...bounds,
        maximized: window.isMaximized(),
        zoom: Math.round(zoom * 100) / 100
      })
    } catch {
      // The next start then has the first size again, which is no reason to delay closing.
    }
  })
  return window
}

/** Draws everything in a window a step larger (1) or smaller (-1), or at its original size (0). */
export function zoomWindow({ webContents }: BrowserWindow, step: -1 | 0 | 1): void {
  webContents.setZoomFactor(nextZoom(webContents.getZoomFactor(), step))
}
