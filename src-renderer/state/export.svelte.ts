/** The export dialog: which stems, how, where to, and how it went. */
import type {
  ExportFormat,
  ExportPlan,
  ExportResult,
  ExportStem,
  Payload
} from '../../shared/contract'
import { faderGain } from '../../shared/mix'
import { request } from '../bridge'
import { failureText, type Sentence } from '../failure-text'
import type { Mixer, Stem } from './mixer.svelte'

/** Which stems to write. */
export type Choice = 'all' | 'audible' | 'picked'

/** State of the dialog "Export stems". */
export class ExportState {
  shown = $state(false)
  choice = $state<Choice>('all')
  picked = $state.raw<ReadonlySet<number>>(new Set())
  format = $state<ExportFormat>('wav24')
  asMixed = $state(false)
  plan = $state.raw<ExportPlan | null>(null)
  progress = $state.raw<{ fraction: number; secondsLeft: number | null } | null>(null)
  result = $state.raw<ExportResult | null>(null)
  failure = $state.raw<Sentence | null>(null)
  #document = 0
  #planNumber = 0
  #folder: string | null = null

  /** Whether files are being written. */
  readonly running = $derived(this.progress !== null)

  /** Opens the dialog for a document. */
  async open(document: number, mixer: Mixer): Promise<void> {
    if (document !== this.#document) this.#folder = null
    this.#document = document
    this.result = null
    this.failure = null
    this.plan = null
    this.progress = null
    this.picked = new Set(mixer.stems.map(({ id }) => id))
    this.shown = true
    await this.refresh(mixer)
  }

  /** Closes it; nothing while files are being written. */
  close(): void {
    if (!this.running) this.shown = false
  }

  /** The stems that would be written. */
  chosen(mixer: Mixer): readonly Stem[] {
    if (this.choice === 'all') return mixer.stems
    if (this.choice === 'audible') return mixer.audible
    return mixer.stems.filter(({ id }) => this.picked.has(id))
  }

  /** Whether the files would add up to the recording. */
  isComplete(mixer: Mixer): boolean {
    return !this.asMixed && this.chosen(mixer).length === mixer.stems.length
  }

  /** Chooses the sample format. */
  async setFormat(format: ExportFormat, mixer: Mixer): Promise<void> {
    this.format = format
    await this.refresh(mixer)
  }

  /** Chooses between stems as separated and stems with their gain, mute and solo. */
  async setMixed(asMixed: boolean, mixer: Mixer): Promise<void> {
    this.asMixed = asMixed
    await this.refresh(mixer)
  }

  /** Chooses which stems. */
  async choose(choice: Choice, mixer: Mixer): Promise<void> {
    this.choice = choice
    await this.refresh(mixer)
  }

  /** Picks or leaves out one stem; the choice becomes "picked". */
  async pick(id: number, mixer: Mixer): Promise<void> {
    const picked = new Set(this.chosen(mixer).map((stem) => stem.id))
    if (!picked.delete(id)) picked.add(id)
    this.picked = picked
    await this.choose('picked', mixer)
  }

  /** Asks for a folder. */
  async chooseFolder(mixer: Mixer): Promise<void> {
    const folder = await this.#try(() =>
      request('chooseFolder', { current: this.plan?.folder ?? '' })
    )
    if (folder === null) return
    this.#folder = folder
    await this.refresh(mixer)
  }

  /** Asks main where the files would go and what they would be called. */
  async refresh(mixer: Mixer): Promise<void> {
    const number = ++this.#planNumber
    this.result = null
    this.failure = null
    const names = this.chosen(mixer).map(({ name }) => name)
    const { format } = this
    const plan = await this.#try(() =>
      request('planExport', { document: this.#document, folder: this.#folder, names, format })
    )
    // Without a plan nothing is written: the old one is for a folder that nobody wants any more.
    if (number === this.#planNumber) this.plan = plan
  }

  /** Writes the files. */
  async write(mixer: Mixer): Promise<void> {
    if (!this.plan || this.running) return
    const { folder } = this.plan
    const stems: ExportStem[] = this.chosen(mixer).map((stem) => ({
      name: stem.name,
      components: stem.components,
      gain: this.asMixed ? (mixer.isAudible(stem) ? faderGain(stem.gainDb) : 0) : 1
    }))
    this.progress = { fraction: 0, secondsLeft: null }
    this.failure = null
    this.result = null
    this.result = await this.#try(() =>
      request('exportStems', {
        document: this.#document,
        stems,
        format: this.format,
        folder,
        complete: this.isComplete(mixer)
      })
    )
    this.progress = null
  }

  /** Stops writing; nothing of it stays. */
  async cancel(): Promise<void> {
    await request('cancelExport', { document: this.#document })
  }

  /** Opens the folder in the file manager. */
  async showFolder(): Promise<void> {
    const folder = this.result?.folder
    if (folder !== undefined) await this.#try(() => request('showFolder', { folder }))
  }

  /** Takes in what main tells. */
  apply({ document, fraction, secondsLeft }: Payload<'exportProgress'>): void {
    if (document === this.#document && this.progress) this.progress = { fraction, secondsLeft }
  }

  async #try<T>(ask: () => Promise<T | null>): Promise<T | null> {
    try {
      return await ask()
    } catch (thrown) {
      this.failure = failureText(thrown)
      return null
    }
  }
}
