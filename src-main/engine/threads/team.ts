/**
 * The leader's side of a team of threads: opens shifts, does units itself, and sleeps while it
 * waits for the others. A shift gives the same result whichever thread does its units, so a team of
 * one is a plain loop.
 */
import { Failure, type KeepGoing } from '../../../shared/failure'
import { isCalledOff, LEADER_NAP, putUp, sleepOn, tell, withdraw } from './claim'
import {
  claimUnit,
  finishUnit,
  type TeamNews,
  type TeamPlace,
  type TeamTask,
  type UnitWork,
  usedWord,
  TeamWord
} from './team-protocol'

/** A run of units, in any order and on any thread of the team. */
export interface Shift {
  readonly operation: number
  readonly units: number
  /** Panels of all units, after each of which `keepGoing` is called. */
  readonly panels: number
  /** About what the shift would take one thread; a little work is not worth waking another. */
  readonly milliseconds: number
}

/** A task that the threads of a team have been told of. */
export interface OpenTask {
  /**
   * Does a shift, on as many threads as it is worth.
   * @param keepGoing asked after each panel that the leader does, and while it waits, with the
   *   share done
   * @returns false when keepGoing said no; then some units are undone or unfinished
   * @throws Failure `engine/crashed` when a thread ended in the middle of a unit
   */
  run(shift: Shift, keepGoing: KeepGoing): boolean
  /** Releases the task's memory. */
  close(): void
}

/** Threads that work together. */
export interface Team {
  /** Threads, the leader's included. */
  readonly size: number
  /** Threads that have done a unit so far, the leader's included. */
  readonly used: number
  /** @param work the leader's own way of doing units */
  open(task: TeamTask, work: UnitWork): OpenTask
  /** Ends what connects the leader with the threads. */
  close(): void
}

/** Work that one more thread must find, in milliseconds; waking it takes up to a tenth of that. */
const WORTH_A_THREAD = 0.75
/** Milliseconds without progress by any thread, after which the team counts as dead. */
const LONGEST_STALL = 30_000

/** The team of one: the calling thread. */
export const soloTeam: Team = {
  size: 1,
  used: 1,
  open: (_task, work) => ({
    run: (shift, keepGoing) => runAlone(shift, work, keepGoing),
    close: () => undefined
  }),
  close: () => undefined
}

/**
 * The team at a place, led by the calling thread, which must be allowed to sleep.
 * @param patience milliseconds without any progress after which it gives up
 */
export function leadTeam(place: TeamPlace | null, patience = LONGEST_STALL): Team {
  return place === null || place.ports.length === 0 ? soloTeam : new LedTeam(place, patience)
}

/** Does all units in their order; false when told to stop. */
function runAlone(
  { operation, units, panels }: Shift,
  work: UnitWork,
  keepGoing: KeepGoing
): boolean {
  let done = 0
  const watch = watchOnce(keepGoing)
  const goesOn = (): boolean => watch.look(++done / panels)
  for (let unit = 0; unit < units && watch.isWanted(); unit++) work(operation, unit, goesOn)
  return watch.isWanted()
}

/** A watch that is not asked again once it has said no. */
function watchOnce(keepGoing: KeepGoing): { look: KeepGoing; isWanted: () => boolean } {
  let wanted = true
  return {
    look: (share) => (wanted &&= keepGoing(share)),
    isWanted: () => wanted
  }
}

class LedTeam implements Team {
  readonly #words: Int32Array
  readonly #ports: TeamPlace['ports']
  readonly #patience: number
  #lastId = 0

  constructor({ words, ports }: TeamPlace, patience: number) {
    this.#words = words
    this.#ports = ports
    this.#patience = patience
  }

  get size(): number {
    return 1 + this.#ports.length
  }

  get used(): number {
    return this.#ports.reduce((sum, _, hand) => sum + Atomics.load(this.#words, usedWord(hand)), 1)
  }

  open(task: TeamTask, work: UnitWork): OpenTask {
    const id = ++this.#lastId
    // Threads are told of a task when there is a shift for them.
    let isTold = false
    return {
      run: (shift, keepGoing) => {
        const wanted = Math.min(this.size, shift.units, shift.milliseconds / WORTH_A_THREAD)
        if (wanted < 2) return runAlone(shift, work, keepGoing)
        if (!isTold) this.#tell({ kind: 'open', id, task })
        isTold = true
        return this.#runTogether(id, shift, Math.floor(wanted) - 1, work, keepGoing)
      },
      close: () => {
        if (isTold) this.#tell({ kind: 'close', id })
        isTold = false
      }
    }
  }

  close(): void {
    for (const port of this.#ports) port.close()
  }

  #tell(news: TeamNews): void {
    for (const port of this.#ports) port.postMessage(news)
    Atomics.add(this.#words, TeamWord.messages, 1)
  }

  #runTogether(
    id: number,
    { operation, units, panels }: Shift,
    hands: number,
    work: UnitWork,
    keepGoing: KeepGoing
  ): boolean {
    const words = this.#words
    Atomics.store(words, TeamWord.abort, 0)
    Atomics.store(words, TeamWord.panels, 0)
    Atomics.store(words, TeamWord.task, id)
    Atomics.store(words, TeamWord.operation, operation)
    Atomics.store(words, TeamWord.pending, units)
    putUp(words, TeamWord.supply, units)
    tell(words, TeamWord.turn, hands)

    const watch = watchOnce(keepGoing)
    const look = (): boolean => {
      const isWanted = watch.look(Math.min(1, Atomics.load(words, TeamWord.panels) / panels))
      if (!isWanted) this.#abort()
      return isWanted
    }
    const goesOn = (): boolean => {
      Atomics.add(words, TeamWord.panels, 1)
      return look()
    }
    try {
      for (let unit = claimUnit(words); unit >= 0; unit = claimUnit(words)) {
        work(operation, unit, goesOn)
        finishUnit(words)
      }
      this.#waitForOthers(look)
      return look()
    } catch (thrown) {
      this.#abort()
      throw thrown
    }
  }

  /** Makes all threads drop the shift. */
  #abort(): void {
    const left = withdraw(this.#words, TeamWord.supply)
    Atomics.sub(this.#words, TeamWord.pending, left)
    Atomics.store(this.#words, TeamWord.abort, 1)
  }

  /** Sleeps until no unit is pending. */
  #waitForOthers(look: () => boolean): void {
    const words = this.#words
    let idleNaps = 0
    let seen = -1
    for (;;) {
      const pending = Atomics.load(words, TeamWord.pending)
      if (pending === 0) return
      if (isCalledOff(words, TeamWord.lost)) throw deadTeam('a thread ended with a unit')
      const progress = Atomics.load(words, TeamWord.panels) - pending
      idleNaps = progress === seen ? idleNaps + 1 : 0
      seen = progress
      if (idleNaps * LEADER_NAP > this.#patience) throw deadTeam(`${pending} units were never done`)
      const woken = sleepOn(words, TeamWord.pending, pending, TeamWord.lost, LEADER_NAP)
      if (woken === 'timed out') look()
    }
  }
}

function deadTeam(reason: string): Failure {
  return new Failure('engine/crashed', `the team of threads: ${reason}`)
}
