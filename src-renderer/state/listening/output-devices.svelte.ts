/**
 * Where the sound goes: the available outputs, the chosen one, and what happens when it is
 * unplugged. The choice is remembered; until the device is back, sound goes where the system sends
 * it.
 */

/** An output: the browser's id, and the name that people know. */
export interface OutputDevice {
  readonly id: string
  readonly label: string
}

/** What the choice needs from outside. */
export interface OutputWorld {
  /** The outputs there are now. */
  list(): Promise<readonly OutputDevice[]>
  /** Calls back when one comes or goes; the returned function ends it. */
  onChange(listener: () => void): () => void
  /** Sends the sound there, '' for the system's choice; false when that is not possible. */
  use(id: string): Promise<boolean>
}

/**
 * Outputs of this machine as the browser lists them, without its aliases for the system's choice.
 */
export async function listOutputs(): Promise<readonly OutputDevice[]> {
  const devices = await navigator.mediaDevices.enumerateDevices()
  return devices
    .filter(({ kind, deviceId }) => kind === 'audiooutput' && deviceId !== '')
    .filter(({ deviceId }) => !['default', 'communications'].includes(deviceId))
    .map(({ deviceId: id, label }, i) => ({ id, label: label || `Output ${i + 1}` }))
}

/** Calls back when a device of this machine comes or goes. */
export function onOutputsChange(listener: () => void): () => void {
  navigator.mediaDevices.addEventListener('devicechange', listener)
  return () => navigator.mediaDevices.removeEventListener('devicechange', listener)
}

/** Why sound does not go to the chosen output: it is not there, or it is and takes no sound. */
export type AwayReason = 'gone' | 'refused'

/** The choice of the output. */
export class OutputDevices {
  readonly #world: OutputWorld
  readonly #onAway: (label: string, why: AwayReason) => void
  #list = $state.raw<readonly OutputDevice[]>([])
  #chosen = $state.raw<OutputDevice | null>(null)
  /** Id of the output in use, '' for the system's choice. */
  #used = $state('')
  #lookCount = 0
  /** The output that is known to refuse, so that this is told once. */
  #refusing = ''
  #endListening: (() => void) | null = null

  /** @param onAway called when sound no longer goes, or cannot go, to the chosen output */
  constructor(world: OutputWorld, onAway: (label: string, why: AwayReason) => void) {
    this.#world = world
    this.#onAway = onAway
  }

  /** The outputs there are; the chosen one is among them even while it is away. */
  get list(): readonly OutputDevice[] {
    const chosen = this.#chosen
    const isThere = chosen === null || this.#list.some(({ id }) => id === chosen.id)
    return isThere ? this.#list : [...this.#list, chosen]
  }

  /** The chosen output; null for the system's choice. */
  get chosen(): OutputDevice | null {
    return this.#chosen
  }

  /** Whether the chosen output is missing. */
  get isAway(): boolean {
    return this.#chosen !== null && this.#used !== this.#chosen.id
  }

  /** Whether the chosen output is there and does not take the sound. */
  get isRefused(): boolean {
    return this.isAway && this.#found() !== null
  }

  /** The sound could not be sent to the output in use, when it was about to begin. */
  noteRefused(): void {
    const chosen = this.#chosen
    if (chosen === null || this.#used === '') return
    this.#used = ''
    if (this.#refusing !== chosen.id) this.#onAway(chosen.label, 'refused')
    this.#refusing = chosen.id
  }

  /**
   * Begins with what is remembered. Devices are looked for only when one was chosen: a browser
   * cannot list outputs without looking for cameras, too.
   */
  async start(remembered: OutputDevice | null): Promise<void> {
    this.#chosen = remembered
    if (remembered !== null) await this.look()
  }

  /** Lists the outputs, and watches from now on what comes and goes. */
  async look(): Promise<void> {
    this.#endListening ??= this.#world.onChange(() => void this.refresh())
    await this.refresh()
  }

  /** Reads the list of outputs again. */
  async refresh(): Promise<void> {
    const look = ++this.#lookCount
    const list = await this.#world.list().catch(() => [])
    // A later reading replaces this one.
    if (look !== this.#lookCount) return
    this.#list = list
    const chosen = this.#found()
    if (this.#chosen !== null && chosen === null && this.#used !== '') {
      this.#onAway(this.#chosen.label, 'gone')
    }
    if (chosen !== null) this.#chosen = chosen
    await this.#use(chosen?.id ?? '')
  }

  /**
   * Chooses an output by its id; null leaves it to the system. @returns what is to be remembered
   */
  async choose(id: string | null): Promise<OutputDevice | null> {
    this.#refusing = ''
    this.#chosen = this.list.find((device) => device.id === id) ?? null
    await this.#use(this.#found()?.id ?? '')
    return this.#chosen
  }

  /** Stops watching; twice is harmless. */
  dispose(): void {
    this.#endListening?.()
    this.#endListening = null
  }

  /**
   * The chosen one among those that are there: by its id, or by its name where ids have changed.
   */
  #found(): OutputDevice | null {
    const chosen = this.#chosen
    if (chosen === null) return null
    const byId = this.#list.find(({ id }) => id === chosen.id)
    return byId ?? this.#list.find(({ label }) => label === chosen.label) ?? null
  }

  async #use(id: string): Promise<void> {
    if (id === this.#used) return
    // Set at once, so that a second reading meanwhile does not repeat it.
    this.#used = id
    const isUsed = await this.#world.use(id)
    if (this.#used !== id) return
    if (isUsed) this.#refusing = ''
    else this.noteRefused()
  }
}
