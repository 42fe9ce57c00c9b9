/** All state of the window, and what a person can do with it. */
import { createContext } from 'svelte'
import { durationSeconds } from '../../shared/audio'
import {
  media,
  type Input,
  type MenuCommand,
  type OpenedAudio,
  type Preferences,
  type RecentFile
} from '../../shared/contract'
import { Failure } from '../../shared/failure'
import { decodeForMain } from '../audio/decode-for-main'
import { Player } from '../audio/player'
import { remixWorkletUrl } from '../audio/remix-worklet-url'
import { fetchFloats, listen, request } from '../bridge'
import { tileMaskWorkerUrl } from '../draw/tile-mask-worker-url'
import { remarkText } from '../failure-text'
import { currentTheme, onSystemTheme, useTheme } from '../theme'
import { Audition } from './audition.svelte'
import { ExportState } from './export.svelte'
import { Mixer } from './mixer.svelte'
import type { SettingsOffer } from './memory-offers'
import { Notices } from './notices.svelte'
import { listOutputs, onOutputsChange, OutputDevices } from './output-devices.svelte'
import { fetchBytes, Picture } from './picture.svelte'
import { Project, type LoadedSeparation } from './project.svelte'
import { RowDrag } from './row-drag.svelte'
import { Separating } from './separating.svelte'
import { SettingsState } from './settings.svelte'
import { StemMeters } from './stem-meters.svelte'
import { Transport } from './transport.svelte'
import { Viewport } from './viewport.svelte'

const firstPreferences: Preferences = {
  theme: 'dark',
  axis: 'mel',
  spectrogramGainDb: 20,
  spectrogramRangeDb: 80,
  colorMap: 'dusk',
  outputDevice: null
}

const decodeTools = {
  fetchBytes: async (job: number) => (await fetch(media.encoded(job))).arrayBuffer(),
  deliver: async (piece: Input<'deliverSamples'>) =>
    (await request('deliverSamples', piece))?.wanted ?? false,
  end: async (outcome: Input<'endDecoding'>) => void (await request('endDecoding', outcome))
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
  readonly exporting = new ExportState()
  preferences = $state.raw<Preferences>(firstPreferences)
  recentFiles = $state.raw<readonly RecentFile[]>([])
  /** A file is being opened: its name, '' when not known yet. */
  opening = $state<string | null>(null)
  inspectorShown = $state(true)
  /** What the work area shows once there are stems. */
  view = $state<'lanes' | 'model'>('lanes')
  modelMiddle = $state<'recording' | 'model' | 'selected'>('selected')
  shortcutsShown = $state(false)
  /** What the task bar says while nothing runs. */
  status = $state('Everything stays on this computer.')

  #theme = currentTheme()
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
          const { undoName: undo, redoName: redo } = history
          // A menu is built anew each time, so it waits for somebody who does many steps at once.
          const soon = setTimeout(() => void request('setHistory', { undo, redo }), MENU_DELAY_MS)
          return () => clearTimeout(soon)
        })
      }),
      listen('separationProgress', (progress) => {
        if (progress.document === this.project.audio?.document) this.separating.apply(progress)
      }),
      listen('spectrogramProgress', (progress) => this.picture.apply(progress)),
      listen('exportProgress', (progress) => this.exporting.apply(progress)),
      listen('openRequested', ({ path }) => void this.open(path)),
      listen('decodeRequested', (wanted) => void decodeForMain(wanted, decodeTools)),
      onSystemTheme(() => this.prefer({})),
      this.player.on('failed', (reason) => this.#failPlayback(reason)),
      this.player.on('statechange', () => {
        void request('setPlaying', { playing: this.player.playing })
      })
    )
  }

  /** Loads what is remembered. */
  async start(): Promise<void> {
    this.#usePreferences((await request('loadPreferences', null)) ?? firstPreferences)
    void this.outputs.start(this.preferences.outputDevice)
    await this.#loadRecentFiles()
  }

  /** Opens a file; null asks for one. What is open stays when that fails or is cancelled. */
  async open(path: string | null): Promise<void> {
    await this.#openBy(path?.split(/[\\/]/).at(-1) ?? '', () => request('openAudio', { path }))
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

  /** Separates the open recording with the settings as they are. */
  async separate(): Promise<void> {
    const { audio } = this.project
    if (!audio || this.separating.running) return
    const settings = this.settings.next
    this.separating.begin()
    let divergence = this.project.separation?.factorization.divergence ?? null
    try {
      const result = await request('separate', { document: audio.document, settings })
      if (result && this.project.audio === audio) {
        const loaded = await this.project.fetchSeparation(result, audio.summary.sampleRate)
        if (this.project.audio !== audio) return
        await this.mixer.history.idle()
        this.mixer.adopt(loaded)
        this.project.forgetOldSeparations()
        this.#showSeparation(loaded)
        this.settings.last = settings
        this.transport.listenTo = 'remix'
        divergence = loaded.factorization.divergence
        this.notices.clearFailures()
        const count = result.components.length
        const noun = count === 1 ? 'component' : 'components'
        this.status = `Separated into ${count} ${noun} in ${result.seconds.toFixed(1)} s`
      } else if (this.project.audio === audio) {
        this.status = 'Separation cancelled'
      }
    } catch (thrown) {
      this.notices.fail(thrown)
    } finally {
      if (this.project.audio === audio) this.separating.end(divergence)
    }
  }

  /** Stops the running separation; what was there before stays. */
  async cancelSeparation(): Promise<void> {
    const { audio } = this.project
    if (!audio || !this.separating.running) return
    this.separating.cancelling = true
    await request('cancelSeparation', { document: audio.document })
  }

  /** Opens the export dialog; nothing while there are no stems or work is going on. */
  async showExport(): Promise<void> {
    const { audio } = this.project
    if (!audio || this.mixer.stems.length === 0 || this.separating.running) return
    await this.exporting.open(audio.document, this.mixer)
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

  /** Carries out an item of the menu. */
  carryOut(command: MenuCommand): void {
    switch (command) {
      case 'open':
        return void this.open(null)
      case 'export':
        return void this.showExport()
      case 'separate':
        return void this.separate()
      case 'play':
        return this.transport.toggle()
      case 'undo':
        return this.undo()
      case 'redo':
        return this.redo()
      case 'group':
        return this.mixer.group()
      case 'ungroup':
        return this.mixer.ungroup()
      case 'rename':
        this.mixer.renamingId = this.mixer.focusedId
        return
      case 'remove-to-rest':
        return this.mixer.moveToRest()
      case 'select-all':
        if (!editText('selectAll')) this.mixer.selectAll()
        return
      case 'shortcuts':
        this.shortcutsShown = true
        return
      case 'theme-dark':
        return this.prefer({ theme: 'dark' })
      case 'theme-light':
        return this.prefer({ theme: 'light' })
      case 'theme-system':
        return this.prefer({ theme: 'system' })
    }
  }

  /** Takes back the last step; in a text field what was typed last. */
  undo(): void {
    if (!editText('undo')) void this.mixer.history.undo()
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
    if (this.exporting.running) {
      this.notices.remark('Nothing was opened', 'Wait until the stems are written, or cancel that.')
      return
    }
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

  async #take(opened: OpenedAudio): Promise<void> {
    const { document, summary } = opened
    const { sampleRate, sampleCount, channelCount } = summary
    const seconds = durationSeconds(summary)
    this.notices.clear()
    this.separating.end(null)
    this.audition.end()
    this.mixer.clear()
    this.settings.load(sampleRate)
    this.transport.listenTo = 'original'
    this.transport.load(seconds)
    this.stemMeters.clear()
    this.viewport.setDuration(seconds, sampleRate)
    this.picture.load(document)
    this.project.audio = opened
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

/** Does it in the text field that has the focus; false when none has. */
function editText(command: 'undo' | 'redo' | 'selectAll'): boolean {
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
