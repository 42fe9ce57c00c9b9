/**
 * What belongs to one recording while it can be played: its worklet node, the memory that it shares
 * with the audio thread, the filler of that memory, and the separation to remix. Positions are in
 * samples of the file.
 */
import type { TimeRange } from '../../../shared/audio'
import type { AudioClock } from './audio-clock'
import { LiveModel } from './live-model'
import { PcmCache, type PcmCacheMemory } from '../between/pcm-cache'
import { PcmFiller, type PcmSource } from './pcm-filler'
import {
  OUTPUT_CHANNELS,
  processorName,
  type RemixCommand,
  type RemixProcessorOptions,
  type RemixReport
} from '../between/remix-protocol'
import type { SharedMemories } from './shared-memories'
import { TransportMemory, type Segment } from '../between/transport-memory'
import { zeroCrossingNear } from './zero-crossing'

/** A recording as the player needs it. `document` names it, for messages of failures. */
export interface PlayerSource extends PcmSource {
  readonly document: number
  readonly sampleRate: number
}

/** Where a recording is played. */
export interface PlayedOn {
  readonly context: AudioContext
  readonly master: AudioNode
  /** Length of the device's buffer. */
  readonly deviceSeconds: number
}

/** Called with reports of the audio thread and with failures. */
export interface RecordingListener {
  readonly hear: (recording: LoadedRecording, report: RemixReport) => void
  readonly fail: (reason: unknown) => void
}

/** A recording; it begins without a node, until `connect`. */
export class LoadedRecording {
  readonly source: PlayerSource
  readonly memory: PcmCacheMemory
  readonly transport = new TransportMemory()
  readonly live: LiveModel
  readonly #cache: PcmCache
  readonly #filler: PcmFiller
  readonly #listener: RecordingListener
  #node: AudioWorkletNode | null = null

  /** @param models where its separations get their memory */
  constructor(
    source: PlayerSource,
    memory: PcmCacheMemory,
    models: SharedMemories,
    listener: RecordingListener
  ) {
    this.source = source
    this.memory = memory
    this.#listener = listener
    this.#cache = new PcmCache(memory)
    this.#filler = new PcmFiller(source, this.#cache, this.transport, listener.fail)
    this.live = new LiveModel(this.#cache, (model) => this.#post({ kind: 'model', model }), models)
  }

  /** Fetches its first samples. @throws what the fetch throws */
  fillFirst(): Promise<void> {
    return this.#filler.fillFirst()
  }

  /** Makes its node, which plays what the transport says. */
  connect({ context, master, deviceSeconds }: PlayedOn): void {
    const processorOptions: RemixProcessorOptions = {
      cache: this.memory,
      transport: this.transport.memory,
      deviceSeconds
    }
    const node = new AudioWorkletNode(context, processorName, {
      numberOfInputs: 0,
      outputChannelCount: [OUTPUT_CHANNELS],
      processorOptions
    })
    node.connect(master)
    const { hear, fail } = this.#listener
    node.port.onmessage = ({ data }: MessageEvent<RemixReport>) => hear(this, data)
    node.onprocessorerror = () =>
      fail(new Error(`worklet of document ${this.source.document} broke`))
    this.#node = node
  }

  /** Stops filling and measuring. Sound continues until `close` or `drop`. */
  stop(): void {
    this.#filler.dispose()
    this.live.stop()
  }

  /** Asks the audio thread to fade out; it reports when that is done. */
  close(): void {
    this.#post({ kind: 'close' })
  }

  /** Makes the node and its processor release the recording. */
  drop(): void {
    const node = this.#node
    if (!node) return
    node.disconnect()
    this.#post({ kind: 'drop' })
    node.port.onmessage = null
    node.onprocessorerror = null
    this.#node = null
    this.live.release()
  }

  /** Fetches what the cache lacks around a sample. */
  fillAround(sample: number): void {
    this.#filler.fillAround(sample)
  }

  /** Jumps; positions beyond the ends mean the ends. */
  seek(sample: number): void {
    this.transport.requestSeek(this.#within(sample))
  }

  /** Loops a stretch, or nothing. */
  loop(loop: TimeRange | null): void {
    const { sampleRate } = this.source
    const { startSeconds, endSeconds } = loop ?? { startSeconds: 0, endSeconds: 0 }
    const start = this.#within(Math.round(startSeconds * sampleRate))
    const end = this.#within(Math.round(endSeconds * sampleRate))
    this.transport.writeLoop({ isOn: loop !== null, start, end })
    this.#filler.keepHead(loop && start)
  }

  /** The position heard now; between samples while playing. */
  heardSample(isPlaying: boolean, clock: AudioClock, heardSeconds: number): number {
    const { source, transport } = this
    const segment = transport.readSegment()
    if (segment.seek !== transport.seekCount) return transport.seekTarget
    // Once stopped it is where playing will continue, though the device still plays its last
    // buffer.
    if (!isPlaying && segment.end !== Infinity) return segment.end
    const heard = clock.read(heardSeconds, performance.now() / 1000)
    const passed = (heard - segment.time) * source.sampleRate
    return Math.min(source.sampleCount, heardPosition(segment, passed))
  }

  /** Whether playing stands at the end, or is about to. */
  get isAtEnd(): boolean {
    const { source, transport } = this
    const segment = transport.readSegment()
    const isJumping = segment.seek !== transport.seekCount
    const stop = isJumping ? transport.seekTarget : segment.end
    return stop >= source.sampleCount && stop !== Infinity
  }

  /**
   * The sample nearest to one where the recording passes through zero; null when none is near, or
   * its samples are missing.
   */
  zeroCrossingNear(sample: number, withinSamples: number): number | null {
    return zeroCrossingNear(this.#cache, sample, withinSamples)
  }

  #within(sample: number): number {
    return Math.min(this.source.sampleCount, Math.max(0, sample))
  }

  #post(command: RemixCommand): void {
    this.#node?.port.postMessage(command)
  }
}

/**
 * The sample that is heard when `passed` samples have passed since a stretch began. Where a loop
 * has just wrapped, the device still plays what was before that.
 */
function heardPosition({ position, end, loop }: Segment, passed: number): number {
  if (passed >= 0) return Math.min(end, position + passed)
  if (loop === 0) return position
  return position + loop + (passed % loop)
}
