/** All state of the window, and what a person can do with it. */
import { createContext, untrack } from 'svelte'
import { durationSeconds, type AudioSummary, type SampleRange } from '../../shared/audio'
import {
  media,
  type Input,
  type OpenedAudio,
  type Payload,
  type Preferences,
  type ListedFile
} from '../../shared/contract'
import { defaultExportOptions } from '../../shared/export-options'
import { Failure } from '../../shared/failure'
import type { SeparationSettings } from '../../shared/settings'
import { decodeForMain } from '../audio/decode-for-main'
import { Player } from '../audio/player'
import { remixWorkletUrl } from '../audio/remix-worklet-url'
import { fetchFloats, listen, request } from '../bridge'
import { tileMaskWorkerUrl } from '../draw/tile-mask-worker-url'
import { remarkText } from '../failure-text'
import { currentTheme, onSystemTheme, useTheme } from '../theme'
import { Audition } from './audition.svelte'
import { Batch } from './batch.svelte'
import { DragOut } from './drag-out.svelte'
import { ExportState } from './export.svelte'
import { Incoming } from './incoming'
import { menuState } from './menu-state'
import { LiveSeparation } from './live-separation'
import { Mixer, type TimeRange } from './mixer.svelte'
import type { SettingsOffer } from './memory-offers'
import { Notices } from './notices.svelte'
import { listOutputs, onOutputsChange, OutputDevices } from './output-devices.svelte'
import { fetchBytes, Picture } from './picture.svelte'
import { Project, type LoadedSeparation } from './project.svelte'
import { Queue, type QueueItem } from './queue.svelte'
import { RowDrag } from './row-drag.svelte'
import { Separating } from './separating.svelte'
import { SettingsState } from './settings.svelte'
import { Solutions } from './solutions.svelte'
import { StemMeters } from './stem-meters.svelte'
import { StemNotes } from './stem-notes.svelte'
import { Transport, type ListenTo } from './transport.svelte'
import { Viewport } from './viewport.svelte'

const firstPreferences: Preferences = {
  theme: 'dark',
  axis: 'mel',
  spectrogramGainDb: 20,
  spectrogramRangeDb: 80,
  colorMap: 'dusk',
  quality: 'balanced',
  laneHeight: 'normal',
  inspectorShown: true,
  follow: true,
  outputDevice: null,
  exporting: defaultExportOptions
}

const decodeTools = {
  fetchBytes: async (job: number) => (await fetch(media.encoded(job))).arrayBuffer(),
  deliver: async (piece: Input<'deliverSamples'>) =>
    (await request('deliverSamples', piece))?.wanted ?? false,
  end: async (outcome: Input<'endDecoding'>) => {
    await request('endDecoding', outcome)
  }
}

/** Until the Edit menu follows the history. */
const MENU_DELAY_MS = 150

const themeMaps = { dark: 'dusk', light: 'paper' } as const

/** The window's state. */
export class App {
  readonly notices = new Notices()
  readonly viewport = new Viewport()
  readonly picture = new Picture(
    fetchBytes,
    () => new Worker(tileMaskWorkerUrl, { type: 'module' })
  )
  readonly project = new Project()
  readonly mixer = new Mixer(this.project.history)
  readonly settings = new SettingsState()
  readonly separating = new Separating()
  readonly solutions = new Solutions()
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
    (label) =>
      this.notices.remark(
        'Sound goes elsewhere',
        `“${label}” is gone. Sound goes where the system sends it.`
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
    remember: (exporting) => this.prefer({ exporting })
  })
  readonly dragOut = new DragOut({
    prepare: (wanted) => request('prepareDrag', wanted),
    start: (paths) => request('startDrag', { paths }),
    remark: (title, text) => this.notices.remark(title, text),
    fail: (thrown) => this.notices.fail(thrown)
  })
  readonly queue = new Queue()
  readonly batch = new Batch(this.queue, {
    open: async (path) => {
      const opened = await request('openAudio', { path })
      if (opened) await this.#take(opened)
      return opened
    },
    separate: (settings) => {
      this.settings.change(settings)
      return this.#separate(settings)
    },
    write: () => {
      const { audio } = this.project
      return audio ? this.exporting.writeAll(audio) : Promise.resolve(null)
    },
    cancel: () => (this.exporting.running ? this.exporting.cancel() : this.cancelSeparation())
  })
  readonly incoming = new Incoming({
    queue: this.queue,
    notices: this.notices,
    isOpen: () => this.project.audio !== null || this.opening !== null,
    obstacle: () => this.obstacle,
    list: (paths) => request('listAudio', { paths }),
    open: (path) => this.open(path)
  })
  preferences = $state.raw<Preferences>(firstPreferences)
  recentFiles = $state.raw<readonly ListedFile[]>([])
  /** A file is being opened: its name, '' when not known yet. */
  opening = $state<string | null>(null)
  /** What the work area shows once there are stems. */
  view = $state<'lanes' | 'model'>('lanes')
  modelMiddle = $state<'recording' | 'model' | 'selected'>('selected')
  /** What help is shown. */
  help = $state<'shortcuts' | 'guide' | 'licenses' | null>(null)
  /** What the task bar says while nothing runs. */
  status = $state('Everything stays on this computer.')

  #isStarted = false
  #theme = currentTheme()
  #live: LiveSeparation | null = null
  readonly #ends: (() => void)[] = []

  constructor() {
    this.transport.onMoved = (seconds) => {
      if (this.transport.follow) this.viewport.follow(seconds)
    }
    this.transport.onFrame = (seconds, isPlaying) => {
      this.stemMeters.advance(seconds, isPlaying)
      return this.stemMeters.isMoving
    }
    const { history } = this.project
    history.prepare = ({ separation }, from) => {
      const { audio } = this.project
      if (separation === from.separation || audio === null) return true
      return this.#useSeparation(separation, audio.document)
    }
    history.onTravel = (from) => {
      const { separation } = history.present
      if (separation !== from.separation) this.#showSeparation(separation)
    }
    this.#ends.push(
      $effect.root(() => {
        $effect(() => this.player.setGains(this.mixer.gains))
        $effect(() => this.transport.setRange(this.mixer.range))
        $effect(() => {
          const { audio } = this.project
          this.settings.range = audio && samplesOf(this.mixer.range, audio.summary)
        })
        $effect(() => this.solutions.note(history.present))
        $effect(() => {
          const { undoName: undo, redoName: redo } = history
          // A menu is built anew each time, so it waits for somebody who does many steps at once.
          const soon = setTimeout(() => void request('setHistory', { undo, redo }), MENU_DELAY_MS)
          return () => clearTimeout(soon)
        })
        $effect(() => {
          const state = menuState(this)
          const soon = setTimeout(() => void request('setMenuState', state), MENU_DELAY_MS)
          return () => clearTimeout(soon)
        })
        $effect(() => {
          // These are chosen where they are used.
          const { follow } = this.transport
          const { quality } = this.settings.next
          untrack(() => this.#remember({ follow, quality }))
        })
      }),
      listen('separationProgress', (progress) => {
        if (progress.document === this.project.audio?.document) this.separating.apply(progress)
      }),
      listen('separationPreview', (preview) => void this.#preview(preview)),
      listen('spectrogramProgress', (progress) => this.picture.apply(progress)),
      listen('exportProgress', (progress) => this.exporting.apply(progress)),
      listen('dragProgress', (progress) => this.dragOut.apply(progress)),
      listen('openRequested', ({ paths }) => void this.incoming.take(paths)),
      listen('decodeRequested', (wanted) => void decodeForMain(wanted, decodeTools)),
      onSystemTheme(() => this.prefer({})),
      this.player.on('failed', (reason) => this.#failPlayback(reason)),
      this.player.on('statechange', () => {
        void request('setPlaying', { playing: this.player.playing })
      })
    )
  }

  /** Whether a dialog stands before everything else. */
  get isCovered(): boolean {
    return this.exporting.shown || this.help !== null
  }

  /** Whether what is selected is described beside the work area. */
  get inspectorShown(): boolean {
    return this.preferences.inspectorShown
  }

  set inspectorShown(inspectorShown: boolean) {
    this.prefer({ inspectorShown })
  }

  /** Loads what is remembered. */
  async start(): Promise<void> {
    this.#usePreferences((await request('loadPreferences', null)) ?? firstPreferences)
    this.#isStarted = true
    void this.outputs.start(this.preferences.outputDevice)
    await this.#loadRecentFiles()
  }

  /** Opens a file; null asks for some. What is open stays when that fails or is cancelled. */
  async open(path: string | null): Promise<void> {
    if (path !== null) {
      await this.#openBy(path.split(/[\\/]/).at(-1) ?? '', () => request('openAudio', { path }))
      return
    }
    const paths = await request('chooseFiles', null)
    if (paths) await this.incoming.take(paths)
  }

  /** Opens another file in place of the one that a notice is about. */
  async openInstead(notice: number): Promise<void> {
    this.notices.dismiss(notice)
    await this.open(null)
  }

  /** Opens the built-in demo. */
  async openDemo(): Promise<void> {
    await this.#openBy('demo.wav', () => request('openDemo', null))
  }

  /** Changes the settings as a notice offers, and separates again. */
  async takeOffer(notice: number, { change }: SettingsOffer): Promise<void> {
    this.notices.dismiss(notice)
    this.settings.change(change)
    await this.separate()
  }

  /** Separates the open recording with the settings as they are, or with given ones. */
  async separate(settings = this.settings.asked): Promise<void> {
    if (this.batch.running) return
    try {
      await this.#separate(settings)
    } catch (thrown) {
      this.notices.fail(thrown)
    }
  }

  /** @returns whether it was done, and not cancelled */
  async #separate(settings: SeparationSettings): Promise<boolean> {
    const { audio } = this.project
    if (!audio || this.separating.running) return false
    this.separating.begin(settings)
    let divergence = this.project.separation?.factorization.divergence ?? null
    const { listenTo } = this.transport
    const live = new LiveSeparation({
      project: this.project,
      mixer: this.mixer,
      sampleRate: audio.summary.sampleRate,
      show: (separation, isFirst) => {
        this.player.setGains(this.mixer.gains)
        this.player.setFactorization(separation.factorization)
        if (isFirst) this.transport.listenTo = 'remix'
      }
    })
    this.#live = live
    try {
      const result = await request('separate', { document: audio.document, settings })
      if (result && this.project.audio === audio) {
        const loaded = await this.project.fetchSeparation(result, audio.summary.sampleRate)
        if (this.project.audio !== audio) return false
        await live.finish(loaded)
        this.project.forgetOldSeparations()
        this.solutions.add(loaded)
        this.settings.last = settings
        divergence = loaded.factorization.divergence
        this.notices.clearFailures()
        const count = result.components.length
        const noun = count === 1 ? 'component' : 'components'
        this.status = `Separated into ${count} ${noun} in ${result.seconds.toFixed(1)} s`
        return true
      }
      if (this.project.audio === audio) {
        this.#takeBack(live, listenTo)
        this.status = 'Separation cancelled'
      }
      return false
    } catch (thrown) {
      if (this.project.audio === audio) this.#takeBack(live, listenTo)
      throw thrown
    } finally {
      live.drop()
      if (this.#live === live) this.#live = null
      if (this.project.audio === audio) this.separating.end(divergence)
    }
  }

  /** Separates nothing but the range; the rest of the recording goes to Rest. */
  async separateRange(): Promise<void> {
    if (this.settings.range === null || this.separating.running) return
    this.settings.onlyRange = true
    await this.separate()
  }

  /** Separates again as the last time, from other starts. */
  async anotherSolution(): Promise<void> {
    const { separation } = this.project
    if (separation === null || separation.isPreview) return
    const settings = this.solutions.nextSettings(separation.factorization.settings)
    if (!this.separating.running) this.settings.change({ seed: settings.seed })
    await this.separate(settings)
  }

  /** Shows one of the last solutions, as it was arranged, as a step. */
  async chooseSolution(name: string): Promise<void> {
    const { audio, history, separation } = this.project
    if (!audio || this.separating.running) return
    await history.idle()
    const found = this.solutions.find(name)
    if (!found || found.separation === separation) return
    if (!(await this.#useSeparation(found.separation, audio.document))) {
      this.solutions.remove(name)
      this.notices.remark(`Solution ${name} is gone`, 'Only the last few separations are kept.')
      return
    }
    if (this.project.audio !== audio || this.#live !== null) return
    history.edit(`Solution ${name}`, { ...found, range: history.present.range })
    this.#showSeparation(found.separation)
  }

  /** Stops the running separation; what was there before stays. */
  async cancelSeparation(): Promise<void> {
    const { audio } = this.project
    if (!audio || !this.separating.running) return
    this.separating.cancelling = true
    await request('cancelSeparation', { document: audio.document })
  }

  /** Opens the export dialog, with these stems picked; nothing while there are none or work is going on. */
  async showExport(ids: readonly number[] | null = null): Promise<void> {
    const { audio } = this.project
    const isBusy = this.separating.running || this.batch.running
    if (!audio || this.mixer.stems.length === 0 || isBusy) return
    await this.exporting.open(audio, ids)
  }

  /** Opens a recording of the queue, also one that failed before. */
  async openQueued({ id, path }: QueueItem): Promise<void> {
    this.queue.set(id, { kind: 'waiting' })
    await this.open(path)
  }

  /** Separates and exports everything in the queue, below a folder that is asked for. */
  async startBatch(): Promise<void> {
    const why = this.obstacle
    if (why !== null) return this.notices.remark('The batch was not started', why)
    if ((await request('chooseFolder', { current: '' })) === null) return
    const sampleRate = this.project.audio?.summary.sampleRate ?? 44_100
    this.exporting.close()
    await this.batch.run({ settings: this.settings.next, sampleRate })
    const { length } = this.queue.items.filter(({ state }) => state.kind === 'failed')
    this.status = length === 0 ? 'The queue is done' : `The queue is done, ${length} failed`
  }

  /** Switches between the lanes and the model, once there are stems. */
  toggleView(): void {
    if (this.project.separation !== null) this.view = this.view === 'model' ? 'lanes' : 'model'
  }

  /** Switches between the recording and the remix, once there is one. */
  toggleListenTo(): void {
    if (this.project.separation === null) return
    this.transport.listenTo = this.transport.listenTo === 'remix' ? 'original' : 'remix'
  }

  /** Takes back the last step; in a text field what was typed last. */
  undo(): void {
    if (editText('undo')) return
    // A separation that is not done is taken back by stopping it.
    if (this.#live?.isLastStep) void this.cancelSeparation()
    else void this.mixer.history.undo()
  }

  /** Does again what was taken back. */
  redo(): void {
    if (!editText('redo')) void this.mixer.history.redo()
  }

  /** Changes the mix and lets it be heard. */
  mix(change: (mixer: Mixer) => void): void {
    change(this.mixer)
    this.player.setGains(this.mixer.gains)
  }

  /** Remembers and applies preferences. The color map of a theme goes and comes with the theme. */
  prefer(change: Partial<Preferences>): void {
    const { axis, colorMap } = this.preferences
    const mapBefore = themeMaps[this.#theme]
    this.#usePreferences({ ...this.preferences, ...change })
    const mapNow = themeMaps[this.#theme]
    if (mapNow !== mapBefore && colorMap === mapBefore) {
      this.#usePreferences({ ...this.preferences, colorMap: mapNow })
    }
    if (this.preferences.axis !== axis) void this.#changeAxis()
    void request('savePreferences', this.preferences)
  }

  /** Sends the sound to an output and remembers it; null leaves it to the system. */
  async chooseOutput(id: string | null): Promise<void> {
    this.prefer({ outputDevice: await this.outputs.choose(id) })
  }

  /** Goes back to the preferences that nobody changed. */
  async resetPreferences(): Promise<void> {
    const { outputDevice: _, ...first } = firstPreferences
    const colorMap = themeMaps[first.theme === 'light' ? 'light' : 'dark']
    this.prefer({ ...first, colorMap })
    await this.chooseOutput(null)
  }

  /** Forgets one of the recent files. */
  async forgetRecentFile(path: string): Promise<void> {
    await request('forgetRecentFile', { path })
    await this.#loadRecentFiles()
  }

  /** Looks again which recent files are there. */
  async lookForRecentFiles(): Promise<void> {
    await this.#loadRecentFiles()
  }

  /** Forgets the recent files. */
  async clearRecentFiles(): Promise<void> {
    await request('clearRecentFiles', null)
    this.recentFiles = []
  }

  /** Ends everything. */
  dispose(): void {
    this.outputs.dispose()
    this.player.dispose()
    for (const end of this.#ends.splice(0)) end()
  }

  async #openBy(name: string, ask: () => Promise<OpenedAudio | null>): Promise<void> {
    const why = this.obstacle
    if (why !== null) return this.notices.remark('Nothing was opened', why)
    this.exporting.close()
    this.opening = name
    try {
      const opened = await ask()
      if (opened) await this.#take(opened)
    } catch (thrown) {
      this.notices.fail(thrown)
    } finally {
      this.opening = null
    }
  }

  /** Why no recording can be opened now; null when one can. */
  get obstacle(): string | null {
    if (this.batch.running) return 'Wait until the queue is done, or stop the batch.'
    return this.exporting.running ? 'Wait until the stems are written, or cancel that.' : null
  }

  async #take(opened: OpenedAudio): Promise<void> {
    const { document, summary } = opened
    const { sampleRate, sampleCount, channelCount } = summary
    const seconds = durationSeconds(summary)
    this.notices.clear()
    this.separating.end(null)
    this.audition.end()
    this.#live?.drop()
    this.mixer.clear()
    this.solutions.clear()
    this.settings.load(sampleRate)
    this.transport.listenTo = 'original'
    this.transport.load(seconds)
    this.stemMeters.clear()
    this.stemNotes.clear()
    this.viewport.setDuration(seconds, sampleRate)
    this.picture.load(document)
    this.project.audio = opened
    this.queue.noteOpened(summary.path)
    this.status = `Opened ${summary.name} in ${opened.openedInSeconds.toFixed(1)} s`
    if (summary.remarks.length > 0) {
      this.notices.remark(`About “${summary.name}”`, summary.remarks.map(remarkText).join(' '))
    }
    await this.player
      .load({
        ...{ document, sampleRate, sampleCount, channelCount },
        fetchSamples: (channel, from, to) => fetchFloats(media.samples(document, channel, from, to))
      })
      .catch((reason: unknown) => this.#failPlayback(reason))
    await this.#loadRecentFiles()
  }

  /** Before undo or redo: another separation is fetched back in main, and heard. */
  async #useSeparation(to: LoadedSeparation | null, document: number): Promise<boolean> {
    try {
      const generation = to?.result.generation ?? null
      const answer = await request('useSeparation', { document, generation })
      return answer?.isKept === true && this.project.audio?.document === document
    } catch (thrown) {
      this.notices.fail(thrown)
      return false
    }
  }

  /** Shows how far the separation is, and asks for the next preview once that is done. */
  async #preview(preview: Payload<'separationPreview'>): Promise<void> {
    const { document, generation } = preview
    const live = this.#live
    if (!live || this.project.audio?.document !== document || this.separating.cancelling) return
    const startedAt = performance.now()
    try {
      await live.take(preview)
    } catch (thrown) {
      this.notices.fail(thrown)
    }
    await drawn()
    // A slow machine gets fewer previews: the window has as long for everything else as one takes it.
    const took = performance.now() - startedAt
    setTimeout(() => void request('previewTaken', { document, generation }), took)
  }

  /** Takes back what a run left in the document that came to nothing. */
  #takeBack(live: LiveSeparation, listenedTo: ListenTo): void {
    if (!live.cancel()) return
    this.#showSeparation(this.project.separation)
    if (this.project.separation !== null) this.transport.listenTo = listenedTo
  }

  /** Everything beside the document that goes with a separation. */
  #showSeparation(separation: LoadedSeparation | null): void {
    this.player.setGains(this.mixer.gains)
    this.player.setFactorization(separation?.factorization ?? null)
    if (separation === null) this.transport.listenTo = 'original'
    const factorization = separation?.factorization ?? null
    this.settings.last = factorization?.settings ?? null
    if (!this.separating.running) this.separating.end(factorization?.divergence ?? null)
  }

  #failPlayback(cause: unknown): void {
    this.notices.fail(new Failure('playback/failed', String(cause), {}, { cause }))
  }

  async #loadRecentFiles(): Promise<void> {
    this.recentFiles = (await request('recentFiles', null)) ?? []
  }

  #usePreferences(preferences: Preferences): void {
    this.preferences = preferences
    useTheme(preferences.theme)
    this.#theme = currentTheme()
    this.picture.gainDb = preferences.spectrogramGainDb
    this.picture.rangeDb = preferences.spectrogramRangeDb
    this.picture.colorMap = preferences.colorMap
    this.transport.follow = preferences.follow
    this.exporting.options = preferences.exporting
    if (this.settings.next.quality !== preferences.quality) {
      this.settings.change({ quality: preferences.quality })
    }
  }

  #remember(change: Pick<Preferences, 'follow' | 'quality'>): void {
    const { follow, quality } = this.preferences
    if (!this.#isStarted || (follow === change.follow && quality === change.quality)) return
    this.prefer(change)
  }

  async #changeAxis(): Promise<void> {
    const { audio } = this.project
    if (!audio) return
    try {
      const { document } = audio
      const shape = await request('setSpectrogramAxis', { document, axis: this.preferences.axis })
      if (shape) this.picture.apply({ document, shape, readyFrames: 0 })
    } catch (thrown) {
      this.notices.fail(thrown)
    }
  }
}

/** Resolves when what has changed is drawn; a hidden window draws nothing, and does not wait long. */
function drawn(): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, 1000)
    requestAnimationFrame(() => setTimeout(done, 0))
  })
}

/** A range in whole samples of a recording; null for none. */
function samplesOf(range: TimeRange | null, audio: AudioSummary): SampleRange | null {
  if (range === null) return null
  const fromSample = Math.round(range.startSeconds * audio.sampleRate)
  const toSample = Math.min(audio.sampleCount, Math.round(range.endSeconds * audio.sampleRate))
  return toSample > fromSample ? { fromSample, toSample } : null
}

/** Does it in the text field that has the focus; false when none has. */
export function editText(command: 'undo' | 'redo' | 'selectAll'): boolean {
  const field = document.activeElement
  if (!(field instanceof HTMLInputElement) || ['radio', 'checkbox'].includes(field.type))
    return false
  if (command === 'selectAll') field.select()
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- a field's own history has no other door
  else document.execCommand(command)
  return true
}

/** Hands the state to components and gets it there. */
export const [useApp, provideApp] = createContext<App>()
