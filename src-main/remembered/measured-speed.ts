/**
 * How fast separations went on this machine, kept in speed.json: what tells how long another one
 * will take. Nothing is told before one was measured.
 */
import { isPlainObject } from '../../shared/plain-value'
import type { JsonFile } from './json-file'

/** Runs that count: the machine may be busier today. */
const KEPT = 5

/** Seconds that past runs took for a unit of work. */
export class MeasuredSpeed {
  readonly #file: JsonFile
  #paces: readonly number[]

  constructor(file: JsonFile) {
    this.#file = file
    const stored = file.read()
    const paces = isPlainObject(stored) ? stored['secondsPerWork'] : undefined
    this.#paces = Array.isArray(paces) ? paces.filter(isPace).slice(-KEPT) : []
  }

  /**
   * Takes in a finished run; settles when that is on disk.
   * @param work of the run, > 0, in the unit of later questions
   */
  async note(work: number, seconds: number): Promise<void> {
    const pace = seconds / work
    if (!isPace(pace)) return
    this.#paces = [...this.#paces, pace].slice(-KEPT)
    await this.#file.write({ secondsPerWork: this.#paces })
  }

  /** Seconds that so much work is expected to take; null before any run was measured. */
  secondsFor(work: number): number | null {
    const sorted = [...this.#paces].sort((a, b) => a - b)
    const middle = sorted[sorted.length >> 1]
    return middle === undefined ? null : middle * work
  }
}

function isPace(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0
}
