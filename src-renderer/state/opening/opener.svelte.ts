/** Opens recordings: each replaces the previous one, with everything that goes with it. */
import { durationSeconds } from '../../../shared/audio'
import { media, type Demo, type OpenedAudio } from '../../../shared/contract'
import type { Player } from '../../audio/window/player'
import { fetchFloats, request } from '../../bridge'
import { failureText, remarkText } from '../../words/failure-text'
import { secondsText } from '../../words/words'
import type { Audition } from '../listening/audition.svelte'
import type { Batch } from '../batch/batch.svelte'
import type { ExportState } from '../exporting/export.svelte'
import type { Incoming } from './incoming'
import type { Mixer } from '../document/mixer.svelte'
import type { Notices } from '../shell/notices.svelte'
import type { Picture } from '../seeing/picture.svelte'
import type { Project } from '../document/project.svelte'
import type { Queue } from '../batch/queue.svelte'
import type { RecentList } from './recent-files.svelte'
import type { Separating } from '../separating/separating.svelte'
import type { Separator } from '../separating/separator.svelte'
import type { SettingsState } from '../separating/settings.svelte'
import type { Solutions } from '../separating/solutions.svelte'
import type { StemMeters } from '../listening/stem-meters.svelte'
import type { StemNotes } from '../listening/stem-notes.svelte'
import type { Transport } from '../listening/transport.svelte'
import type { Viewport } from '../seeing/viewport.svelte'

interface Parts {
  readonly notices: Notices
  readonly viewport: Viewport
  readonly picture: Picture
  readonly project: Project
  readonly mixer: Mixer
  readonly settings: SettingsState
  readonly separating: Separating
  readonly separator: Separator
  readonly solutions: Solutions
  readonly player: Player
  readonly transport: Transport
  readonly stemMeters: StemMeters
  readonly stemNotes: StemNotes
  readonly audition: Audition
  readonly exporting: ExportState
  readonly queue: Queue
  readonly batch: Batch
  readonly incoming: Incoming
  readonly recent: RecentList
}

/** Receivers of the opener's messages. */
interface Listeners {
  /** Called with the result, for the task bar. */
  readonly say: (status: string) => void
  /** Called with the reason why the recording cannot be heard. */
  readonly failPlayback: (cause: unknown) => void
}

/** Opens one recording at a time. */
export class Opener {
  /** Name of the file that is being opened; '' when not known yet. */
  opening = $state<string | null>(null)
  readonly #parts: Parts
  readonly #listeners: Listeners

  /**
   * @param parts of the window that a recording fills
   * @param listeners receive its messages
   */
  constructor(parts: Parts, listeners: Listeners) {
    this.#parts = parts
    this.#listeners = listeners
  }

  /** Opens a file; null asks for some. The open recording stays if that fails or is cancelled. */
  async open(path: string | null): Promise<void> {
    if (path !== null) {
      const name = path.split(/[\\/]/).at(-1) ?? ''
      await this.#openBy(name, () => request('openAudio', { path }), path)
      return
    }
    const paths = await request('chooseFiles', null)
    if (paths) await this.#parts.incoming.take(paths)
  }

  /** Opens another file in place of the one that a notice is about. */
  async openInstead(notice: number): Promise<void> {
    this.#parts.notices.dismiss(notice)
    await this.open(null)
  }

  /** Opens a recording that comes with the app. */
  async openDemo(demo: Demo): Promise<void> {
    await this.#openBy('demo', () => request('openDemo', { demo }))
  }

  /** Why no recording can be opened now; null when one can. */
  get obstacle(): string | null {
    const { batch, exporting } = this.#parts
    if (batch.running) return 'Wait until the queue is done, or stop the batch.'
    return exporting.running ? 'Wait until the stems are written, or cancel that.' : null
  }

  /** Shows and plays a recording that main has opened, in place of the previous one. */
  async take(opened: OpenedAudio): Promise<void> {
    const parts = this.#parts
    const { say, failPlayback } = this.#listeners
    const { document, summary } = opened
    const { sampleRate, sampleCount, channelCount, channelMask = 0 } = summary
    const seconds = durationSeconds(summary)
    parts.notices.clear()
    parts.separating.end(null)
    parts.audition.end()
    parts.separator.drop()
    parts.mixer.clear()
    parts.mixer.canPan = channelCount <= 2
    parts.solutions.clear()
    parts.settings.load(sampleRate)
    parts.transport.listenTo = 'original'
    parts.transport.load(seconds)
    parts.stemMeters.clear()
    parts.stemNotes.clear()
    parts.viewport.setDuration(seconds, sampleRate)
    parts.picture.load(document)
    parts.project.audio = opened
    parts.queue.noteOpened(summary.path)
    say(`Opened ${summary.name}${secondsText(opened.openedInSeconds)}`)
    if (summary.remarks.length > 0) {
      parts.notices.remark(`About “${summary.name}”`, summary.remarks.map(remarkText).join(' '))
    }
    await parts.player
      .load({
        document,
        sampleRate,
        sampleCount,
        channelCount,
        channelMask,
        fetchSamples: (channel, from, to) => fetchFloats(media.samples(document, channel, from, to))
      })
      .catch(failPlayback)
    await parts.recent.look()
  }

  async #openBy(
    name: string,
    ask: () => Promise<OpenedAudio | null>,
    path: string | null = null
  ): Promise<void> {
    const { notices, exporting, queue } = this.#parts
    const why = this.obstacle
    if (why !== null) return notices.remark('Nothing was opened', why)
    exporting.close()
    this.opening = name
    try {
      const opened = await ask()
      if (opened) await this.take(opened)
    } catch (thrown) {
      notices.fail(thrown)
      if (path !== null) queue.noteFailed(path, failureText(thrown))
    } finally {
      this.opening = null
    }
  }
}
