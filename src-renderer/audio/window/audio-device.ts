/**
 * The AudioContext and its life: one at a time, at the rate of the file, asleep when nothing plays.
 */
import type { RenderFigures } from '../between/transport-memory'

/** Milliseconds of silence after which the context goes to sleep. */
const SLEEP_AFTER_MS = 2000

/** Time constant, in seconds, with which the master gain follows its fader. */
const MASTER_GAIN_SECONDS = 0.01

/** Seconds of sound that a device holds when its context does not say. */
const USUAL_DEVICE_SECONDS = 0.02

declare global {
  interface Window {
    /**
     * The last node before the destination and the audio thread's account of its work, for tests
     * and measurements.
     */
    __partwiseTap?: {
      readonly context: AudioContext
      readonly node: AudioNode
      /**
       * Render calls while sound was playing, those that came too late, and milliseconds in them;
       * null before a load.
       */
      readonly figures: RenderFigures | null
    }
  }
}

/** A context whose output can be chosen; TypeScript's DOM library lacks that. */
type RoutableContext = AudioContext & { setSinkId?: (id: string) => Promise<void> }

/**
 * A context with the worklet's module and the master gain, the last node before the destination.
 */
export interface OpenDevice {
  readonly context: AudioContext
  readonly master: GainNode
  /** Settles when the worklet's module is loaded. */
  readonly ready: Promise<void>
}

/** Opens, wakes, puts to sleep and closes. */
export class AudioDevice {
  readonly #workletUrl: string
  readonly #onFailed: (reason: unknown) => void
  readonly #onOutputRefused: () => void
  readonly #figures: () => RenderFigures | null
  #open: OpenDevice | null = null
  #masterGain = 1
  #outputId = ''
  #isWanted = false
  #sleepTimer: ReturnType<typeof setTimeout> | undefined

  /**
   * @param onFailed called when a context does not wake
   * @param onOutputRefused called when a new context cannot send its sound to the chosen output
   * @param figures of the audio thread, for the tap
   */
  constructor(
    workletUrl: string,
    onFailed: (reason: unknown) => void,
    onOutputRefused: () => void,
    figures: () => RenderFigures | null
  ) {
    this.#workletUrl = workletUrl
    this.#figures = figures
    this.#onFailed = onFailed
    this.#onOutputRefused = onOutputRefused
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

  /** Seconds of sound that the device holds: what it plays now and what is rendered for later. */
  get deviceSeconds(): number {
    return 2 * (this.#open?.context.baseLatency ?? 0) || USUAL_DEVICE_SECONDS
  }

  /**
   * Sends the sound to an output, '' for the system's own choice; kept for all later contexts.
   * @returns whether it is so now; false where the output is gone or outputs cannot be chosen
   */
  async setOutput(id: string): Promise<boolean> {
    this.#outputId = id
    const context: RoutableContext | undefined = this.#open?.context
    return context ? this.#route(context) : true
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

  /**
   * Whether sound is wanted: wakes the context and keeps it awake, or lets it sleep a little later.
   */
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
    // Latency does not matter here: a device that holds some 20 ms more survives times without a
    // processor.
    const context = new AudioContext({ sampleRate, latencyHint: 'playback' })
    const master = new GainNode(context, { gain: this.#masterGain })
    master.connect(context.destination)
    // The system may suspend a context, for instance when a device is unplugged.
    context.onstatechange = () => {
      if (this.#isWanted && this.#open?.context === context) this.#wake()
    }
    const figures = this.#figures
    window.__partwiseTap = {
      context,
      node: master,
      get figures() {
        return figures()
      }
    }
    if (this.#outputId !== '') void this.#routeOrSay(context)
    return { context, master, ready: context.audioWorklet.addModule(this.#workletUrl) }
  }

  async #routeOrSay(context: RoutableContext): Promise<void> {
    const isRouted = await this.#route(context)
    if (!isRouted && this.#open?.context === context) this.#onOutputRefused()
  }

  async #route(context: RoutableContext): Promise<boolean> {
    if (!context.setSinkId) return this.#outputId === ''
    try {
      await context.setSinkId(this.#outputId)
      return true
    } catch {
      // The output is not there at the moment; sound stays where it is.
      return false
    }
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
