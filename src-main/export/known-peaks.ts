/** Peaks of an export's files when they were last rendered, for the next plan. */
import type { JobFile, FileLevel } from '../engine/write/export-job'
import { amplitudeToDb } from '../../shared/dsp/decibels'

/** Most files that are remembered, the oldest dropped first. */
const MOST_FILES = 2000

/** Peaks by what was rendered. */
export class KnownPeaks {
  readonly #peaks = new Map<string, number>()

  /**
   * Takes in the peaks of a rendering. @param source what files were rendered from, such as a
   * separation
   */
  learn(source: string, files: readonly JobFile[], levels: readonly FileLevel[]): void {
    files.forEach((file, i) => {
      const key = keyOf(source, file)
      this.#peaks.delete(key)
      this.#peaks.set(key, amplitudeToDb(levels[i]!.peak))
    })
    for (const key of this.#peaks.keys()) {
      if (this.#peaks.size <= MOST_FILES) return
      this.#peaks.delete(key)
    }
  }

  /** Largest sample in dBFS, null when no such file has been rendered yet. */
  find(source: string, file: JobFile): number | null {
    return this.#peaks.get(keyOf(source, file)) ?? null
  }
}

function keyOf(source: string, { components, gain, partGains, balance }: JobFile): string {
  return JSON.stringify([source, components, gain, partGains, balance])
}
