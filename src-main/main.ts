/** The main process: builds all parts and puts them together. */
import {
  app,
  dialog,
  ipcMain,
  nativeImage,
  nativeTheme,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  session,
  shell
} from 'electron'
import { join, resolve } from 'node:path'
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
import { GivenPaths } from './document/given-paths'
import { createHandlers } from './requests/handlers'
import { bindDrops, bindHandlers } from './requests/ipc'
import { jsonFile, type JsonFile } from './remembered/json-file'
import { createKeepAwake } from './window/keep-awake'
import { filesInArguments } from './window/launch-file'
import { lazyEngine } from './tasks/lazy-engine'
import { createLog, type Log } from './remembered/log'
import { Page } from './window/page'
import { MeasuredSpeed } from './remembered/measured-speed'
import { Places } from './remembered/places'
import { removeProfile, usableProfile, type Profile } from './remembered/profile'
import { PreferenceStore } from './remembered/preferences'
import { stagingListsIn } from './remembered/profile-folder'
import { RecentFiles } from './remembered/recent-files'
import { resolveNoHosts, secureContents, secureSession } from './serving/security'
import { Session } from './document/session'
import { settleWhenIdle } from './export/settle-at-start'
import { StemExport } from './export/stem-export'
import { onSystemEnd } from './window/system-end'
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
if (developmentServer === null) resolveNoHosts(app)

const launch: Launch = { files: filesInArguments(process.argv, app.isPackaged, process.cwd()) }
const profile = findProfile()
if (profile !== null) {
  // The lock lies in the folder: one that cannot be written would pass for a second instance.
  if (app.requestSingleInstanceLock(launch)) begin(profile)
  else app.quit()
}

/** The folder for what is remembered, given to Electron; null ends the app, with a sentence. */
function findProfile(): Profile | null {
  try {
    // Electron silently takes a folder of its own in place of one that it cannot make.
    const named = app.commandLine.getSwitchValue('user-data-dir')
    const found = usableProfile(() => (named === '' ? app.getPath('userData') : resolve(named)))
    if (found.forgets) app.setPath('userData', found.folder)
    return found
  } catch (thrown) {
    dialog.showErrorBox(
      'Partwise cannot start',
      `No folder can be written, not even one for temporary files. Make room, or check the permissions of your home folder, and start again.\n\n${String(thrown)}`
    )
    app.exit(1)
    return null
  }
}

function begin(profile: Profile): void {
  app.on('quit', () => removeProfile(profile))
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
    const page = openApp(log, profile)
    openFiles = (paths) => page.openFiles(paths)
    focus = () => page.focus()
    page.openFiles(waitingFiles)
  })
}

function openApp(log: Log, { forgets }: Profile): Page {
  const userFile = (name: string): JsonFile => jsonFile(join(app.getPath('userData'), name))
  const preferences = new PreferenceStore(userFile('preferences.json'))
  const recentFiles = new RecentFiles(userFile('recent-files.json'))
  const places = new Places(userFile('places.json'))
  const speed = new MeasuredSpeed(userFile('speed.json'))
  const given = new GivenPaths()
  given.add(
    recentFiles.list.map(({ path }) => path),
    'person'
  )
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
    onFiles: (paths) => given.add(paths, 'person'),
    askToReload: async () => {
      const isReload = await ask(window, reloadQuestion)
      if (!isReload) await tasks.cancelAll()
      return isReload
    },
    onGone: () => {
      keepAwake('playing', false)
      windowDecoder.abandon()
      documents.orphan()
      stemExport.orphan()
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
    speed,
    given,
    log,
    onBegin: () => page.begin(),
    forgets,
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
  const ownContents = (): number => contentsId
  bindHandlers({ receiver: ipcMain, handlers, log, ownContents })
  bindDrops({ receiver: ipcMain, given, log, ownContents })

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
  const closeNow = guardClose(window, {
    tasks,
    askToQuit: (kinds, signal) => ask(window, quitQuestion(kinds), signal)
  })
  const endNow = async (): Promise<void> => {
    if (!window.isDestroyed()) await closeNow()
    app.quit()
  }
  onSystemEnd(endNow, { process, powerMonitor, window })
  // After the window has been drawn, so that the first file finds a worker that is ready.
  window.once('show', () => setTimeout(() => engine.warmUp(WARM_WORKERS), WARM_UP_AFTER_MS))
  disposeAtQuit(app, () => engine.dispose())
  return page
}

const reloadQuestion = {
  message: 'The window has failed twice in a row.',
  detail:
    'Reload it, and the recording comes back with its stems. If you quit, stems that were not exported are lost; the recording on disk is not changed.',
  buttons: ['Reload', 'Quit']
} as const
