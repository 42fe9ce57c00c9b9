/** The AudioContext and its life: one at a time, at the rate of the file, asleep when nothing plays. */

/** Milliseconds of silence after which the context goes to sleep. */
const SLEEP_AFTER_MS = 2000

/** Seconds in which the master gain mostly follows its fader. */
const MASTER_GAIN_SECONDS = 0.01

declare global {
  interface Window {
    /** The last node before the destination, for tests that listen to it. */
    __partwiseTap?: { readonly context: AudioContext; readonly node: AudioNode }
  }
}

/** A context with the worklet's module and the master gain, the last node before the destination. */
export interface OpenDevice {
  readonly context: AudioContext
  readonly master: GainNode
  /** Settles when the worklet's module is there. */
  readonly ready: Promise<void>
}

/** Opens, wakes, puts to sleep and closes. */
export class AudioDevice {
  readonly #workletUrl: string
  readonly #onFailed: (reason: unknown) => void
  #open: OpenDevice | null = null
  #masterGain = 1
  #isWanted = false
  #sleepTimer: ReturnType<typeof setTimeout> | undefined

  /** @param onFailed told when a context does not wake */
  constructor(workletUrl: string, onFailed: (reason: unknown) => void) {
    this.#workletUrl = workletUrl
    this.#onFailed = onFailed
  }

  /** What is open; null before the first `open` and after `close`. */
  get current(): OpenDevice | null {
    return this.#open
  }

  /** Linear. */
  get masterGain(): number {
    return this.#masterGain
  }
  set masterGain(linear: number) {
    this.#masterGain = linear
    const gain = this.#open?.master.gain
    gain?.setTargetAtTime(linear, this.#open?.context.currentTime ?? 0, MASTER_GAIN_SECONDS)
  }

  /**
   * A context of this rate: the one that is open, or a new one in its place.
   * @throws DOMException when there can be no context of this rate, or its module does not load
   */
  async open(sampleRate: number): Promise<OpenDevice> {
    if (this.#open?.context.sampleRate !== sampleRate) {
      this.close()
      this.#open = this.#create(sampleRate)
    }
    const device = this.#open
    try {
      await device.ready
    } catch (reason) {
      if (this.#open === device) this.close()
      throw reason
    }
    this.#sleepSoon()
    return device
  }

  /** Whether sound is wanted: wakes the context and keeps it awake, or lets it sleep a little later. */
  setWanted(isWanted: boolean): void {
    this.#isWanted = isWanted
    if (isWanted) this.#wake()
    else this.#sleepSoon()
  }

  /** Seconds of the context's clock that are heard now; rises in steps. 0 without a context. */
  get heardSeconds(): number {
    const context = this.#open?.context
    if (!context) return 0
    return context.currentTime - (context.outputLatency || context.baseLatency)
  }

  /** Closes the context; twice is harmless. */
  close(): void {
    clearTimeout(this.#sleepTimer)
    const device = this.#open
    this.#open = null
    if (!device) return
    delete window.__partwiseTap
    void device.context.close()
  }

  #create(sampleRate: number): OpenDevice {
    const context = new AudioContext({ sampleRate, latencyHint: 'balanced' })
    const master = new GainNode(context, { gain: this.#masterGain })
    master.connect(context.destination)
    // The system may put a context to sleep, when a device goes away for one.
    context.onstatechange = () => {
      if (this.#isWanted && this.#open?.context === context) this.#wake()
    }
    window.__partwiseTap = { context, node: master }
    return { context, master, ready: context.audioWorklet.addModule(this.#workletUrl) }
  }

  #wake(): void {
    clearTimeout(this.#sleepTimer)
    const context = this.#open?.context
    if (!context || context.state === 'running' || context.state === 'closed') return
    context.resume().catch((reason: unknown) => {
      if (this.#open?.context === context) this.#onFailed(reason)
    })
  }

  #sleepSoon(): void {
    clearTimeout(this.#sleepTimer)
    this.#sleepTimer = setTimeout(() => {
      const context = this.#open?.context
      if (!this.#isWanted && context?.state === 'running') void context.suspend()
    }, SLEEP_AFTER_MS)
  }
}
