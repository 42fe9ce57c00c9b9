/** The one window: how it looks before the page is there, and what its page may do. */
import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { JsonFile } from './json-file'
import { versionArgument } from './version-argument'
import { minimumSize, repairWindowState } from './window-state'

/** `--surface-1` of the two themes, so that the empty frame has the page's color. */
const surface = { dark: '#191b1f', light: '#f3f3f1' } as const

interface WindowOptions {
  readonly preload: string
  readonly version: string
  /** Where the size is kept between starts. */
  readonly stateFile: JsonFile
}

/** Opens the window without a page; it shows itself when one has been drawn. Only after the app is ready. */
export function openWindow({ preload, version, stateFile }: WindowOptions): BrowserWindow {
  const { width, height, maximized } = repairWindowState(
    stateFile.read(),
    screen.getPrimaryDisplay().workAreaSize
  )
  const window = new BrowserWindow({
    ...{ width, height, minWidth: minimumSize.width, minHeight: minimumSize.height },
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
      autoplayPolicy: 'no-user-gesture-required'
    }
  })
  if (maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    const { width, height } = window.getNormalBounds()
    try {
      stateFile.writeNow({ width, height, maximized: window.isMaximized() })
    } catch {
      // The next start has the first size again, which is no reason to hold up this end.
    }
  })
  return window
}
