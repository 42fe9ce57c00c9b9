/**
 * The pool of threads that help the leaders of separations. They start when they are first hired,
 * or when told to, are hired again for later separations, and sleep in between. The owner of the
 * crew has an event loop that runs while they work, so it learns of a thread's death when the
 * leader, asleep, cannot.
 */
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { callOff } from './claim'
import { heapLimit } from './heap-limit'
import {
  busyWord,
  createWords,
  MOST_HANDS,
  type TeamCall,
  type TeamPlace,
  type TeamWorkerData,
  TeamWord
} from './team-protocol'

/** What a crew is made with. */
export interface CrewOptions {
  /** The built `team.worker.js`. */
  readonly workerUrl: URL
  readonly module: WebAssembly.Module
  /** Most threads. */
  readonly size: number
  /** Whether threads give way to others; only possible on Linux. */
  readonly isBackground?: boolean
}

/** Threads hired for one separation. */
export interface Hire {
  /** For the leader, with the ports transferred. */
  readonly place: TeamPlace
  /** Releases them, even in the middle of a shift. Safe to call twice. */
  release(): void
}

/** One thread, and the team it works in. */
interface Hand {
  readonly worker: Worker
  team: { readonly words: Int32Array; readonly hand: number } | null
}

/** A pool of threads. */
export class Crew {
  readonly #options: CrewOptions
  readonly #hands = new Set<Hand>()

  constructor(options: CrewOptions) {
    this.#options = options
  }

  /** Hires `count` threads, or as many as are free; null for none. */
  hire(wanted: number): Hire | null {
    const hands = this.#find(Math.min(wanted, MOST_HANDS))
    if (hands.length === 0) return null
    const words = createWords()
    const ports = hands.map((each, hand): MessagePort => {
      const { port1, port2 } = new MessageChannel()
      const call: TeamCall = { words, port: port2, hand }
      each.team = { words, hand }
      each.worker.postMessage(call, [port2])
      return port1
    })
    return {
      place: { words, ports },
      release: () => {
        callOff(words, TeamWord.stop, TeamWord.turn)
        for (const hand of hands) if (hand.team?.words === words) hand.team = null
      }
    }
  }

  /**
   * Starts all threads before they are needed, which takes a thread a tenth of a second. Threads
   * that the system refuses are tried again when they are hired.
   */
  warmUp(): void {
    let isStarted = true
    while (isStarted && this.#hands.size < this.#options.size) isStarted = this.#open() !== null
  }

  /** Ends all threads; leaders that wait for one of them fail. */
  async dispose(): Promise<void> {
    const hands = [...this.#hands]
    await Promise.all(hands.map(({ worker }) => worker.terminate()))
  }

  /** Free threads, started where there are too few. */
  #find(wanted: number): Hand[] {
    const free = [...this.#hands].filter(({ team }) => team === null).slice(0, wanted)
    while (free.length < wanted && this.#hands.size < this.#options.size) {
      const hand = this.#open()
      if (hand === null) break
      free.push(hand)
    }
    return free
  }

  /** Starts one more thread; null when the system refuses it, and the leader works with fewer. */
  #open(): Hand | null {
    const worker = this.#start()
    if (worker === null) return null
    const hand: Hand = { worker, team: null }
    this.#hands.add(hand)
    // What it threw does not help the leader, whose failure says that the thread ended.
    worker.on('error', () => undefined)
    worker.on('exit', () => {
      this.#hands.delete(hand)
      if (hand.team) noteDeath(hand.team.words, hand.team.hand)
    })
    return hand
  }

  #start(): Worker | null {
    const { workerUrl, module, isBackground = false } = this.#options
    const workerData: TeamWorkerData = { module, isBackground }
    try {
      return new Worker(workerUrl, { workerData, name: 'partwise-team', resourceLimits: heapLimit })
    } catch {
      return null
    }
  }
}

/**
 * Tells the leader that a unit will never be done, if the thread had one. The word that the leader
 * sleeps on counts units and does not change: if the call comes just before it falls asleep, it
 * checks after its nap.
 */
function noteDeath(words: Int32Array, hand: number): void {
  if (Atomics.load(words, busyWord(hand)) === 0) return
  Atomics.store(words, TeamWord.lost, 1)
  Atomics.notify(words, TeamWord.pending)
}
