/** Subscribers to events. `E` names the events and the arguments of each. */
export class Listeners<E extends { [K in keyof E]: unknown[] }> {
  readonly #listeners: { [K in keyof E]?: Set<(...args: E[K]) => void> } = {}

  /** Subscribes; the returned function ends it. */
  on<K extends keyof E>(event: K, listener: (...args: E[K]) => void): () => void {
    const listeners = (this.#listeners[event] ??= new Set())
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }

  /** Calls all subscribers. */
  emit<K extends keyof E>(event: K, ...args: E[K]): void {
    for (const listener of this.#listeners[event] ?? []) listener(...args)
  }

  /** Forgets all subscribers. */
  clear(): void {
    for (const event in this.#listeners) this.#listeners[event]?.clear()
  }
}
