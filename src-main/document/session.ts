/**
 * The open document and its heavy data. There is one at a time: it is replaced once another file
 * has been opened, and stays as it is if that fails.
 */
import type { AudioSummary, Pcm } from '../../shared/audio'
import type {
  Emit,
  HeldDocument,
  Input,
  OpenedAudio,
  Payload,
  SeparationPreview,
  SeparationProgress,
  SeparationResult,
  SpectrogramShape
} from '../../shared/contract'
import { Failure } from '../../shared/failure'
import type { Factorization } from '../../shared/factorization'
import type { Note } from '../../shared/notes'
import type { PictureAxis } from '../../shared/picture-axis'
import { checkSettings, type SeparationSettings } from '../../shared/settings'
import type { MediaSource } from '../serving/bulk'
import type { DecodedAudio } from '../engine/decode/decoded-audio'
import { PeakTable } from '../engine/decode/measure/peak-table'
import type { Separation } from '../engine/unmix'
import { KeptSeparations, type KeptSeparation } from './kept-separations'
import type { Log } from '../remembered/log'
import { checkMemory } from './memory-check'
import { Pictures } from './pictures'
import { decodeFile, type Decoders } from './decode-file'
import { LatestRun } from '../tasks/latest-run'
import { joinProgress, ProgressGate } from '../tasks/progress-gate'
import { checkRegularFile } from './regular-file'
import { ServedPreviews } from './served-previews'
import type { Tasks } from '../tasks/tasks'
import { TimeLeft } from '../tasks/time-left'

/** The separation that runs, as a window sees it that did not begin it. */
interface Run {
  readonly settings: SeparationSettings
  progress: SeparationProgress | null
  preview: SeparationPreview | null
}

/** A recording in memory with everything made from it. */
export interface OpenDocument extends MediaSource {
  readonly number: number
  readonly summary: AudioSummary
  readonly pcm: Pcm
  readonly pictures: Pictures
  readonly separation: KeptSeparation | null
}

interface SessionOptions extends Decoders {
  readonly tasks: Tasks
  readonly emit: Emit
  readonly log: Log
  /** The axis a new document's spectrogram is drawn on. */
  readonly axis: () => PictureAxis
  /** Called when memory shared with the engine was released. */
  readonly onMemoryGivenUp?: () => void
}

type Held = { -readonly [K in keyof OpenDocument]: OpenDocument[K] } & {
  readonly close: AbortController
  /** The separations that undo may return to. */
  readonly kept: KeptSeparations
  /** Previews of the running separation. */
  previews: ServedPreviews | null
  /** What a window was told when it was opened. */
  readonly opened: OpenedAudio
  /** The latest separation; kept after its end. */
  run: Run | null
}

/** Opens documents and separates them. */
export class Session {
  readonly #options: SessionOptions
  #document: Held | null = null
  #opening: AbortController | null = null
  /** Settles when the latest file has been opened, or not. */
  #opened: Promise<unknown> = Promise.resolve()
  readonly #separating = new LatestRun<SeparationResult>()
  #lastNumber = 0

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** The open document, null in the empty window. */
  get document(): OpenDocument | null {
    return this.#document
  }

  /** The document of that number, null when it is not open (any more). */
  find(number: number): OpenDocument | null {
    return this.#document?.number === number ? this.#document : null
  }

  /** Whether that number was a document that is no longer open. */
  isClosed(number: number): boolean {
    return number >= 1 && number <= this.#lastNumber && number !== this.#document?.number
  }

  /**
   * Opens a file in place of the open one, whose tasks are then cancelled.
   * @returns null when another file was asked for meanwhile
   * @throws Failure `audio/...`
   */
  open(path: string): Promise<OpenedAudio | null> {
    const opened = this.#open(path)
    this.#opened = opened.catch(() => null)
    return opened
  }

  /**
   * What is open, for a window that begins: once the file that is being opened is there.
   * @returns null when nothing is open
   */
  async held(): Promise<Omit<HeldDocument, 'isExporting'> | null> {
    await this.#opened
    const document = this.#document
    if (!document) return null
    const { number, opened, kept, separation, run } = document
    const isOpen = run !== null && this.#separating.isOpen(number)
    return {
      opened,
      separations: kept.list.map((one) => resultOf(number, one)),
      current: separation?.generation ?? null,
      separating: isOpen ? run : null
    }
  }

  /** The end of the latest separation of a document, as `separate` has it. */
  separationEnd(number: number): Promise<SeparationResult | null> {
    return this.#separating.end(number)
  }

  /** The window is gone, and will not hear of the end of what it began. */
  orphan(): void {
    this.#separating.orphan()
  }

  async #open(path: string): Promise<OpenedAudio | null> {
    const startedAt = performance.now()
    this.#opening?.abort()
    const opening = new AbortController()
    this.#opening = opening
    try {
      await checkRegularFile(path)
      const { signal } = opening
      const decoded = await decodeFile(this.#options, path, signal)
      if (!decoded || signal.aborted) {
        this.#options.onMemoryGivenUp?.()
        return null
      }
      return this.#replaceBy(decoded, (performance.now() - startedAt) / 1000).opened
    } finally {
      if (this.#opening === opening) this.#opening = null
    }
  }

  /**
   * Separates a document; progress goes to the window.
   * @returns null when cancelled
   * @throws Failure `settings/invalid`, `engine/too-large`, `engine/...`
   */
  separate(number: number, settings: SeparationSettings): Promise<SeparationResult | null> {
    return this.#separating.follow(number, this.#separate(number, settings))
  }

  async #separate(number: number, settings: SeparationSettings): Promise<SeparationResult | null> {
    checkSettings(settings)
    const document = this.#require(number)
    checkRange(settings, document.summary)
    checkMemory(settings, document.summary)
    const { engine, tasks, emit, onMemoryGivenUp } = this.#options
    const startedAt = performance.now()
    const separation = await tasks
      .run(number, 'separation', async ({ signal, report }) => {
        const run: Run = { settings, progress: null, preview: null }
        document.run = run
        const timeLeft = new TimeLeft()
        const gate = new ProgressGate({
          send: (progress: Payload<'separationProgress'>) => emit('separationProgress', progress),
          merge: joinProgress
        })
        const previews = new ServedPreviews()
        document.previews = previews
        const value = await engine.call(
          'separate',
          { pcm: document.pcm, settings, previews: previews.word },
          {
            signal,
            onProgress: ({ preview, ...progress }) => {
              if (signal.aborted) return
              report(progress.fraction)
              if (preview) {
                const generation = document.kept.takeNumber()
                run.preview = { document: number, ...previews.add(preview, generation) }
                emit('separationPreview', run.preview)
              }
              const secondsLeft = timeLeft.at(progress.fraction, paceOf(progress))
              const next = { ...progress, document: number, secondsLeft }
              run.progress = run.progress === null ? next : joinProgress(run.progress, next)
              gate.push(next)
            }
          }
        )
        gate.flush()
        return value
      })
      .finally(() => {
        document.previews = null
        if (document.run) document.run.preview = null
        onMemoryGivenUp?.()
      })
    if (!separation || this.#document !== document) return null
    return adopt(document, separation, (performance.now() - startedAt) / 1000)
  }

  /** The window is done with a preview: the running separation may make the next. */
  takenPreview(number: number, generation: number): void {
    if (this.#document?.number === number) this.#document.previews?.taken(generation)
  }

  /**
   * Goes back to an earlier separation of a document, null for none.
   * @returns false when it was dropped meanwhile; then nothing changes
   * @throws Failure `bug` when the document is not open
   */
  useSeparation(number: number, generation: number | null): boolean {
    const document = this.#require(number)
    const found = generation === null ? null : document.kept.find(generation)
    if (generation !== null && found === null) return false
    document.separation = found
    return true
  }

  /**
   * The notes of some components of a document.
   * @returns null when that separation was dropped meanwhile
   * @throws Failure `bug` when the document is not open, or has no such component; `engine/...`
   */
  async findNotes({
    document: number,
    generation,
    components,
    settings
  }: Input<'findNotes'>): Promise<readonly Note[] | null> {
    const { kept, pcm } = this.#require(number)
    const separation = kept.find(generation)
    if (separation === null) return null
    const { factorization, components: facts } = separation
    const wrong = components.find((k) => k >= factorization.componentCount)
    if (wrong !== undefined) throw new Failure('bug', `component ${wrong} is not there`)
    const { sampleRate } = pcm
    return this.#options.engine.call('findNotes', {
      factorization,
      facts,
      sampleRate,
      components,
      settings
    })
  }

  /** Draws a document's spectrogram on another axis; see `Pictures.show`. */
  showAxis(number: number, axis: PictureAxis): Promise<SpectrogramShape | null> {
    return this.#require(number).pictures.show(axis)
  }

  /** The document of that number. @throws Failure `bug` when it is not open (any more) */
  require(number: number): OpenDocument {
    return this.#require(number)
  }

  #require(number: number): Held {
    if (this.#document?.number === number) return this.#document
    throw new Failure('bug', `document ${number} is not open`, { document: number })
  }

  #replaceBy(decoded: DecodedAudio, openedInSeconds: number): Held {
    const { summary, pcm, peaks: blocks, loudness, overview } = decoded
    const { engine, tasks, emit, log, axis, onMemoryGivenUp } = this.#options
    const previous = this.#document
    const number = ++this.#lastNumber
    const close = new AbortController()
    const peaks = pcm.channels.map((samples, c) => new PeakTable(samples, blocks[c]!))
    const pictures = new Pictures({
      engine,
      pcm,
      closed: close.signal,
      onProgress: (progress) => emit('spectrogramProgress', { document: number, ...progress })
    })
    const document: Held = {
      number,
      summary,
      pcm,
      peaks,
      pictures,
      close,
      separation: null,
      kept: new KeptSeparations(),
      previews: null,
      opened: { document: number, summary, openedInSeconds, loudness, overview },
      run: null,
      model: (generation) => modelOf(document, generation),
      picture: (name) => pictures.get(name)
    }
    this.#document = document
    if (previous) {
      previous.close.abort()
      void tasks.cancelDocument(previous.number)
      onMemoryGivenUp?.()
    }
    // In a later turn, so that the window hears of the document before it hears of its picture.
    setImmediate(() => {
      if (close.signal.aborted) return
      pictures.show(axis()).catch((thrown: unknown) => log.error('no spectrogram', thrown))
    })
    return document
  }
}

/** What a running separation is at, as far as its speed goes: starts differ from sweeps. */
function paceOf({ stage, sweep }: Pick<SeparationProgress, 'stage' | 'sweep'>): string {
  return stage === 'factorize' && sweep === 0 ? 'starts' : stage
}

/** W and H of that number: of a separation that is kept, or of a preview. */
function modelOf({ kept, previews }: Held, generation: number): Factorization | null {
  return kept.find(generation)?.factorization ?? previews?.find(generation) ?? null
}

/** @throws Failure `settings/invalid` when the range goes beyond the recording */
function checkRange({ range }: SeparationSettings, { sampleCount }: AudioSummary): void {
  if (range === null || range.toSample <= sampleCount) return
  throw new Failure('settings/invalid', `range ends at ${range.toSample} of ${sampleCount}`, {
    setting: 'range',
    value: `${range.fromSample}-${range.toSample}`,
    expected: `within the recording's ${sampleCount} samples`
  })
}

function adopt(document: Held, separation: Separation, seconds: number): SeparationResult {
  document.separation = document.kept.add(separation, seconds)
  return resultOf(document.number, document.separation)
}

/** A separation as the window is told of it. */
function resultOf(
  document: number,
  { generation, factorization, components, seconds, residualDb }: KeptSeparation
): SeparationResult {
  const { W: _W, H: _H, ...rest } = factorization
  return { document, generation, factorization: rest, components, seconds, residualDb }
}
