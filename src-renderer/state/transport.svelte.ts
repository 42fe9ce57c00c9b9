/** Playing and the playhead; draws its position from the player once per animation frame. */
import type { MeterReading, Player } from '../audio/player'
import { faderGain } from '../../shared/mix'

/** What is listened to. */
export type ListenTo = 'original' | 'remix'

const SILENCE: MeterReading = { left: 0, right: 0, clipped: false }
/** Meters fall by this many dB a second. */
const METER_FALL_DB = 24

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
  meter = $state.raw<MeterReading>(SILENCE)
  /** Called with every new position while playing. */
  onMoved: (seconds: number) => void = () => undefined
  #lastFrame = 0

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

  /** Begins another recording. */
  load(duration: number): void {
    this.#duration = duration
    this.#position = 0
    this.meter = SILENCE
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

  #stateChanged(): void {
    this.#playing = this.#player.playing
    if (this.#playing) {
      this.#lastFrame = performance.now()
      requestAnimationFrame(this.#tick)
    }
  }

  readonly #tick = (now: number): void => {
    this.#position = this.#player.position
    this.onMoved(this.#position)
    this.#readMeter((now - this.#lastFrame) / 1000)
    this.#lastFrame = now
    const falling = this.meter.left > 1e-3 || this.meter.right > 1e-3
    if (this.#playing || falling) requestAnimationFrame(this.#tick)
    else this.meter = { ...SILENCE, clipped: this.meter.clipped }
  }

  #readMeter(seconds: number): void {
    const fresh = this.#player.meters.read()
    const fall = 10 ** ((-METER_FALL_DB * Math.max(0, seconds)) / 20)
    this.meter = {
      left: Math.max(fresh.left, this.meter.left * fall),
      right: Math.max(fresh.right, this.meter.right * fall),
      clipped: fresh.clipped || this.meter.clipped
    }
  }

  /** Puts the clip light out. */
  clearClip(): void {
    this.meter = { ...this.meter, clipped: false }
  }
}
