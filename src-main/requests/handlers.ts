/** What each request of the window does. */
import { dirname, resolve } from 'node:path'
import type { AudioSummary } from '../../shared/audio'
import { expectedSeconds, noteSeconds } from '../document/expected-seconds'
import type {
  AudioList,
  Demo,
  EditHistory,
  Handlers,
  MenuState,
  OpenedAudio,
  WindowBeginning
} from '../../shared/contract'
import type { DragFiles } from '../export/drag-files'
import type { Log } from '../remembered/log'
import type { MeasuredSpeed } from '../remembered/measured-speed'
import type { Places } from '../remembered/places'
import type { PreferenceStore } from '../remembered/preferences'
import type { RecentFiles } from '../remembered/recent-files'
import type { GivenPaths } from '../document/given-paths'
import { listAudio } from '../document/listed-audio'
import type { Session } from '../document/session'
import type { StemExport } from '../export/stem-export'
import type { Tasks } from '../tasks/tasks'
import type { WindowDecoder } from '../document/window-decoder'

/** What handlers work with. */
export interface HandlerParts {
  readonly session: Session
  readonly tasks: Tasks
  readonly stemExport: StemExport
  readonly dragFiles: DragFiles
  readonly windowDecoder: WindowDecoder
  readonly preferences: PreferenceStore
  readonly recentFiles: RecentFiles
  readonly places: Places
  readonly speed: MeasuredSpeed
  /** What may be opened. */
  readonly given: GivenPaths
  readonly log: Log
  /** Where the recordings are that come with the app. */
  readonly demoPaths: Readonly<Record<Demo, string>>
  /** Called when a window begins; whether the one before it failed. */
  readonly onBegin: () => boolean
  /** Whether the user's data folder cannot be written. */
  readonly forgets: boolean
  /** The system's file dialog; null when cancelled. */
  readonly askForFiles: () => Promise<readonly string[] | null>
  /** Shows a folder in the system's file manager. */
  readonly revealFolder: (folder: string) => Promise<void>
  /** Hands files to the system's drag, while the pointer is down. */
  readonly startDrag: (paths: readonly string[]) => void
  readonly setPlaying: (playing: boolean) => void
  /** Puts the names of the next undo and redo steps into the menu. */
  readonly setHistory: (history: EditHistory) => void
  /** Enables in the menu what the window can do. */
  readonly setMenuState: (state: MenuState) => void
  /** Called after the preferences or the recent files have changed. */
  readonly onRemembered: () => void
}

/** The handlers of all requests. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { session, tasks, stemExport, preferences, recentFiles, places, given, speed, log } = parts
  let listing = new AbortController()
  let work: string | null = null

  const remember = async (write: Promise<void>): Promise<void> => {
    parts.onRemembered()
    // The request has been carried out; failing to remember it is not worth a failure.
    await write.catch((thrown: unknown) => log.error('cannot remember', thrown))
  }

  const rememberFile = async (summary: AudioSummary): Promise<void> => {
    await remember(recentFiles.add(summary))
    await remember(places.set('openFolder', dirname(summary.path)))
  }

  const chooseFiles = async (): Promise<readonly string[] | null> => {
    const paths = await parts.askForFiles()
    given.add(paths ?? [], 'person')
    return paths
  }

  const list = async (paths: readonly string[]): Promise<AudioList | null> => {
    for (const path of paths) given.check(path)
    listing.abort()
    listing = new AbortController()
    const { signal } = listing
    const found = await listAudio(paths, { signal })
    // What lies in a folder came the way that the folder came.
    given.add(found?.files.map(({ path }) => path) ?? [], 'person')
    return found
  }

  const openFile = async (path: string): Promise<OpenedAudio | null> => {
    given.check(path)
    const opened = await session.open(resolve(path))
    if (opened) void rememberFile(opened.summary)
    return opened
  }

  const beginWindow = async (): Promise<WindowBeginning> => {
    const hasFailed = parts.onBegin()
    const held = await session.held()
    const isExporting = held !== null && stemExport.isOpen(held.opened.document)
    const document = held && { ...held, isExporting }
    return { hasFailed, forgets: parts.forgets, work, document }
  }

  return {
    beginWindow,
    keepWork: ({ work: given }) => {
      work = given
      return Promise.resolve(null)
    },
    openAudio: ({ path }) => openFile(path),
    chooseFiles,
    listAudio: ({ paths }) => list(paths),
    cancelListing: () => {
      listing.abort()
      return Promise.resolve(null)
    },
    openDemo: ({ demo }) => session.open(parts.demoPaths[demo]),
    separate: async ({ document, settings }) => {
      const summary = session.find(document)?.summary
      const result = await session.separate(document, settings)
      if (result !== null && summary) {
        noteSeconds(speed, settings, summary, result.seconds).catch((thrown: unknown) =>
          log.error('cannot remember the speed', thrown)
        )
      }
      return result
    },
    expectedSeconds: ({ document, settings }) => {
      const summary = session.find(document)?.summary
      return Promise.resolve(summary ? expectedSeconds(speed, settings, summary) : null)
    },
    awaitSeparation: ({ document }) => session.separationEnd(document),
    cancelSeparation: async ({ document }) => {
      await tasks.cancel(document, 'separation')
      return null
    },
    previewTaken: ({ document, generation }) => {
      session.takenPreview(document, generation)
      return Promise.resolve(null)
    },
    useSeparation: ({ document, generation }) =>
      Promise.resolve({ isKept: session.useSeparation(document, generation) }),
    findNotes: (input) => session.findNotes(input),
    setHistory: (history) => {
      parts.setHistory(history)
      return Promise.resolve(null)
    },
    setMenuState: (state) => {
      parts.setMenuState(state)
      return Promise.resolve(null)
    },
    setSpectrogramAxis: ({ document, axis }) => session.showAxis(document, axis),
    planExport: (input) => stemExport.plan(input),
    chooseFolder: ({ current }) => stemExport.choose(current),
    exportStems: (request) => stemExport.write(request),
    prepareDrag: (request) => parts.dragFiles.prepare(request),
    startDrag: ({ paths }) => {
      if (!parts.dragFiles.has(paths)) throw new Error('only files of prepareDrag are dragged')
      parts.startDrag(paths)
      return Promise.resolve(null)
    },
    awaitExport: ({ document }) => stemExport.end(document),
    cancelExport: async ({ document }) => {
      await tasks.cancel(document, 'export')
      return null
    },
    showFolder: async ({ folder }) => {
      if (!stemExport.mayShow(folder)) throw new Error('only the folder of an export is shown')
      await parts.revealFolder(folder)
      return null
    },
    recentFiles: () => recentFiles.look(),
    forgetRecentFile: async ({ path }) => {
      await remember(recentFiles.remove(path))
      return null
    },
    clearRecentFiles: async () => {
      await remember(recentFiles.clear())
      return null
    },
    loadPreferences: () => Promise.resolve(preferences.current),
    savePreferences: async (changed) => {
      await remember(preferences.save(changed))
      return null
    },
    deliverSamples: (piece) => Promise.resolve({ wanted: parts.windowDecoder.deliver(piece) }),
    endDecoding: (outcome) => {
      parts.windowDecoder.end(outcome)
      return Promise.resolve(null)
    },
    setPlaying: ({ playing }) => {
      parts.setPlaying(playing)
      return Promise.resolve(null)
    }
  }
}
