/**
 * Hold to hear: while a row is held it alone is heard, whatever the mix is; letting go gives the
 * mix back.
 */
import { loudestSeconds } from './loudest'
import type { Mixer } from '../document/mixer.svelte'
import type { LoadedSeparation } from '../document/loaded-separation'

/** What listening needs of the transport. */
interface Deck {
  readonly playing: boolean
  listenTo: 'original' | 'remix'
  toggle(): void
  seek(seconds: number): void
}

/** Holding rows, by key or pointer. */
export class Audition {
  readonly #mixer: Mixer
  readonly #deck: Deck
  readonly #separation: () => LoadedSeparation | null
  /** What was so before; null while nothing is held. */
  #before: { readonly playing: boolean; readonly listenTo: Deck['listenTo'] } | null = null

  constructor(mixer: Mixer, deck: Deck, separation: () => LoadedSeparation | null) {
    this.#mixer = mixer
    this.#deck = deck
    this.#separation = separation
  }

  /** Whether something is held. */
  get isHolding(): boolean {
    return this.#before !== null
  }

  /** Holds a row, the focused one without an id; plays if nothing plays. */
  begin(id: number | null = this.#mixer.focusedId): void {
    if (id === null || this.#separation() === null) return
    const { playing, listenTo } = this.#deck
    this.#before ??= { playing, listenTo }
    this.#mixer.held = id
    this.#deck.listenTo = 'remix'
    if (!this.#deck.playing) this.#deck.toggle()
  }

  /** Holds the row that is `step` rows below instead. */
  move(step: number): void {
    if (!this.isHolding) return
    this.#mixer.moveSelection(step)
    this.#mixer.held = this.#mixer.focusedId
  }

  /** Jumps to where what is held is loudest. */
  jumpToLoudest(): void {
    const separation = this.#separation()
    const { held } = this.#mixer
    if (held === null || separation === null) return
    const seconds = loudestSeconds(separation.view, this.#mixer.componentsOf(held))
    if (seconds !== null) this.#deck.seek(seconds)
  }

  /** Lets go: the mix is heard again, and what was paused is paused. */
  end(): void {
    const before = this.#before
    this.#before = null
    this.#mixer.held = null
    if (before === null) return
    if (!before.playing && this.#deck.playing) this.#deck.toggle()
    this.#deck.listenTo = before.listenTo
  }
}
