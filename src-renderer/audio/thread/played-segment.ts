/**
 * Tells the window what is being played: from which sample on, since when, and after which seek.
 * Runs on the audio thread and allocates nothing.
 */
import type { TransportMemory } from '../between/transport-memory'

/** The stretch that sounds, or the position where playing stands. */
export class PlayedSegment {
  readonly #transport: TransportMemory
  #position = 0
  #time = 0
  #loop = 0

  constructor(transport: TransportMemory) {
    this.#transport = transport
  }

  /**
   * A stretch begins.
   * @param seek number of the last seek that was carried out
   * @param position sample it begins with
   * @param time of that, seconds of the AudioContext's clock
   * @param loop samples that the position went back by, where a loop wrapped; 0 otherwise
   * @param end sample it stands at, Infinity while it goes on
   */
  begin(seek: number, position: number, time: number, loop: number, end: number): void {
    this.#position = position
    this.#time = time
    this.#loop = loop
    this.end(seek, end)
  }

  /** The stretch ends at a sample. */
  end(seek: number, end: number): void {
    this.#transport.writeSegment(seek, this.#position, this.#time, end, this.#loop)
  }
}
