/** Playing and the playhead; draws its position from the player once per animation frame. */
import type { TimeRange } from '../../../shared/audio'
import type { Player } from '../../audio/window/player'
import { amplitudeToDb } from '../../../shared/dsp/decibels'
import { faderGain, type ListenTo } from '../../../shared/mix'
import { advanceMeter, emptyMeter, isMoving, type MeterState } from './level-meter'

/** The transport of the window. */
export class Transport {
  readonly #player: Player
  #playing = $state(false)
  #position = $state(0)
  #duration = $state(0)
  #listenTo = $state<ListenTo>('original')
  #masterDb = $state(0)
  #follow = $state(true)
  #buffering = $state(false)
  #meter = $state.raw<MeterState>(emptyMeter)
  #looping = $state(false)
  #matchLevel = $state(false)
  #matchDb = $state(0)
  #range: TimeRange | null = null
  /** Called with every new position while playing. */
  onMoved: (seconds: number) => void = () => undefined
  /** Called for every frame while playing, and after it as long as it returns true. */
  onFrame: (seconds: number, isPlaying: boolean) => boolean = () => false
  #lastFrame = 0
  #frame = 0

  constructor(player: Player) {
    this.#player = player
    player.on('statechange', () => this.#stateChanged())
    player.on('buffering', () => (this.#buffering = player.buffering))
  }

  /** Whether sound is playing. */
  get playing(): boolean {
    return this.#playing
  }

  /** Whether playing waits for samples. */
  get buffering(): boolean {
    return this.#buffering
  }

  /** The playhead in seconds. */
  get position(): number {
    return this.#position
  }

  /** Length of the recording in seconds, 0 for none. */
  get duration(): number {
    return this.#duration
  }

  /** What is heard: the recording as it is, or the remix. */
  get listenTo(): ListenTo {
    return this.#listenTo
  }

  set listenTo(listenTo: ListenTo) {
    this.#listenTo = listenTo
    this.#player.setListenTo(listenTo)
  }

  /** Whether the range is played over and over; the whole recording while there is no range. */
  get looping(): boolean {
    return this.#looping
  }

  set looping(looping: boolean) {
    if (looping === this.#looping) return
    this.#looping = looping
    this.#applyLoop()
    const end = this.#range?.endSeconds ?? this.#duration
    // After the range's end it would never be heard.
    if (looping && this.#playing && this.#position >= end) this.seek(this.#range?.startSeconds ?? 0)
  }

  /** The range that is looped; it may be set and removed while the whole recording is looped. */
  setRange(range: TimeRange | null): void {
    this.#range = range
    this.#applyLoop()
  }

  /** Whether the remix is brought to the level of the recording. */
  get matchLevel(): boolean {
    return this.#matchLevel
  }

  set matchLevel(match: boolean) {
    this.#matchLevel = match
    if (!match) this.#matchDb = 0
    this.#player.setMatchLevel(match)
  }

  /** Gain in dB that matching gives the remix, as measured while playing. */
  get matchDb(): number {
    return this.#matchDb
  }

  /** The quietest place to cut near a time, both in seconds. */
  zeroCrossingNear(seconds: number, withinSeconds: number): number {
    return this.#player.zeroCrossingNear(seconds, withinSeconds)
  }

  /** Master gain in dB. */
  get masterDb(): number {
    return this.#masterDb
  }

  set masterDb(db: number) {
    this.#masterDb = db
    this.#player.setMasterGain(faderGain(db))
  }

  /** Whether the view follows the playhead. */
  get follow(): boolean {
    return this.#follow
  }

  set follow(follow: boolean) {
    this.#follow = follow
  }

  /** The output level. */
  get meter(): MeterState {
    return this.#meter
  }

  /** Begins another recording. */
  load(duration: number): void {
    this.#duration = duration
    this.#position = 0
    this.#meter = emptyMeter
    this.#looping = false
    this.#range = null
  }

  /** Plays or pauses. */
  toggle(): void {
    if (this.#playing) this.#player.pause()
    else this.#player.play()
  }

  /** Plays from the start. */
  playFromStart(): void {
    this.seek(0)
    this.#player.play()
  }

  /** Puts the playhead somewhere within the recording. */
  seek(seconds: number): void {
    const target = Math.min(this.#duration, Math.max(0, seconds))
    this.#player.seek(target)
    this.#position = target
    this.onMoved(target)
  }

  /** Stops and puts the playhead at the end. */
  toEnd(): void {
    this.#player.pause()
    this.seek(this.#duration)
  }

  #stateChanged(): void {
    this.#playing = this.#player.playing
    this.#position = this.#player.position
    if (!this.#playing) return
    cancelAnimationFrame(this.#frame)
    this.#lastFrame = performance.now()
    this.#frame = requestAnimationFrame(this.#tick)
  }

  readonly #tick = (now: number): void => {
    if (this.#playing) {
      this.#position = this.#player.position
      this.onMoved(this.#position)
    }
    const seconds = Math.max(0, now - this.#lastFrame) / 1000
    this.#lastFrame = now
    this.#meter = advanceMeter(this.#meter, this.#player.meters.read(), seconds)
    if (this.#matchLevel) this.#matchDb = amplitudeToDb(this.#player.matchGain)
    const isGoingOn = this.onFrame(seconds, this.#playing)
    if (this.#playing || isGoingOn || isMoving(this.#meter))
      this.#frame = requestAnimationFrame(this.#tick)
    else this.#meter = { ...emptyMeter, clipped: this.#meter.clipped }
  }

  /** Resets the clip light. */
  clearClip(): void {
    this.#meter = { ...this.#meter, clipped: false }
  }

  #applyLoop(): void {
    const whole = { startSeconds: 0, endSeconds: this.#duration }
    this.#player.setLoop(this.#looping ? (this.#range ?? whole) : null)
  }
}
