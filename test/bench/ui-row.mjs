/**
 * Rows of the benches of the window: a figure beside its budget, and how busy other programs kept
 * the machine.
 */
import { loadavg } from 'node:os'
import { cpuTimes } from './threads.mjs'

/** Cores in use by others above which a missed budget says little about the app. */
const BUSY_CORES = 0.25
/** Processor times come in steps of a hundredth of a second. */
const LEAST_SECONDS = 0.5

/**
 * @typedef {object} Judged
 * @property {number} value what is held against the budget
 * @property {number} budget
 * @property {string} unit
 * @property {'most' | 'below'} [law] whether the budget itself is allowed; it is by default
 */

/**
 * Whether a budget is met. A figure that is not a number is missed.
 * @param {Judged} judged
 * @returns {'ok' | 'missed'}
 */
export function verdictOf({ value, budget, law = 'most' }) {
  return (law === 'most' ? value <= budget : value < budget) ? 'ok' : 'missed'
}

/**
 * Cores that programs other than this bench used between two looks; 0 where the system does not
 * tell.
 */
export class Others {
  #before = cpuTimes()
  #last = 0

  /** Since it was made or last asked; the last answer again when that is too short ago. */
  cores() {
    const now = cpuTimes()
    const before = this.#before
    const seconds = now.seconds - before.seconds
    if (!(seconds > LEAST_SECONDS)) return this.#last
    this.#before = now
    const busy = now.all - before.all - (now.own - before.own)
    this.#last = Number(Math.max(0, busy / seconds).toFixed(2))
    return this.#last
  }
}

/**
 * Prints rows, each with what others used of the machine since the row before.
 * @param {(line: object) => void} print
 */
export function createRows(print) {
  const others = new Others()
  /** @type {string[]} */
  const missed = []
  /** @type {string[]} */
  const broken = []
  return {
    /** What has missed its budget so far. */
    missed,
    /** Parts that ended with an error. */
    broken,
    /**
     * Runs a part of the bench; when it breaks, that is a row of its own, and the others go on.
     * @param {string} name
     * @param {() => Promise<void>} work
     */
    async part(name, work) {
      try {
        await work()
      } catch (error) {
        broken.push(name)
        print({ bench: 'ui', what: name, verdict: 'broken', error: String(error).split('\n')[0] })
      }
    },
    /** Ignores what happened until now, for example while a file was written. */
    begin() {
      others.cores()
    },
    /**
     * @param {string} what
     * @param {Judged | null} judged null for a figure without a budget
     * @param {object} [more]
     */
    row(what, judged, more = {}) {
      const othersCores = others.cores()
      const verdict = judged && verdictOf(judged)
      if (verdict === 'missed') missed.push(what)
      const isBusy = othersCores > BUSY_CORES
      const { value = undefined, budget = undefined, unit = undefined } = judged ?? {}
      const load = Number((loadavg()[0] ?? 0).toFixed(1))
      const shown = value === undefined ? {} : { value: rounded(value), unit, budget, verdict }
      print({ bench: 'ui', what, ...shown, ...more, othersCores, isBusy, load })
    }
  }
}

/** @typedef {ReturnType<typeof createRows>} Rows */

/** @param {number} value */
function rounded(value) {
  return Number(value.toFixed(Math.abs(value) < 10 ? 2 : 1))
}
