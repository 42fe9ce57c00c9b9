/** The audio thread's entry: an AudioWorkletProcessor around `Playback`. */
import { prepareModel } from './prepared-model'
import { LateCounter } from './late-counter'
import { PcmCache } from '../between/pcm-cache'
import { Playback } from './playback'
import {
  processorName,
  type RemixCommand,
  type RemixProcessorOptions,
  type RemixReport
} from '../between/remix-protocol'
import { TransportMemory } from '../between/transport-memory'

// The DOM library of TypeScript leaves out the global scope of worklets.
declare class AudioWorkletProcessor {
  readonly port: MessagePort
}
declare function registerProcessor(
  name: string,
  processor: new (options: { processorOptions: RemixProcessorOptions }) => AudioWorkletProcessor
): void
declare const currentTime: number
declare const sampleRate: number

class RemixProcessor extends AudioWorkletProcessor {
  /** Null once the recording was released. */
  #playback: Playback | null
  readonly #transport: TransportMemory
  readonly #counter: LateCounter
  /** The only message object of this thread, reused each time. */
  readonly #message: { kind: RemixReport['kind']; seek: number } = { kind: 'flowing', seek: 0 }

  constructor({ processorOptions }: { processorOptions: RemixProcessorOptions }) {
    super()
    this.#transport = new TransportMemory(processorOptions.transport)
    const transport = this.#transport
    this.#counter = new LateCounter(processorOptions.deviceSeconds, (index, endMs, gapMs, tookMs) =>
      transport.writeLateCall(index, endMs, gapMs, tookMs)
    )
    this.#playback = new Playback({
      samples: new PcmCache(processorOptions.cache),
      transport: this.#transport,
      sampleRate,
      report: (kind, seek) => {
        this.#message.kind = kind
        this.#message.seek = seek
        this.port.postMessage(this.#message)
      }
    })
    this.port.onmessage = ({ data }: MessageEvent<RemixCommand>) => {
      if (data.kind === 'drop') this.#playback = null
      else if (data.kind === 'close') this.#playback?.close()
      else this.#playback?.setModel(data.model && prepareModel(data.model))
    }
  }

  /**
   * Real time: allocates nothing, waits for nothing. One call renders one quantum of any length.
   */
  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    // The only clock there is here.
    const playback = this.#playback
    if (playback === null) return false
    const start = Date.now()
    const channels = outputs[0]!
    const count = channels[0]!.length
    const isAlive = playback.render(channels, count, currentTime)
    this.#account(playback.isSounding, start, count / sampleRate)
    return isAlive
  }

  #account(isSounding: boolean, start: number, seconds: number): void {
    const counter = this.#counter
    if (!isSounding) {
      counter.rest()
      return
    }
    counter.end(start, Date.now(), seconds)
    this.#transport.writeFigures(counter.calls, counter.late, counter.busyMs)
  }
}

registerProcessor(processorName, RemixProcessor)
