/**
 * The player: one AudioContext at the file's rate, one worklet node, a master gain. Everything
 * heard is made in the worklet from the mixture, W and H; nothing is rendered ahead.
 */
import type { TimeRange } from '../../../shared/audio'
import type { Factorization } from '../../../shared/factorization'
import type { ComponentGains, ListenTo } from '../../../shared/mix'
import { AudioClock } from './audio-clock'
import { AudioDevice } from './audio-device'
import { Listeners } from './listeners'
import { LoadedRecording, type PlayerSource } from './loaded-recording'
import { PcmMemories } from '../between/pcm-cache'
import type { RemixReport } from '../between/remix-protocol'
import { SharedMemories } from './shared-memories'
import type { RenderFigures } from '../between/transport-memory'

/** Milliseconds between looks at what the cache lacks. */
const FILL_EVERY_MS = 100

/** Most milliseconds that a recording waits for the previous one to fade. */
const LONGEST_FADE_MS = 200

/** The player's events and their arguments. */
export interface PlayerEvents {
  /** Playing came to the end of the file. */
  ended: []
  /** `playing` changed. */
  statechange: []
  /** `buffering` changed. */
  buffering: []
  /** Samples did not come, or the device or the worklet broke; silent until samples come. */
  failed: [reason: unknown]
  /** The chosen output does not take the sound, which goes where the system sends it. */
  outputRefused: []
}

/** Peaks since the last reading, linear, after the master gain. */
export interface MeterReading {
  readonly left: number
  readonly right: number
  readonly clipped: boolean
}

/** Plays one recording at a time, as it is or remixed. */
export class Player {
  /** Reads the output level. */
  readonly meters = { read: (): MeterReading => this.#readMeters() }
  readonly #device: AudioDevice
  readonly #listeners = new Listeners<PlayerEvents>()
  readonly #clock = new AudioClock()
  readonly #memories = new PcmMemories()
  readonly #models = new SharedMemories()
  #loaded: LoadedRecording | null = null
  /** Settles when the memory of the last recording can be reused, or after a time limit. */
  #faded: Promise<void> = Promise.resolve()
  #endFade: () => void = () => undefined
  /** Raised by every load and unload, so that an overtaken one gives up. */
  #loadCount = 0
  #playing = false
  #buffering = false
  #listenTo: ListenTo = 'original'
  #gains: ComponentGains | null = null
  #matchLevel = false
  #loop: TimeRange | null = null
  #fillTimer: ReturnType<typeof setInterval> | undefined

  /** @param workletUrl of the built remix.worklet.ts, see remix-worklet-url.ts */
  constructor({ workletUrl }: { readonly workletUrl: string }) {
    this.#device = new AudioDevice(
      workletUrl,
      (reason) => this.#listeners.emit('failed', reason),
      () => this.#listeners.emit('outputRefused'),
      () => this.figures
    )
  }

  /** What the audio thread reports about its work on this recording; null without one. */
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
    const sample = this.#loaded.heardSample(this.#playing, this.#clock, this.#device.heardSeconds)
    return sample / this.#loaded.source.sampleRate
  }

  /**
   * Takes a recording, at its start and not playing, without a separation. Resolves when it can be
   * played, or when a later load or unload has overtaken it.
   * @throws what fetching its first samples or opening a device at its rate throws
   */
  async load(source: PlayerSource): Promise<void> {
    this.unload()
    const load = this.#loadCount
    // Otherwise another memory would be needed and never freed.
    await this.#faded
    if (load !== this.#loadCount) return
    const memory = this.#memories.take(source, source.sampleCount)
    const recording = new LoadedRecording(source, memory, this.#models, {
      hear: (from, report) => this.#hear(from, report),
      fail: (reason) => this.#listeners.emit('failed', reason)
    })
    recording.transport.listenToRemix = this.#listenTo === 'remix'
    recording.transport.matchLevel = this.#matchLevel
    try {
      const opening = this.#device.open(source.sampleRate)
      const [{ context, master }] = await Promise.all([opening, recording.fillFirst()])
      if (load !== this.#loadCount) {
        this.#memories.give(memory)
        return
      }
      recording.connect({ context, master, deviceSeconds: this.#device.deviceSeconds })
      if (this.#gains) recording.live.setGains(this.#gains)
      this.#loaded = recording
    } catch (reason) {
      // A fetch for this memory may still be under way, so it is not reused.
      if (load === this.#loadCount) throw reason
      return
    }
    this.#fillTimer = setInterval(() => this.#fill(), FILL_EVERY_MS)
    this.#applyLoop(recording)
  }

  /** Fades out and releases the recording. */
  unload(): void {
    this.#loadCount++
    clearInterval(this.#fillTimer)
    const loaded = this.#loaded
    this.#loaded = null
    this.#gains = null
    this.#loop = null
    if (!loaded) return
    loaded.stop()
    const isAwake = this.#device.current?.context.state === 'running'
    if (isAwake) this.#fadeOut(loaded)
    else this.#drop(loaded)
    this.#setBuffering(false)
    this.#setPlaying(false)
  }

  /**
   * Plays from the position, or from the start if that is the end of the file or of the loop. Does
   * nothing without a recording.
   */
  play(): void {
    if (!this.#loaded || this.#playing) return
    const loop = this.#loop
    // After the loop's end it would never be heard.
    if (loop && this.position >= loop.endSeconds) this.seek(loop.startSeconds)
    else if (this.#loaded.isAtEnd) this.seek(0)
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

  /** Jumps, playing or not; times beyond the ends mean the ends. */
  seek(seconds: number): void {
    if (!this.#loaded) return
    this.#loaded.seek(Math.round(seconds * this.#loaded.source.sampleRate))
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

  /** The linear gain that brings the remix to the level of the recording now. */
  get matchGain(): number {
    return this.#loaded?.transport.matchGain ?? 1
  }

  /** What is played over and over from the moment playing comes into it; null for nothing. */
  setLoop(loop: TimeRange | null): void {
    this.#loop = loop
    if (this.#loaded) this.#applyLoop(this.#loaded)
  }

  /**
   * The separation to remix, null for none. One of the same settings and length, with any number of
   * components, follows with the next frame; one of another window follows after a fade. Large ones
   * are copied in pieces and heard once complete; a later call wins.
   */
  setFactorization(factorization: Factorization | null): void {
    this.#loaded?.live.set(factorization)
  }

  /**
   * Gains of the mix. Set before a separation of as many components, they take effect together with
   * it.
   */
  setGains(gains: ComponentGains): void {
    this.#gains = gains
    this.#loaded?.live.setGains(gains)
  }

  /**
   * Measures how loud stems are where the playhead is, as they are heard: with the mix's gains, or
   * as they are in the recording while that is listened to.
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
   * @returns seconds; the moment itself when there is none within `withinSeconds`, or it is not at
   *   hand
   */
  zeroCrossingNear(seconds: number, withinSeconds: number): number {
    if (!this.#loaded) return seconds
    const { sampleRate } = this.#loaded.source
    const sample = Math.round(seconds * sampleRate)
    const found = this.#loaded.zeroCrossingNear(sample, withinSeconds * sampleRate)
    return found === null ? seconds : found / sampleRate
  }

  /**
   * Sends the sound to an output by its id, '' for the system's choice. @returns whether it is so
   * now
   */
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
    return this.#listeners.on(event, listener)
  }

  /** Ends everything; safe to call twice. */
  dispose(): void {
    this.unload()
    this.#device.close()
    this.#listeners.clear()
  }

  #applyLoop(recording: LoadedRecording): void {
    recording.loop(this.#loop)
    this.#fill()
  }

  #fadeOut(recording: LoadedRecording): void {
    this.#faded = new Promise((end) => {
      this.#endFade = end
      setTimeout(end, LONGEST_FADE_MS)
    })
    recording.close()
  }

  #drop(recording: LoadedRecording): void {
    recording.drop()
    this.#memories.give(recording.memory)
    this.#endFade()
  }

  #hear(recording: LoadedRecording, { kind, seek }: RemixReport): void {
    if (kind === 'closed') this.#drop(recording)
    if (this.#loaded !== recording) return
    if (kind === 'buffering' || kind === 'flowing') this.#setBuffering(kind === 'buffering')
    // A seek that was requested meanwhile moves playing away from the end.
    if (kind === 'ended' && seek === recording.transport.seekCount && this.#playing) {
      this.pause()
      this.#listeners.emit('ended')
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
    this.#loaded.fillAround(this.position * this.#loaded.source.sampleRate)
  }

  #setPlaying(playing: boolean): void {
    if (playing === this.#playing) return
    this.#playing = playing
    this.#device.setWanted(playing)
    this.#listeners.emit('statechange')
  }

  #setBuffering(buffering: boolean): void {
    if (buffering === this.#buffering) return
    this.#buffering = buffering
    this.#listeners.emit('buffering')
  }
}
