/** The main process: builds all parts and puts them together. */
import {
  app,
  ipcMain,
  nativeImage,
  nativeTheme,
  powerSaveBlocker,
  protocol,
  session,
  shell
} from 'electron'
import { join } from 'node:path'
import type { Emit } from '../shared/contract'
import { aboutText } from './window/about'
import { AppMenu } from './menu/app-menu'
import { appScheme, createAppProtocol } from './serving/app-protocol'
import { serveMedia } from './serving/bulk'
import { disposeAtQuit, guardClose, quitQuestion } from './window/close-guard'
import { createCollectLater } from './document/collect-later'
import { ask, askForFiles, askForFolder, tell } from './window/dialogs'
import { createEngineClient } from './engine/engine-client'
import { loadKernels } from './engine/wasm/load-kernels'
import { DragFiles } from './export/drag-files'
import { createHandlers } from './requests/handlers'
import { bindHandlers } from './requests/ipc'
import { jsonFile, type JsonFile } from './remembered/json-file'
import { createKeepAwake } from './window/keep-awake'
import { filesInArguments } from './window/launch-file'
import { lazyEngine } from './tasks/lazy-engine'
import { createLog, type Log } from './remembered/log'
import { Page } from './window/page'
import { Places } from './remembered/places'
import { PreferenceStore } from './remembered/preferences'
import { stagingListsIn } from './remembered/profile-folder'
import { RecentFiles } from './remembered/recent-files'
import { secureContents, secureSession } from './serving/security'
import { Session } from './document/session'
import { settleWhenIdle } from './export/settle-at-start'
import { StemExport } from './export/stem-export'
import { showTaskProgress } from './window/task-progress'
import { Tasks } from './tasks/tasks'
import { openWindow, zoomWindow } from './window/window'
import { WindowDecoder } from './document/window-decoder'

const isDevelopment = !app.isPackaged
const developmentServer = isDevelopment ? (process.env['ELECTRON_RENDERER_URL'] ?? null) : null
const rendererFolder = join(import.meta.dirname, '../renderer')
const preload = join(import.meta.dirname, '../preload/preload.cjs')
const workerUrl = new URL('./engine.worker.js', import.meta.url)
const teamUrl = new URL('./team.worker.js', import.meta.url)
const kernelsFolder = new URL('../kernels/', import.meta.url)

/** Milliseconds from the window's first showing to the start of the engine. */
const WARM_UP_AFTER_MS = 300
/** Workers that a recording needs at once: two draw its spectrogram. */
const WARM_WORKERS = 2

/** What a second instance of the app tells the first. */
interface Launch {
  readonly files: readonly string[]
}

protocol.registerSchemesAsPrivileged([appScheme])
// Chromium only runs as root without its sandbox; asking for the sandbox would hang every child.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
secureContents(app)

const launch: Launch = { files: filesInArguments(process.argv, app.isPackaged, process.cwd()) }
if (app.requestSingleInstanceLock(launch)) begin()
else app.quit()

function begin(): void {
  const log = createLog(join(app.getPath('userData'), 'logs'), {
    echo: (line) => {
      if (isDevelopment) process.stderr.write(line)
    }
  })
  process.on('uncaughtException', (thrown) => log.error('Uncaught exception', thrown))
  process.on('unhandledRejection', (thrown) => log.error('Unhandled rejection', thrown))

  let openFiles = (paths: readonly string[]): void => void waitingFiles.push(...paths)
  let focus = (): void => undefined
  const waitingFiles = [...launch.files]
  app.on('open-file', (event, path) => {
    event.preventDefault()
    openFiles([path])
  })
  app.on('second-instance', (_event, _argv, _folder, data) => {
    focus()
    openFiles((data as Launch).files)
  })
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit') log.error(`${type} is gone: ${reason}, exit code ${exitCode}`)
  })
  app.on('window-all-closed', () => app.quit())
  void app.whenReady().then(() => {
    const page = openApp(log)
    openFiles = (paths) => page.openFiles(paths)
    focus = () => page.focus()
    page.openFiles(waitingFiles)
  })
}

function openApp(log: Log): Page {
  const userFile = (name: string): JsonFile => jsonFile(join(app.getPath('userData'), name))
  const preferences = new PreferenceStore(userFile('preferences.json'))
  const recentFiles = new RecentFiles(userFile('recent-files.json'))
  const places = new Places(userFile('places.json'))
  nativeTheme.themeSource = preferences.current.theme

  const tasks = new Tasks()
  const stagingLists = stagingListsIn(app.getPath('userData'))
  const engine = lazyEngine(() =>
    createEngineClient({
      workerUrl,
      teamUrl,
      isBackground: true,
      stagingList: stagingLists.app,
      module: loadKernels(kernelsFolder)
    })
  )
  const emit: Emit = (name, payload) => page.emit(name, payload)
  const axis = () => preferences.current.axis
  const windowDecoder = new WindowDecoder(emit)
  const onMemoryGivenUp = createCollectLater()
  const documents = new Session({
    engine,
    tasks,
    emit,
    log,
    axis,
    windowDecoder,
    onMemoryGivenUp
  })
  const keepAwake = createKeepAwake(powerSaveBlocker)

  secureSession(session.defaultSession, developmentServer)
  const handleRequest = createAppProtocol({
    folder: rendererFolder,
    serveMedia: (pathname) =>
      Promise.resolve(
        windowDecoder.serve(pathname) ??
          serveMedia(pathname, (number) =>
            documents.isClosed(number) ? 'closed' : documents.find(number)
          )
      ),
    developmentServer
  })
  protocol.handle(appScheme.scheme, handleRequest)

  const window = openWindow({
    preload,
    version: app.getVersion(),
    stateFile: userFile('window.json')
  })
  const page = new Page(window, {
    log,
    askToReload: () => ask(window, reloadQuestion),
    onGone: () => {
      keepAwake('playing', false)
      windowDecoder.abandon()
      return documents.document?.summary.path ?? null
    }
  })
  void page.load()

  const music = app.getPath('music')
  const stemExport = new StemExport({
    session: documents,
    engine,
    tasks,
    emit,
    places,
    musicFolder: join(music, 'Partwise'),
    version: app.getVersion(),
    askForFolder: (start) => askForFolder(window, start)
  })
  const dragFiles = new DragFiles({
    session: documents,
    engine,
    emit,
    folder: join(app.getPath('userData'), 'dragged')
  })
  void dragFiles.removeOld()
  settleWhenIdle({
    engine,
    isBusy: () => tasks.isBusy,
    lists: stagingLists,
    onFailure: (thrown) => log.error('cannot settle what was left', thrown)
  })
  const dragIcon = nativeImage.createFromPath(join(app.getAppPath(), 'resources/drag.png'))
  const handlers = createHandlers({
    session: documents,
    tasks,
    stemExport,
    dragFiles,
    windowDecoder,
    preferences,
    recentFiles,
    places,
    log,
    demoPaths: {
      band: join(app.getAppPath(), 'resources/demo/demo-band.flac'),
      piano: join(app.getAppPath(), 'resources/demo/piano-notes.wav')
    },
    askForFiles: () => askForFiles(window, places.get('openFolder') ?? music),
    revealFolder: async (folder) => {
      const problem = await shell.openPath(folder)
      if (problem !== '') log.error(`cannot show the folder: ${problem}`)
    },
    startDrag: (paths) => {
      window.webContents.startDrag({ file: paths[0]!, files: [...paths], icon: dragIcon })
    },
    setPlaying: (playing) => keepAwake('playing', playing),
    setHistory: (history) => menu.setHistory(history),
    setMenuState: (state) => menu.setState(state),
    onRemembered: () => {
      nativeTheme.themeSource = preferences.current.theme
      menu.show()
    }
  })
  const contentsId = window.webContents.id
  bindHandlers({ receiver: ipcMain, handlers, log, ownContents: () => contentsId })

  const menu = new AppMenu({
    isMac: process.platform === 'darwin',
    isDevelopment,
    remembered: () => ({ preferences: preferences.current, recentFiles: recentFiles.listed }),
    command: (command) => emit('menuCommand', { command }),
    openRecent: (path) => page.openFiles([path]),
    clearRecent: () => void handlers.clearRecentFiles(null),
    zoom: (step) => zoomWindow(window, step),
    showAbout: () => {
      const { electron, chrome } = process.versions
      void tell(window, aboutText({ app: app.getVersion(), electron, chrome }))
    }
  })
  const lookForFiles = (): void => void recentFiles.look().then(() => menu.show())
  window.on('focus', lookForFiles)
  lookForFiles()

  tasks.onChange(() => keepAwake('work', tasks.isBusy))
  showTaskProgress(window, tasks)
  guardClose(window, { tasks, askToQuit: (kinds) => ask(window, quitQuestion(kinds)) })
  // After the window has been drawn, so that the first file finds a worker that is ready.
  window.once('show', () => setTimeout(() => engine.warmUp(WARM_WORKERS), WARM_UP_AFTER_MS))
  disposeAtQuit(app, () => engine.dispose())
  return page
}

const reloadQuestion = {
  message: 'The window has failed twice in a row.',
  detail: 'The recording on disk is not changed. Reload the window, or quit Partwise?',
  buttons: ['Reload', 'Quit']
} as const
