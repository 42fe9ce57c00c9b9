/** How long each quality is expected to take, as this machine has measured it. */
import type { Input, Output } from '../../../shared/contract'

type Ask = (input: Input<'expectedSeconds'>) => Promise<Output<'expectedSeconds'>>

/** The expected seconds by quality. */
export class Expected {
  readonly #ask: Ask
  #seconds = $state.raw<Output<'expectedSeconds'>>(null)
  #askCount = 0

  /** @param ask main, which answers null while nothing has been measured */
  constructor(ask: Ask) {
    this.#ask = ask
  }

  /** Of the last question that was answered; null while nothing is known. */
  get seconds(): Output<'expectedSeconds'> {
    return this.#seconds
  }

  /** Asks again; what fails is not worth a word. */
  async ask(input: Input<'expectedSeconds'> | null): Promise<void> {
    const count = ++this.#askCount
    const seconds = input === null ? null : await this.#ask(input).catch(() => null)
    if (count === this.#askCount) this.#seconds = seconds
  }
}
