/** Level meters of the rows: measured at the playhead about thirty times a second while playing. */
import type { Player } from '../../audio/window/player'
import { advanceMeter, emptyMeter, isMoving, type MeterState } from './level-meter'

/** Seconds between measurements. */
const PERIOD_SECONDS = 1 / 30

/** Most of the time that measuring may take, as a share, with many components or a long window. */
const MOST_SHARE = 1 / 8

/** A row whose level is shown: its id and its components. */
export interface MeteredRow {
  readonly id: number
  readonly components: readonly number[]
}

/** The meters, by row. */
export class StemMeters {
  readonly #player: Pick<Player, 'stemLevels'>
  readonly #rows: () => readonly MeteredRow[]
  #meters = $state.raw<ReadonlyMap<number, MeterState>>(new Map())
  #levels = new Float32Array(0)
  #waited = PERIOD_SECONDS
  #period = PERIOD_SECONDS

  /** @param rows that are shown now */
  constructor(player: Pick<Player, 'stemLevels'>, rows: () => readonly MeteredRow[]) {
    this.#player = player
    this.#rows = rows
  }

  /** The meter of a row. */
  of(id: number): MeterState {
    return this.#meters.get(id) ?? emptyMeter
  }

  /** Whether a meter is still falling. */
  get isMoving(): boolean {
    return this.#meters.size > 0
  }

  /** Moves all meters on by some time; without sound they only fall. */
  advance(seconds: number, isPlaying: boolean): void {
    this.#waited += seconds
    if (this.#waited < this.#period || (!isPlaying && !this.isMoving)) return
    const passed = Math.min(1, this.#waited)
    this.#waited = 0
    const rows = this.#rows()
    if (this.#levels.length < 2 * rows.length) this.#levels = new Float32Array(2 * rows.length)
    this.#levels.fill(0)
    const groups = rows.map(({ components }) => components)
    const start = performance.now()
    const isMeasured = isPlaying && this.#player.stemLevels(groups, this.#levels)
    const took = (performance.now() - start) / 1000
    this.#period = Math.min(0.25, Math.max(PERIOD_SECONDS, took / MOST_SHARE))
    const meters = rows.map(({ id }, i) => {
      const left = isMeasured ? this.#levels[2 * i]! : 0
      const right = isMeasured ? this.#levels[2 * i + 1]! : 0
      return [id, advanceMeter(this.of(id), { left, right, clipped: false }, passed)] as const
    })
    this.#meters = new Map(meters.filter(([, meter]) => isMoving(meter)))
  }

  /** Resets all meters. */
  clear(): void {
    this.#meters = new Map()
    this.#waited = PERIOD_SECONDS
  }
}
