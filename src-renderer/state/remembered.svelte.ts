/**
 * What the window remembers between starts: the preferences, from which each part takes its own.
 */
import { untrack } from 'svelte'
import type { Preferences } from '../../shared/contract'
import { defaultPreferences } from '../../shared/default-preferences'
import { request } from '../bridge'
import { currentTheme, useTheme } from '../theme'
import type { ExportState } from './exporting/export.svelte'
import type { Notices } from './shell/notices.svelte'
import type { OutputDevices } from './listening/output-devices.svelte'
import type { Picture } from './seeing/picture.svelte'
import type { Project } from './document/project.svelte'
import type { SettingsState } from './separating/settings.svelte'
import type { Transport } from './listening/transport.svelte'

interface Parts {
  readonly picture: Picture
  readonly transport: Transport
  readonly exporting: ExportState
  readonly settings: SettingsState
  readonly outputs: OutputDevices
  readonly project: Project
  readonly notices: Notices
}

const themeMaps = { dark: 'dusk', light: 'paper' } as const

/** The preferences. */
export class Remembered {
  preferences = $state.raw<Preferences>(defaultPreferences)
  readonly #parts: Parts
  #isLoaded = false
  #theme = currentTheme()

  /** @param parts of the window that the preferences are for */
  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Loads what is remembered. */
  async load(): Promise<void> {
    this.#use((await request('loadPreferences', null)) ?? defaultPreferences)
    this.#isLoaded = true
    void this.#parts.outputs.start(this.preferences.outputDevice)
  }

  /** Remembers and applies preferences. The color map changes with the theme. */
  prefer(change: Partial<Preferences>): void {
    const { axis, colorMap } = this.preferences
    const mapBefore = themeMaps[this.#theme]
    this.#use({ ...this.preferences, ...change })
    const mapNow = themeMaps[this.#theme]
    if (mapNow !== mapBefore && colorMap === mapBefore) {
      this.#use({ ...this.preferences, colorMap: mapNow })
    }
    if (this.preferences.axis !== axis) void this.#changeAxis()
    void request('savePreferences', this.preferences)
  }

  /** Goes back to the default preferences. */
  async reset(): Promise<void> {
    const { outputDevice: _, ...first } = defaultPreferences
    const colorMap = themeMaps[first.theme === 'light' ? 'light' : 'dark']
    this.prefer({ ...first, colorMap })
    await this.chooseOutput(null)
  }

  /** Sends the sound to an output and remembers it; null leaves it to the system. */
  async chooseOutput(id: string | null): Promise<void> {
    this.prefer({ outputDevice: await this.#parts.outputs.choose(id) })
  }

  /** Remembers choices made elsewhere in the window; for an effect, which runs when they change. */
  note(): void {
    const { transport, settings } = this.#parts
    const { follow } = transport
    const { quality } = settings.next
    untrack(() => {
      const { preferences } = this
      const isSame = preferences.follow === follow && preferences.quality === quality
      if (this.#isLoaded && !isSame) this.prefer({ follow, quality })
    })
  }

  #use(preferences: Preferences): void {
    const { picture, transport, exporting, settings } = this.#parts
    this.preferences = preferences
    useTheme(preferences.theme)
    this.#theme = currentTheme()
    picture.gainDb = preferences.spectrogramGainDb
    picture.rangeDb = preferences.spectrogramRangeDb
    picture.colorMap = preferences.colorMap
    transport.follow = preferences.follow
    exporting.options = preferences.exporting
    if (settings.next.quality !== preferences.quality) {
      settings.change({ quality: preferences.quality })
    }
  }

  async #changeAxis(): Promise<void> {
    const { project, picture, notices } = this.#parts
    const { audio } = project
    if (!audio) return
    try {
      const { document } = audio
      const shape = await request('setSpectrogramAxis', { document, axis: this.preferences.axis })
      if (shape) picture.apply({ document, shape, readyFrames: 0 })
    } catch (thrown) {
      notices.fail(thrown)
    }
  }
}
