/**
 * The player: one AudioContext at the file's rate, one worklet node, a master gain. Everything heard is
 * made in the worklet from the mixture, W and H; nothing is rendered ahead.
 */
import type { Factorization } from '../../shared/factorization'
import type { ComponentGains } from '../../shared/mix'
import { AudioClock } from './audio-clock'
import { AudioDevice } from './audio-device'
import { createPcmCacheMemory, PcmCache } from './pcm-cache'
import { PcmFiller, type PcmSource } from './pcm-filler'
import {
  processorName,
  type ListenTo,
  type RemixCommand,
  type RemixProcessorOptions,
  type RemixReport,
  type SharedGains
} from './remix-protocol'
import { shareModel } from './shared-model'
import { TransportMemory } from './transport-memory'

/** Milliseconds between looks at what the cache lacks. */
const FILL_EVERY_MS = 100

/** A recording as the player needs it. `document` names it, for messages of failures. */
export interface PlayerSource extends PcmSource {
  readonly document: number
  readonly sampleRate: number
}

/** What is told, with what arguments. */
export interface PlayerEvents {
  /** Playing came to the end of the file. */
  ended: []
  /** `playing` changed. */
  statechange: []
  /** `buffering` changed. */
  buffering: []
  /** Samples did not come, or the device or the worklet broke; silent until samples come. */
  failed: [reason: unknown]
}

/** Peaks since the last reading, linear, after the master gain. */
export interface MeterReading {
  readonly left: number
  readonly right: number
  readonly clipped: boolean
}

/** What belongs to one recording. */
interface Loaded {
  readonly source: PlayerSource
  readonly node: AudioWorkletNode
  readonly transport: TransportMemory
  readonly filler: PcmFiller
  sharedGains: SharedGains | null
}

/** Plays one recording at a time, as it is or remixed. */
export class Player {
  /** Reads the output level. */
  readonly meters = { read: (): MeterReading => this.#readMeters() }
  readonly #device: AudioDevice
  readonly #listeners: { [E in keyof PlayerEvents]: Set<(...args: PlayerEvents[E]) => void> } = {
    ended: new Set(),
    statechange: new Set(),
    buffering: new Set(),
    failed: new Set()
  }
  readonly #clock = new AudioClock()
  #loaded: Loaded | null = null
  /** Raised by every load and unload, so that one that is overtaken gives up. */
  #loadCount = 0
  #playing = false
  #buffering = false
  #listenTo: ListenTo = 'original'
  #gains: ComponentGains | null = null
  #fillTimer: ReturnType<typeof setInterval> | undefined

  /** @param workletUrl of the built remix.worklet.ts, see remix-worklet-url.ts */
  constructor({ workletUrl }: { readonly workletUrl: string }) {
    this.#device = new AudioDevice(workletUrl, (reason) => this.#emit('failed', reason))
  }

  /** Whether sound is wanted. */
  get playing(): boolean {
    return this.#playing
  }

  /** Whether sound is wanted but waits for samples. */
  get buffering(): boolean {
    return this.#buffering
  }

  /** Last node before the destination; null before the first load. */
  get output(): AudioNode | null {
    return this.#device.current?.master ?? null
  }

  /** What is heard now, in seconds of the file; smooth when read once per animation frame. */
  get position(): number {
    if (!this.#loaded) return 0
    const { source, transport } = this.#loaded
    const { sampleRate, sampleCount } = source
    const segment = transport.readSegment()
    if (segment.seek !== transport.seekCount) return transport.seekTarget / sampleRate
    // Once stopped it stands where playing will go on, though the device still plays its last buffer.
    if (!this.#playing && segment.end !== Infinity) return segment.end / sampleRate
    const heard = this.#clock.read(this.#device.heardSeconds, performance.now() / 1000)
    const passed = Math.max(0, heard - segment.time) * sampleRate
    return Math.min(segment.end, sampleCount, segment.position + passed) / sampleRate
  }

  /**
   * Takes a recording, at its start and not playing, without a separation. Resolves when it can be
   * played, or when another load or unload has overtaken it, which then counts.
   * @throws what fetching its first samples or opening a device at its rate throws
   */
  async load(source: PlayerSource): Promise<void> {
    this.unload()
    const load = this.#loadCount
    const memory = createPcmCacheMemory(source.channelCount, source.sampleCount)
    const transport = new TransportMemory()
    transport.listenToRemix = this.#listenTo === 'remix'
    const fail = (reason: unknown): void => this.#emit('failed', reason)
    const filler = new PcmFiller(source, new PcmCache(memory), transport, fail)
    try {
      const opening = this.#device.open(source.sampleRate)
      const [device] = await Promise.all([opening, filler.fillFirst()])
      if (load !== this.#loadCount) return
      const processorOptions: RemixProcessorOptions = { cache: memory, transport: transport.memory }
      const node = new AudioWorkletNode(device.context, processorName, {
        numberOfInputs: 0,
        outputChannelCount: [source.channelCount],
        processorOptions
      })
      node.connect(device.master)
      node.port.onmessage = ({ data }: MessageEvent<RemixReport>) => this.#hear(node, data)
      node.onprocessorerror = () => fail(new Error(`worklet of document ${source.document} broke`))
      this.#loaded = { source, node, transport, filler, sharedGains: null }
    } catch (reason) {
      if (load === this.#loadCount) throw reason
      return
    }
    this.#fillTimer = setInterval(() => this.#fill(), FILL_EVERY_MS)
    this.#fill()
  }

  /** Fades out and lets the recording go. */
  unload(): void {
    this.#loadCount++
    clearInterval(this.#fillTimer)
    const loaded = this.#loaded
    this.#loaded = null
    this.#gains = null
    if (!loaded) return
    loaded.filler.dispose()
    const isAwake = this.#device.current?.context.state === 'running'
    if (isAwake) post(loaded, { kind: 'close' })
    else loaded.node.disconnect()
    this.#setBuffering(false)
    this.#setPlaying(false)
  }

  /** Plays from the position, from the start when that is the end. Nothing without a recording. */
  play(): void {
    if (!this.#loaded || this.#playing) return
    if (this.#isAtEnd(this.#loaded)) this.seek(0)
    this.#loaded.transport.play = true
    this.#fill()
    this.#setPlaying(true)
  }

  /** Stops where it is. */
  pause(): void {
    if (!this.#loaded) return
    this.#loaded.transport.play = false
    this.#setPlaying(false)
  }

  /** Jumps, playing or not; beyond the ends means to them. */
  seek(seconds: number): void {
    if (!this.#loaded) return
    const { source, transport } = this.#loaded
    const sample = Math.round(seconds * source.sampleRate)
    transport.requestSeek(Math.min(source.sampleCount, Math.max(0, sample)))
    this.#fill()
  }

  /** What to hear; without a separation the remix is the original. */
  setListenTo(listenTo: ListenTo): void {
    this.#listenTo = listenTo
    if (this.#loaded) this.#loaded.transport.listenToRemix = listenTo === 'remix'
  }

  /** The separation to remix, from the next frame on if its window and hop are those of the last; null for none. */
  setFactorization(factorization: Factorization | null): void {
    if (!this.#loaded) return
    if (!factorization) {
      this.#loaded.sharedGains = null
      post(this.#loaded, { kind: 'model', model: null })
      return
    }
    const { sampleCount } = this.#loaded.source
    const { model, sharedGains } = shareModel(factorization, sampleCount, this.#gains)
    this.#loaded.sharedGains = sharedGains
    post(this.#loaded, { kind: 'model', model })
  }

  /** Gains of the mix. Set before a separation of as many components, they come in together with it. */
  setGains(gains: ComponentGains): void {
    this.#gains = gains
    const shared = this.#loaded?.sharedGains
    if (shared?.componentCount === gains.gains.length) shared.write(gains)
  }

  /** Gain of everything heard, linear; kept for all recordings. */
  setMasterGain(linear: number): void {
    this.#device.masterGain = linear
  }

  /** Subscribes; the returned function ends it. */
  on<E extends keyof PlayerEvents>(
    event: E,
    listener: (...args: PlayerEvents[E]) => void
  ): () => void {
    this.#listeners[event].add(listener)
    return () => {
      this.#listeners[event].delete(listener)
    }
  }

  /** Ends everything; twice is harmless. */
  dispose(): void {
    this.unload()
    this.#device.close()
    for (const listeners of Object.values(this.#listeners)) listeners.clear()
  }

  #isAtEnd({ source, transport }: Loaded): boolean {
    const segment = transport.readSegment()
    const isJumping = segment.seek !== transport.seekCount
    const stop = isJumping ? transport.seekTarget : segment.end
    return stop >= source.sampleCount && stop !== Infinity
  }

  #hear(node: AudioWorkletNode, { kind, seek }: RemixReport): void {
    if (kind === 'closed') node.disconnect()
    if (this.#loaded?.node !== node) return
    if (kind === 'buffering' || kind === 'flowing') this.#setBuffering(kind === 'buffering')
    // A seek that was asked for meanwhile takes playing away from the end again.
    if (kind === 'ended' && seek === this.#loaded.transport.seekCount && this.#playing) {
      this.pause()
      this.#emit('ended')
    }
  }

  #readMeters(): MeterReading {
    if (!this.#loaded) return { left: 0, right: 0, clipped: false }
    const { source, transport } = this.#loaded
    const { masterGain } = this.#device
    const left = transport.takePeak(0) * masterGain
    const right = source.channelCount > 1 ? transport.takePeak(1) * masterGain : left
    return { left, right, clipped: Math.max(left, right) > 1 }
  }

  #fill(): void {
    if (!this.#loaded) return
    const { source, filler } = this.#loaded
    filler.fillAround(this.position * source.sampleRate)
  }

  #setPlaying(playing: boolean): void {
    if (playing === this.#playing) return
    this.#playing = playing
    this.#device.setWanted(playing)
    this.#emit('statechange')
  }

  #setBuffering(buffering: boolean): void {
    if (buffering === this.#buffering) return
    this.#buffering = buffering
    this.#emit('buffering')
  }

  #emit<E extends keyof PlayerEvents>(event: E, ...args: PlayerEvents[E]): void {
    for (const listener of this.#listeners[event]) listener(...args)
  }
}

function post({ node }: Loaded, command: RemixCommand): void {
  node.port.postMessage(command)
}
