/**
 * All state of the window: makes every part once, and has the few actions that concern several
 * parts. connections.svelte.ts ties the parts together.
 */
import { createContext } from 'svelte'
import { viewNames, type ViewName } from '../../shared/contract'
import { checkRate } from '../../shared/export-rate'
import { Failure } from '../../shared/failure'
import { Player } from '../audio/window/player'
import { remixWorkletUrl } from '../audio/window/remix-worklet-url'
import { fetchBytes, pathOf, request } from '../bridge'
import { tileMaskWorkerUrl } from '../draw/spectrogram/tile-mask-worker-url'
import { Audition } from './listening/audition.svelte'
import { Batch } from './batch/batch.svelte'
import { DragOut } from './exporting/drag-out.svelte'
import { editText } from './shell/edit-text'
import { ExportState } from './exporting/export.svelte'
import { Incoming } from './opening/incoming'
import { Looking } from './opening/looking.svelte'
import { Mixer } from './document/mixer.svelte'
import { Notices } from './shell/notices.svelte'
import { Opener } from './opening/opener.svelte'
import { listOutputs, onOutputsChange, OutputDevices } from './listening/output-devices.svelte'
import { Picture } from './seeing/picture.svelte'
import { Project } from './document/project.svelte'
import { comeBack } from './opening/returning'
import { batchEndText } from './batch/queue-words'
import { Queue, type QueueItem } from './batch/queue.svelte'
import { RecentList } from './opening/recent-files.svelte'
import { Remembered } from './remembered.svelte'
import { RowDrag } from './seeing/row-drag.svelte'
import { Separating } from './separating/separating.svelte'
import { Separator } from './separating/separator.svelte'
import { Expected } from './separating/expected.svelte'
import { SettingsState } from './separating/settings.svelte'
import { Solutions } from './separating/solutions.svelte'
import { StemMeters } from './listening/stem-meters.svelte'
import { StemNotes } from './listening/stem-notes.svelte'
import { Transport } from './listening/transport.svelte'
import { Viewport } from './seeing/viewport.svelte'

/** The window's state. */
export class App {
  readonly notices = new Notices()
  readonly viewport = new Viewport()
  readonly picture = new Picture(
    fetchBytes,
    () => new Worker(tileMaskWorkerUrl, { type: 'module' })
  )
  readonly project = new Project()
  readonly mixer = new Mixer(this.project.history, this.project.separations)
  readonly settings = new SettingsState()
  readonly expected = new Expected((input) => request('expectedSeconds', input))
  readonly separating = new Separating()
  readonly solutions = new Solutions(this.project.separations)
  readonly player = new Player({ workletUrl: remixWorkletUrl })
  readonly transport = new Transport(this.player)
  readonly stemMeters = new StemMeters(this.player, () =>
    this.mixer.rows.map(({ id }) => ({ id, components: this.mixer.componentsOf(id) }))
  )
  readonly outputs = new OutputDevices(
    {
      list: listOutputs,
      onChange: onOutputsChange,
      use: (id) => this.player.setOutput(id)
    },
    (label, why) =>
      this.notices.remark(
        'Sound goes elsewhere',
        why === 'gone'
          ? `“${label}” is gone. Sound goes where the system sends it.`
          : `“${label}” takes no sound now: another program may hold it. Sound goes where the system sends it.`
      )
  )
  readonly audition = new Audition(this.mixer, this.transport, () => this.project.separation)
  readonly rowDrag = new RowDrag()
  readonly stemNotes = new StemNotes(
    (input) => request('findNotes', input),
    (thrown) => this.notices.fail(thrown)
  )
  readonly exporting = new ExportState({
    mixer: this.mixer,
    notes: this.stemNotes,
    remember: (exporting) => this.remembered.prefer({ exporting })
  })
  readonly dragOut = new DragOut({
    prepare: (wanted) => request('prepareDrag', wanted),
    start: (paths) => request('startDrag', { paths }),
    remark: (title, text) => this.notices.remark(title, text),
    fail: (thrown) => this.notices.fail(thrown)
  })
  readonly recent = new RecentList()
  readonly remembered: Remembered = new Remembered(this)
  readonly separator: Separator = new Separator(this, (status) => (this.status = status))
  readonly opener: Opener = new Opener(this, {
    say: (status) => (this.status = status),
    failPlayback: (cause) => this.failPlayback(cause)
  })
  readonly queue = new Queue()
  readonly batch: Batch = new Batch(this.queue, {
    open: async (path) => {
      const opened = await request('openAudio', { path })
      if (opened) await this.opener.take(opened)
      return opened
    },
    check: ({ summary }) => checkRate(this.exporting.options.format, summary.sampleRate),
    separate: (settings) => {
      this.settings.change(settings)
      return this.separator.run(settings)
    },
    write: () => {
      const { audio } = this.project
      return audio ? this.exporting.writeAll(audio) : Promise.resolve(null)
    },
    cancel: () => (this.exporting.running ? this.exporting.cancel() : this.separator.cancel())
  })
  readonly looking = new Looking()
  readonly incoming = new Incoming({
    queue: this.queue,
    notices: this.notices,
    isOpen: () => this.project.audio !== null || this.opener.opening !== null,
    obstacle: () => this.opener.obstacle,
    list: (paths) => this.looking.watch(request('listAudio', { paths })),
    open: (path) => this.opener.open(path),
    pathOf,
    isOwn: (paths) => this.dragOut.isOwn(paths)
  })
  /** Whether the window shows all that a window before it had open. */
  isReady = $state(false)
  /** The view of the work area once there are stems. */
  view = $state<ViewName>('lanes')
  modelMiddle = $state<'recording' | 'model' | 'selected'>('selected')
  /** The help that is shown. */
  help = $state<'shortcuts' | 'guide' | 'licenses' | null>(null)
  /** The text of the task bar while nothing runs. */
  status = $state('Everything stays on this computer.')

  /** Whether a dialog covers everything else. */
  get isCovered(): boolean {
    return this.exporting.shown || this.help !== null
  }

  /** Whether the inspector is shown beside the work area; the queue takes its place. */
  get inspectorShown(): boolean {
    return this.remembered.preferences.inspectorShown && !this.queue.shown
  }

  set inspectorShown(inspectorShown: boolean) {
    if (inspectorShown) this.queue.shown = false
    this.remembered.prefer({ inspectorShown })
  }

  /** Loads what is remembered, and what a window that failed had open. */
  async start(): Promise<void> {
    const beginning = await request('beginWindow', null)
    await this.remembered.load()
    await this.recent.look()
    try {
      if (beginning !== null) await comeBack(this, beginning)
    } catch (thrown) {
      this.notices.fail(thrown)
    } finally {
      this.isReady = true
    }
  }

  /**
   * Opens the export dialog, with these stems picked; does nothing without stems or during other
   * work.
   */
  async showExport(ids: readonly number[] | null = null): Promise<void> {
    const { audio } = this.project
    const isBusy = this.separating.running || this.batch.running
    if (!audio || this.mixer.stems.length === 0 || isBusy) return
    await this.exporting.open(audio, ids)
  }

  /** Opens a recording of the queue, even one that failed before. */
  async openQueued({ id, path }: QueueItem): Promise<void> {
    this.queue.set(id, { kind: 'waiting' })
    await this.opener.open(path)
  }

  /** Asks for a folder, then separates and exports everything in the queue into it. */
  async startBatch(): Promise<void> {
    const why = this.opener.obstacle
    if (why !== null) return this.notices.remark('The batch was not started', why)
    if ((await request('chooseFolder', { current: '' })) === null) return
    const sampleRate = this.project.audio?.summary.sampleRate ?? 44_100
    this.exporting.close()
    await this.batch.run({ settings: this.settings.next, sampleRate })
    const { items, waiting } = this.queue
    const failed = items.filter(({ state }) => state.kind === 'failed').length
    this.status = batchEndText({ failed, waiting: waiting.length })
  }

  /** Shows the stems that the batch has written in the file manager. */
  async showFolder(folder: string): Promise<void> {
    try {
      await request('showFolder', { folder })
    } catch (thrown) {
      this.notices.fail(thrown)
    }
  }

  /** Gives the search for recordings up. */
  async stopLooking(): Promise<void> {
    await request('cancelListing', null)
  }

  /** Goes on to the next view, once there are stems. */
  toggleView(): void {
    if (this.project.separation === null) return
    this.view = viewNames[(viewNames.indexOf(this.view) + 1) % viewNames.length]!
  }

  /** Switches between the recording and the remix, once there is one. */
  toggleListenTo(): void {
    if (this.project.separation === null) return
    this.transport.listenTo = this.transport.listenTo === 'remix' ? 'original' : 'remix'
  }

  /** Makes the mix audible, once there is one; it stays so after a row that is held. */
  hearRemix(): void {
    if (this.project.separation === null) return
    this.audition.keepRemix()
    this.transport.listenTo = 'remix'
  }

  /** Undoes the last step, or in a text field the last typing. */
  undo(): void {
    if (editText('undo')) return
    const { history } = this.mixer
    // A running separation is undone by cancelling it.
    if (this.separator.isLastStep) void this.separator.cancel()
    else void this.#travel('Undone', history.undoName, () => history.undo())
  }

  /** Redoes what was undone. */
  redo(): void {
    const { history } = this.mixer
    if (!editText('redo')) void this.#travel('Redone', history.redoName, () => history.redo())
  }

  /** Goes to another state, and says so in place of what was said about the one before. */
  async #travel(what: string, step: string | null, go: () => Promise<void>): Promise<void> {
    const before = this.mixer.history.present
    await go()
    if (step !== null && this.mixer.history.present !== before) this.status = `${what}: ${step}`
  }

  /** Shows that there is no sound. */
  failPlayback(cause: unknown): void {
    this.notices.fail(new Failure('playback/failed', String(cause), {}, { cause }))
  }

  /** Ends everything. */
  dispose(): void {
    this.outputs.dispose()
    this.player.dispose()
  }
}

/** Provides the state to components. */
export const [useApp, provideApp] = createContext<App>()
