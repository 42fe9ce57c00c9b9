/**
 * The player: one AudioContext at the file's rate, one worklet node, a master gain. Everything heard is
 * made in the worklet from the mixture, W and H; nothing is rendered ahead.
 */
import type { Factorization } from '../../shared/factorization'
import type { ComponentGains } from '../../shared/mix'
import { AudioClock } from './audio-clock'
import { AudioDevice } from './audio-device'
import { LiveModel } from './live-model'
import { PcmCache, type PcmCacheMemory, PcmMemories } from './pcm-cache'
import { PcmFiller, type PcmSource } from './pcm-filler'
import {
  processorName,
  type ListenTo,
  type RemixCommand,
  type RemixProcessorOptions,
  type RemixReport
} from './remix-protocol'
import { OUTPUT_CHANNELS } from './remix'
import { TransportMemory, type RenderFigures, type Segment } from './transport-memory'
import { zeroCrossingNear } from './zero-crossing'

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
  readonly memory: PcmCacheMemory
  readonly node: AudioWorkletNode
  readonly transport: TransportMemory
  readonly cache: PcmCache
  readonly filler: PcmFiller
  readonly live: LiveModel
}

/** A stretch of the recording that is played over and over, in seconds. */
export interface LoopSeconds {
  readonly startSeconds: number
  readonly endSeconds: number
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
  readonly #memories = new PcmMemories()
  #loaded: Loaded | null = null
  /** Raised by every load and unload, so that one that is overtaken gives up. */
  #loadCount = 0
  #playing = false
  #buffering = false
  #listenTo: ListenTo = 'original'
  #gains: ComponentGains | null = null
  #matchLevel = false
  #loop: LoopSeconds | null = null
  #fillTimer: ReturnType<typeof setInterval> | undefined

  /** @param workletUrl of the built remix.worklet.ts, see remix-worklet-url.ts */
  constructor({ workletUrl }: { readonly workletUrl: string }) {
    this.#device = new AudioDevice(
      workletUrl,
      (reason) => this.#emit('failed', reason),
      () => this.figures
    )
  }

  /** What the audio thread tells of its work on this recording; null without one. */
  get figures(): RenderFigures | null {
    return this.#loaded?.transport.figures ?? null
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
    const { sampleRate } = source
    const segment = transport.readSegment()
    if (segment.seek !== transport.seekCount) return transport.seekTarget / sampleRate
    // Once stopped it stands where playing will go on, though the device still plays its last buffer.
    if (!this.#playing && segment.end !== Infinity) return segment.end / sampleRate
    const heard = this.#clock.read(this.#device.heardSeconds, performance.now() / 1000)
    const passed = (heard - segment.time) * sampleRate
    return Math.min(source.sampleCount, heardPosition(segment, passed)) / sampleRate
  }

  /**
   * Takes a recording, at its start and not playing, without a separation. Resolves when it can be
   * played, or when another load or unload has overtaken it, which then counts.
   * @throws what fetching its first samples or opening a device at its rate throws
   */
  async load(source: PlayerSource): Promise<void> {
    this.unload()
    const load = this.#loadCount
    const memory = this.#memories.take(source.channelCount, source.sampleCount)
    const transport = new TransportMemory()
    transport.listenToRemix = this.#listenTo === 'remix'
    transport.matchLevel = this.#matchLevel
    const cache = new PcmCache(memory)
    const fail = (reason: unknown): void => this.#emit('failed', reason)
    const filler = new PcmFiller(source, cache, transport, fail)
    try {
      const opening = this.#device.open(source.sampleRate)
      const [device] = await Promise.all([opening, filler.fillFirst()])
      if (load !== this.#loadCount) {
        this.#memories.give(memory)
        return
      }
      const processorOptions: RemixProcessorOptions = {
        cache: memory,
        transport: transport.memory,
        deviceSeconds: this.#device.deviceSeconds
      }
      const node = new AudioWorkletNode(device.context, processorName, {
        numberOfInputs: 0,
        outputChannelCount: [OUTPUT_CHANNELS],
        processorOptions
      })
      node.connect(device.master)
      node.port.onmessage = ({ data }: MessageEvent<RemixReport>) => this.#hear(node, memory, data)
      node.onprocessorerror = () => fail(new Error(`worklet of document ${source.document} broke`))
      const live = new LiveModel(cache, (model) => {
        node.port.postMessage({ kind: 'model', model } satisfies RemixCommand)
      })
      if (this.#gains) live.setGains(this.#gains)
      this.#loaded = { source, memory, node, transport, cache, filler, live }
    } catch (reason) {
      // What it was to be filled with may still be on its way; this memory is not used again.
      if (load === this.#loadCount) throw reason
      return
    }
    this.#fillTimer = setInterval(() => this.#fill(), FILL_EVERY_MS)
    this.#applyLoop(this.#loaded)
  }

  /** Fades out and lets the recording go. */
  unload(): void {
    this.#loadCount++
    clearInterval(this.#fillTimer)
    const loaded = this.#loaded
    this.#loaded = null
    this.#gains = null
    this.#loop = null
    if (!loaded) return
    loaded.filler.dispose()
    loaded.live.stop()
    const isAwake = this.#device.current?.context.state === 'running'
    if (isAwake) post(loaded, { kind: 'close' })
    else this.#drop(loaded.node, loaded.memory)
    this.#setBuffering(false)
    this.#setPlaying(false)
  }

  /** Plays from the position; from the start when that is the end, or that of the loop. Nothing without a recording. */
  play(): void {
    if (!this.#loaded || this.#playing) return
    const loop = this.#loop
    // Behind the loop nobody would ever hear it.
    if (loop && this.position >= loop.endSeconds) this.seek(loop.startSeconds)
    else if (this.#isAtEnd(this.#loaded)) this.seek(0)
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

  /** Whether the remix is brought to the level of the recording; kept for all recordings. */
  setMatchLevel(match: boolean): void {
    this.#matchLevel = match
    if (this.#loaded) this.#loaded.transport.matchLevel = match
  }

  /** Gain that the remix has now to be at the level of the recording, linear. */
  get matchGain(): number {
    return this.#loaded?.transport.matchGain ?? 1
  }

  /** What is played over and over from the moment playing comes into it; null for nothing. */
  setLoop(loop: LoopSeconds | null): void {
    this.#loop = loop
    if (this.#loaded) this.#applyLoop(this.#loaded)
  }

  /**
   * The separation to remix, null for none. One of the same settings and length follows from the next
   * frame on, as often as one likes; one of another number of components too; one of another window
   * behind a fade. Large ones are copied bit by bit and heard once they are there; a later call wins.
   */
  setFactorization(factorization: Factorization | null): void {
    this.#loaded?.live.set(factorization)
  }

  /** Gains of the mix. Set before a separation of as many components, they come in together with it. */
  setGains(gains: ComponentGains): void {
    this.#gains = gains
    this.#loaded?.live.setGains(gains)
  }

  /**
   * Measures how loud stems are where the playhead is, as they are heard: with the mix's gains, or as they
   * are in the recording while that is listened to.
   * @param groups components of each stem
   * @param out [2 x stems], left and right of each: linear, a full-scale sine is 1
   * @returns false when nothing can be measured now; `out` is then as it was
   */
  stemLevels(groups: readonly (readonly number[])[], out: Float32Array): boolean {
    if (!this.#loaded) return false
    const { live, source } = this.#loaded
    const sample = Math.round(this.position * source.sampleRate)
    return live.stemLevels(sample, this.#listenTo === 'original', groups, out)
  }

  /**
   * The quietest place to cut near a moment: where the recording passes through zero.
   * @returns seconds; the moment itself when there is none within `withinSeconds`, or it is not at hand
   */
  zeroCrossingNear(seconds: number, withinSeconds: number): number {
    if (!this.#loaded) return seconds
    const { source, cache } = this.#loaded
    const { sampleRate } = source
    const sample = Math.round(seconds * sampleRate)
    const found = zeroCrossingNear(cache, sample, withinSeconds * sampleRate)
    return found === null ? seconds : found / sampleRate
  }

  /** Sends the sound to an output by its id, '' for the system's choice. @returns whether it is so now */
  setOutput(id: string): Promise<boolean> {
    return this.#device.setOutput(id)
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

  #applyLoop({ source, transport, filler }: Loaded): void {
    const { startSeconds, endSeconds } = this.#loop ?? { startSeconds: 0, endSeconds: 0 }
    const sampleOf = (seconds: number): number =>
      Math.min(source.sampleCount, Math.max(0, Math.round(seconds * source.sampleRate)))
    const start = sampleOf(startSeconds)
    transport.writeLoop({ isOn: this.#loop !== null, start, end: sampleOf(endSeconds) })
    filler.keepHead(this.#loop && start)
    this.#fill()
  }

  #isAtEnd({ source, transport }: Loaded): boolean {
    const segment = transport.readSegment()
    const isJumping = segment.seek !== transport.seekCount
    const stop = isJumping ? transport.seekTarget : segment.end
    return stop >= source.sampleCount && stop !== Infinity
  }

  /** Makes a node and its processor let go of a recording. */
  #drop(node: AudioWorkletNode, memory: PcmCacheMemory): void {
    node.disconnect()
    node.port.postMessage({ kind: 'drop' } satisfies RemixCommand)
    node.port.onmessage = null
    node.onprocessorerror = null
    this.#memories.give(memory)
  }

  #hear(node: AudioWorkletNode, memory: PcmCacheMemory, { kind, seek }: RemixReport): void {
    if (kind === 'closed') this.#drop(node, memory)
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
    const { transport } = this.#loaded
    const { masterGain } = this.#device
    const left = transport.takePeak(0) * masterGain
    const right = transport.takePeak(1) * masterGain
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

/**
 * Sample that is heard when so many have passed since a stretch began. Where a loop has just wrapped, the
 * device still plays what was before that.
 */
function heardPosition({ position, end, loop }: Segment, passed: number): number {
  if (passed >= 0) return Math.min(end, position + passed)
  if (loop === 0) return position
  return position + loop + (passed % loop)
}
