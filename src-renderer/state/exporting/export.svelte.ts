/** The export dialog: which stems, how, where to, and how it went. */
import type { AudioSummary } from '../../../shared/audio'
import {
  exportFormatFacts,
  type ExportChoices,
  type ExportFormat,
  type ExportPlan,
  type ExportRequest,
  type ExportResult,
  type Payload
} from '../../../shared/contract'
import { defaultExportOptions, type ExportOptions } from '../../../shared/export-options'
import { holdsRate } from '../../../shared/export-rate'
import { Failure, type FailureCode } from '../../../shared/failure'
import { Stall } from '../shell/stall.svelte'
import { request } from '../../bridge'
import { failureText, type Sentence } from '../../words/failure-text'
import { exportStem, sampleRangeOf } from './export-stems'
import type { Mixer, Stem } from '../document/mixer.svelte'
import type { StemNotes } from '../listening/stem-notes.svelte'

/** Which stems to write. */
export type Choice = 'all' | 'audible' | 'picked'

/** A recording to export from. */
export interface ExportSource {
  readonly document: number
  readonly summary: AudioSummary
}

interface ExportParts {
  readonly mixer: Mixer
  readonly notes: StemNotes
  /** Called when options have changed, to remember them. */
  readonly remember: (options: ExportOptions) => void
}

/** A stem that is too loud for an integer format. */
export interface LoudStem {
  readonly name: string
  readonly peakDb: number
}

/** The slowest and the fastest tempo, in quarter notes a minute. */
export const tempoLimits = { min: 20, max: 400 }

/** State of the dialog "Export stems". */
export class ExportState {
  shown = $state(false)
  choice = $state<Choice>('all')
  picked = $state.raw<ReadonlySet<number>>(new Set())
  options = $state.raw<ExportOptions>(defaultExportOptions)
  /** Whether the range is written instead of the whole recording. */
  useRange = $state(false)
  /** Quarter notes a minute; null when unknown. */
  tempo = $state<number | null>(null)
  plan = $state.raw<ExportPlan | null>(null)
  progress = $state.raw<{ fraction: number; secondsLeft: number | null } | null>(null)
  result = $state.raw<ExportResult | null>(null)
  failure = $state.raw<Sentence | null>(null)
  readonly #parts: ExportParts
  /** Whether nothing has been heard of the writing for long. */
  readonly stall = new Stall()
  #source = $state.raw<ExportSource | null>(null)
  #planNumber = 0
  #folder: string | null = null
  #failureCode: FailureCode | null = null

  constructor(parts: ExportParts) {
    this.#parts = parts
  }

  /** Whether files are being written. */
  readonly running = $derived(this.progress !== null)
  /** The stems that would be written. */
  readonly chosen = $derived.by(() => this.#chosen())
  /** Stems that are known to pass full scale where the format cannot hold that. */
  readonly tooLoud = $derived.by((): readonly LoudStem[] => {
    const { plan, chosen } = this
    if (plan === null || exportFormatFacts[this.options.format].integerBits === null) return []
    return chosen.flatMap(({ name }, i) => {
      const peakDb = plan.stems[i]?.peakDb ?? null
      return peakDb !== null && peakDb > 0 ? [{ name, peakDb }] : []
    })
  })

  /** Opens the dialog; `ids` are stems to begin with as the picked ones. */
  async open(source: ExportSource, ids: readonly number[] | null = null): Promise<void> {
    if (this.running) return
    const { mixer } = this.#parts
    if (source.document !== this.#source?.document) {
      this.#folder = null
      this.tempo = source.summary.tags.tempo
    }
    this.#source = source
    this.plan = null
    this.useRange = this.useRange && mixer.range !== null
    this.picked = new Set(ids ?? mixer.stems.map(({ id }) => id))
    if (ids !== null) this.choice = 'picked'
    else if (this.choice === 'picked') this.choice = 'all'
    this.shown = true
    await this.refresh()
  }

  /** Whether a format can hold the recording's sample rate. */
  holds(format: ExportFormat): boolean {
    return this.#source === null || holdsRate(format, this.#source.summary.sampleRate)
  }

  /** Closes it; nothing while files are being written. */
  close(): void {
    if (!this.running) this.shown = false
  }

  /** Changes options and remembers them. */
  async set(change: Partial<ExportOptions>): Promise<void> {
    this.options = { ...this.options, ...change }
    await this.refresh()
    // A template that cannot be used is not worth keeping for the next time.
    if ((this.plan?.nameProblem ?? null) === null) this.#parts.remember(this.options)
  }

  /** Chooses which stems. */
  async choose(choice: Choice): Promise<void> {
    if (choice === 'picked') this.picked = new Set(this.chosen.map(({ id }) => id))
    this.choice = choice
    await this.refresh()
  }

  /** Picks or leaves out one stem; the choice becomes "picked". */
  async pick(id: number): Promise<void> {
    const picked = new Set(this.chosen.map((stem) => stem.id))
    if (!picked.delete(id)) picked.add(id)
    this.picked = picked
    this.choice = 'picked'
    await this.refresh()
  }

  /** Chooses between the range and the whole recording. */
  async setRange(useRange: boolean): Promise<void> {
    this.useRange = useRange
    await this.refresh()
  }

  /**
   * Sets the tempo of the music; null for unknown.
   * @returns false for a value out of range, which changes nothing
   */
  setTempo(tempo: number | null): boolean {
    const { min, max } = tempoLimits
    if (tempo !== null && !(tempo >= min && tempo <= max)) return false
    this.tempo = tempo
    void this.refresh()
    return true
  }

  /** Asks for a folder. */
  async chooseFolder(): Promise<void> {
    const folder = await this.#try(() =>
      request('chooseFolder', { current: this.plan?.folder ?? '' })
    )
    if (folder === null) return
    this.#folder = folder
    await this.refresh()
  }

  /** Asks main where the files would go and what they would be called. */
  async refresh(): Promise<void> {
    this.#forget()
    await this.#makePlan()
  }

  /** Writes the files; `allowClipping` gives up what passes full scale in an integer format. */
  async write(allowClipping = false): Promise<void> {
    if (this.plan?.nameProblem !== null || this.running) return
    const { folder } = this.plan
    this.#forget()
    this.result = await this.#try(() => this.#export({ ...this.#choices(), folder, allowClipping }))
    // Rendering has shown how loud every stem is.
    if (this.failure === null) return
    await this.#makePlan(true)
    if (this.#failureCode === 'export/would-clip' && this.tooLoud.length > 0) this.failure = null
  }

  /** Writes with the format that keeps what passes full scale. */
  async writeAsFloat(): Promise<void> {
    await this.set({ format: 'wav32f' })
    await this.write()
  }

  /**
   * Writes all stems of a recording to its default folder, without the dialog; as 32-bit float
   * where an integer format would clip.
   * @returns null when cancelled
   * @throws Failure `export/...`
   */
  async writeAll(source: ExportSource): Promise<ExportResult | null> {
    this.#source = source
    this.choice = 'all'
    this.useRange = false
    this.tempo = source.summary.tags.tempo
    const choices = this.#choices()
    const write = async (format: ExportFormat): Promise<ExportResult | null> => {
      const wanted = { ...choices, format }
      const plan = await request('planExport', { ...wanted, folder: null })
      if (plan === null) return null
      return this.#export({ ...wanted, folder: plan.folder, allowClipping: false })
    }
    try {
      return await write(choices.format)
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== 'export/would-clip') throw thrown
      return write('wav32f')
    }
  }

  /** Follows an export that a window before this one began. */
  async rejoin(source: ExportSource): Promise<void> {
    await this.open(source)
    const { document } = source
    this.result = await this.#try(() => this.#follow(() => request('awaitExport', { document })))
  }

  /** Stops writing; nothing of it stays. */
  async cancel(): Promise<void> {
    if (this.#source) await request('cancelExport', { document: this.#source.document })
  }

  /** Opens the folder in the file manager. */
  async showFolder(): Promise<void> {
    const folder = this.result?.folder
    if (folder !== undefined) await this.#try(() => request('showFolder', { folder }))
  }

  /** Takes in main's progress. */
  apply({ document, fraction, secondsLeft }: Payload<'exportProgress'>): void {
    if (document === this.#source?.document && this.progress) {
      this.progress = { fraction, secondsLeft }
      this.stall.note()
    }
  }

  /** Forgets the result of the last attempt. */
  #forget(): void {
    this.result = null
    this.failure = null
    this.#failureCode = null
  }

  #chosen(): readonly Stem[] {
    const { mixer } = this.#parts
    if (this.choice === 'all') return mixer.stems
    if (this.choice === 'audible') return mixer.audible
    return mixer.stems.filter(({ id }) => this.picked.has(id))
  }

  async #makePlan(isQuiet = false): Promise<void> {
    const number = ++this.#planNumber
    if (this.#source === null) return
    const ask = () => request('planExport', { ...this.#choices(), folder: this.#folder })
    const plan =
      this.chosen.length === 0 ? null : await (isQuiet ? ask().catch(() => null) : this.#try(ask))
    // Without a plan nothing is written: the old one is for a folder that is no longer chosen.
    if (number === this.#planNumber) this.plan = plan
  }

  #choices(): ExportChoices {
    const { mixer, notes } = this.#parts
    const { chosen, options, useRange, tempo } = this
    const { oneShots, ...asked } = options
    const context = {
      facts: mixer.facts,
      isAudible: (stem: Stem) => mixer.isAudible(stem),
      notesOf: (stem: Stem) => notes.settingsOf(stem, mixer.facts)
    }
    const stems = chosen.map((stem) => exportStem(stem, context))
    const source = this.#source
    if (source === null) throw new Error('nothing is open that could be exported')
    return {
      ...asked,
      document: source.document,
      stems,
      range: useRange ? sampleRangeOf(mixer.range, source.summary) : null,
      oneShots: oneShots ? stems.flatMap(({ percussive }, i) => (percussive ? [i] : [])) : [],
      tempo
    }
  }

  #export(wanted: ExportRequest): Promise<ExportResult | null> {
    return this.#follow(() => request('exportStems', wanted))
  }

  /** Shows an export from its begin to its end, for which `ask` asks main. */
  async #follow(ask: () => Promise<ExportResult | null>): Promise<ExportResult | null> {
    this.progress = { fraction: 0, secondsLeft: null }
    this.stall.note()
    try {
      return await ask()
    } finally {
      this.stall.end()
      this.progress = null
    }
  }

  async #try<T>(ask: () => Promise<T | null>): Promise<T | null> {
    try {
      return await ask()
    } catch (thrown) {
      this.failure = failureText(thrown)
      this.#failureCode = thrown instanceof Failure ? thrown.code : null
      return null
    }
  }
}
