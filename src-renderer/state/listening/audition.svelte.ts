/**
 * Hold to hear: while a row is held, only it is heard, whatever the mix is; releasing it restores
 * the mix.
 */
import { loudestSeconds } from './loudest'
import type { Mixer } from '../document/mixer.svelte'
import type { LoadedSeparation } from '../document/loaded-separation'

/** The part of the transport that is used. */
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
  /** The state before; null while nothing is held. */
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

  /** Holds a row, by default the focused one; starts playing if nothing plays. */
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

  /** The remix goes on when the row is released. */
  keepRemix(): void {
    if (this.#before !== null) this.#before = { ...this.#before, listenTo: 'remix' }
  }

  /** Jumps to where the held row is loudest. */
  jumpToLoudest(): void {
    const separation = this.#separation()
    const { held } = this.#mixer
    if (held === null || separation === null) return
    const seconds = loudestSeconds(separation.view, this.#mixer.componentsOf(held))
    if (seconds !== null) this.#deck.seek(seconds)
  }

  /** Releases the row: the mix is heard again, and playing pauses if it was paused before. */
  end(): void {
    const before = this.#before
    this.#before = null
    this.#mixer.held = null
    if (before === null) return
    if (!before.playing && this.#deck.playing) this.#deck.toggle()
    this.#deck.listenTo = before.listenTo
  }
}
