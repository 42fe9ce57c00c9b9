/**
 * Dragging stems out of the window, to a DAW or a file manager. Files are written from the moment
 * the pointer goes down; the system's drag begins when they are there and the pointer has moved.
 */
import type { DragFileList, DragRequest, ExportFormat, Payload } from '../../../shared/contract'

/** What is dragged, and from where. */
export type DragSource = Omit<DragRequest, 'format'>

interface DragParts {
  /** Writes files unless they exist already; null when the document was closed. */
  readonly prepare: (request: DragRequest) => Promise<DragFileList | null>
  /** Hands files to the system's drag; settles when that has ended, if not before. */
  readonly start: (paths: readonly string[]) => Promise<unknown>
  readonly remark: (title: string, text: string) => void
  readonly fail: (thrown: unknown) => void
}

interface Press {
  readonly key: string
  readonly name: string
  readonly x: number
  readonly y: number
  /** Releases the pointer, which the system takes over. */
  readonly letGo: () => void
  hasMoved: boolean
  files: DragFileList | null
}

interface Writing {
  readonly key: string
  readonly fraction: number
}

/** The format of files that are dragged out; sound beyond full scale uses the other one. */
export const dragFormat: ExportFormat = 'wav24'
const exactFormat: ExportFormat = 'wav32f'
const SLACK_PX = 4

/** The state of what is being dragged out. */
export class DragOut {
  readonly #parts: DragParts
  /** In the order they were requested: the first one is being written. */
  #writing = $state.raw<readonly Writing[]>([])
  #isOut = $state(false)
  #press: Press | null = null
  readonly #handed = new Set<string>()

  constructor(parts: DragParts) {
    this.#parts = parts
  }

  /** Whether our own files are being dragged out of the window. */
  get isOut(): boolean {
    return this.#isOut
  }

  /** How much of the files is written, 0 to 1; null while none are being written. */
  progressOf(source: DragSource): number | null {
    const key = keyOf(source)
    return this.#writing.find((one) => one.key === key)?.fraction ?? null
  }

  /** Whether files that are dropped on the window are our own. */
  isOwn(paths: readonly string[]): boolean {
    return paths.length > 0 && paths.every((path) => this.#handed.has(path))
  }

  /** The pointer went down on a handle. */
  press(source: DragSource, at: { x: number; y: number }, letGo: () => void): void {
    this.#isOut = false
    const [first] = source.stems
    if (first === undefined) return
    const name = source.stems.length === 1 ? first.name : `${source.stems.length} stems`
    const press = { ...at, key: keyOf(source), name, letGo, hasMoved: false, files: null }
    this.#press = press
    void this.#prepare(source, press)
  }

  /** The pointer moved while it is down. */
  move(at: { x: number; y: number }): void {
    const press = this.#press
    if (press === null) return
    press.hasMoved ||= Math.hypot(at.x - press.x, at.y - press.y) > SLACK_PX
    this.#startWhenReady(press)
  }

  /** The pointer was let go. What is being written is kept for the next time. */
  release(): void {
    const press = this.#press
    this.#press = null
    if (press === null) return
    const { name, files } = press
    if (files === null) {
      this.#parts.remark(`Still writing ${fileName(name)}`, 'Drag again in a moment.')
    } else {
      this.#parts.remark(`${fileName(name)} is ready`, 'Drag it to your DAW or to a folder.')
    }
  }

  /** The press ended without a drag, for instance because the window lost the pointer. */
  abandon(): void {
    this.#press = null
  }

  /** Takes in main's progress of the files that it writes. */
  apply({ fraction }: Payload<'dragProgress'>): void {
    const [now, ...later] = this.#writing
    if (now) this.#writing = [{ ...now, fraction }, ...later]
  }

  async #prepare(source: DragSource, press: Press): Promise<void> {
    const writing: Writing = { key: press.key, fraction: 0 }
    const isNew = this.progressOf(source) === null
    if (isNew) this.#writing = [...this.#writing, writing]
    try {
      press.files = await this.#filesOf(source)
      if (this.#press === press) this.#startWhenReady(press)
    } catch (thrown) {
      if (this.#press === press) this.#press = null
      this.#parts.fail(thrown)
    } finally {
      if (isNew) this.#writing = this.#writing.filter(({ key }) => key !== press.key)
    }
  }

  /** If an integer format would clip, another one is used: nothing is lost without asking. */
  async #filesOf(source: DragSource): Promise<DragFileList | null> {
    const { prepare, remark } = this.#parts
    const files = await prepare({ ...source, format: dragFormat })
    if (files === null || files.clipped.length === 0) return files
    const exact = await prepare({ ...source, format: exactFormat })
    const [first = ''] = files.clipped
    const who = files.clipped.length === 1 ? `“${first}” passes` : 'Some of these stems pass'
    remark('Dragged out as 32-bit float', `${who} 0 dBFS, which 24 bits cannot hold.`)
    return exact
  }

  #startWhenReady(press: Press): void {
    const { hasMoved, files } = press
    if (!hasMoved || files === null) return
    this.#press = null
    for (const path of files.paths) this.#handed.add(path)
    this.#isOut = true
    press.letGo()
    this.#parts
      .start(files.paths)
      .catch((thrown: unknown) => this.#parts.fail(thrown))
      .finally(() => (this.#isOut = false))
  }
}

function keyOf({ document, stems, range }: DragSource): string {
  return JSON.stringify([document, stems, range])
}

function fileName(name: string): string {
  return /^\d+ stems$/.test(name) ? name : `${name}.wav`
}
