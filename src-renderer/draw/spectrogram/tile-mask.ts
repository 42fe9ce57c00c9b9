/**
 * Tiles of the spectrogram as a mix of components sounds, made from the tile of the mixture with
 * the masks of shared/dsp/mask: no transform, and the picture's own time steps and rows.
 * K = components, A = atoms, T = frames of H, F = bins, R = rows of a tile, p = exponent of V =
 * |X|^p.
 *
 *   ratio:  L = L_mixture + 20 log10(mask)
 *   direct: the amplitude is that of the model, whatever the mixture's
 *   model:  L = 10 log10(sum_k P_k), what H and W alone say of the whole recording
 * W and H are averaged in power over what a row and a time step cover. A picture shows both
 * channels together: it leaves out what directions do to one of them.
 */
import { atomTable, readWeights, type AtomTable } from '../../../shared/dsp/atoms'
import type { FactorsAt } from '../../../shared/dsp/cell-factors'
import type { Factorization } from '../../../shared/factorization'
import { mixPower } from '../../../shared/dsp/mask'
import {
  lawOf,
  leastSum,
  mixWork,
  powerOf,
  sharedParts,
  type MixTerms
} from '../../../shared/dsp/mixture-model'
import type { SharingLaw } from '../../../shared/dsp/sharing'
import { heightToHz, type FrequencyScale } from '../../../shared/picture-axis'
import { BYTE_MIN_DB, BYTES_PER_DB, levelToByte, toByte } from '../../../shared/tile-bytes'
import {
  factorizationView,
  secondsToFrame,
  type FactorizationView
} from '../factorization/factorization-view'
import { largestInRow, spectrumRows } from '../factorization/spectrum-rows'
import { tileFrameToSeconds } from './spectrogram-tiles'

/**
 * The part of a factorization that masks need, small enough, except for W and H, to be sent to a
 * worker.
 */
export type MaskSource = Pick<
  Factorization,
  | 'W'
  | 'H'
  | 'frameCount'
  | 'binCount'
  | 'componentCount'
  | 'meanV'
  | 'peak'
  | 'settings'
  | 'sharing'
> & { readonly sampleRate: number }

/** What the tiles are to show of the components. */
export interface MaskMix {
  /** `model` shows H W itself, of all components; gains are not read then. */
  readonly kind: 'mix' | 'model'
  /** [K] linear. */
  readonly gains: Float32Array
  /** Linear gain of what no component explains. */
  readonly rest: number
}

/** One tile to be masked; see SpectrogramTile. */
export interface MaskTile {
  readonly bytes: Uint8Array
  readonly firstFrame: number
  readonly frameCount: number
  readonly rowCount: number
  readonly level: number
  /** Samples from one frame to the next at level 0. */
  readonly hopSize: number
  /** The axis of the rows. */
  readonly scale: FrequencyScale
}

/** Masks tiles of one separation. Keeps the spectra on the axis it was asked for last. */
export class TileMasker {
  readonly #source: MaskSource
  readonly #view: FactorizationView
  readonly #peaks: Float32Array
  readonly #atoms: AtomTable
  readonly #law: SharingLaw
  readonly #factorsAt: FactorsAt | null
  /** [A] of one frame of H, and of a frame of the tile. */
  readonly #row: Float32Array
  readonly #activations: Float32Array
  #axis = ''
  #terms: MixTerms | null = null
  #all = new Float64Array(0)
  #wanted = new Float64Array(0)

  constructor(source: MaskSource) {
    this.#source = source
    this.#view = factorizationView({ ...source, divergence: [] }, source.sampleRate)
    this.#atoms = atomTable(source)
    this.#law = lawOf(source)
    this.#factorsAt = sharedParts(this.#law, source.sharing).factorsAt
    const { atomCount } = this.#atoms
    this.#peaks = Float32Array.from({ length: atomCount }, (_, a) => largestInRow(source, a))
    this.#row = new Float32Array(atomCount)
    this.#activations = new Float32Array(atomCount)
  }

  /** The tile's bytes as they are in the mix, new, of the same shape. */
  mask(tile: MaskTile, mix: MaskMix): Uint8Array<ArrayBuffer> {
    const { frameCount, rowCount: R, bytes } = tile
    const terms = this.#prepare(tile.scale, R)
    const out = new Uint8Array(bytes.length)
    for (let j = 0; j < frameCount; j++) {
      const t = this.#activate(tile, tile.firstFrame + j)
      mixPower(terms, t, this.#activations, null, this.#all, 0, R)
      if (mix.kind === 'model') {
        this.#writeModel(out, j * R)
        continue
      }
      mixPower(terms, t, this.#activations, mix.gains, this.#wanted, 0, R)
      if (this.#law === 'direct') this.#writeDirect(bytes, mix.rest, out, j * R)
      else this.#writeRatio(bytes, mix.rest, out, j * R)
    }
    return out
  }

  /** Whether amplitudes add up, rather than powers. */
  get #isAmplitude(): boolean {
    return this.#law !== 'power'
  }

  /** Level of a model power of 1 in dBFS as the picture measures: a full-scale sine reads 0. */
  get #modelDb(): number {
    const { meanV, peak, settings } = this.#source
    // The sum of a sine window is 2 / pi of its length; a sine of amplitude 1 reads half of it.
    const fullScale = settings.windowSize / Math.PI
    return 10 * Math.log10(powerOf(meanV, settings.exponent)) + 20 * Math.log10(peak / fullScale)
  }

  #prepare(scale: FrequencyScale, rowCount: number): MixTerms {
    const axis = `${scale.axis} ${scale.minHz} ${scale.maxHz} ${rowCount}`
    if (this.#terms && axis === this.#axis) return this.#terms
    const atoms = this.#atoms
    const law = this.#law
    this.#axis = axis
    this.#all = new Float64Array(rowCount)
    this.#wanted = new Float64Array(rowCount)
    const spectra = new Float32Array(atoms.atomCount * rowCount)
    for (let a = 0; a < atoms.atomCount; a++) {
      const rows = spectra.subarray(a * rowCount, (a + 1) * rowCount)
      spectrumRows(this.#view, a, this.#peaks[a]!, scale, rows)
      if (this.#isAmplitude) for (let r = 0; r < rowCount; r++) rows[r] = Math.sqrt(rows[r]!)
    }
    const work = mixWork(law, atoms.atomCount, rowCount)
    const factorsAt = this.#factorsOn(scale, rowCount)
    this.#terms = { law, binCount: rowCount, atoms, spectra, factorsAt, filter: null, work }
    return this.#terms
  }

  /** Factors of cells on the rows of an axis, taken in the middle of each. */
  #factorsOn(scale: FrequencyScale, rowCount: number): FactorsAt | null {
    const { binCount: F, settings, sampleRate } = this.#source
    const factorsAt = this.#factorsAt
    if (!factorsAt) return null
    const hzPerBin = sampleRate / settings.windowSize
    const bins = Uint16Array.from({ length: rowCount }, (_, r) => {
      const bin = Math.round(heightToHz(scale, (r + 0.5) / rowCount) / hzPerBin)
      return Math.min(F - 1, Math.max(0, bin))
    })
    const factors = new Float64Array(F)
    return (frame, stem, out, from, to) => {
      if (!factorsAt(frame, stem, factors, 0, F)) return false
      for (let r = from; r < to; r++) out[r] = factors[bins[r]!]!
      return true
    }
  }

  /**
   * Powers, or amplitudes, of all atoms over what a frame of the tile covers, into #activations.
   * @returns the frame of H in its middle
   */
  #activate({ level, hopSize }: MaskTile, frame: number): number {
    const { H, frameCount: T, settings } = this.#source
    const atoms = this.#atoms
    const grid = { axis: 'mel' as const, frameCount: 0, levelCount: 0, readyFrames: 0, hopSize }
    const { sampleRate } = this.#source
    const at = (position: number): number =>
      secondsToFrame(this.#view, tileFrameToSeconds({ ...grid, sampleRate }, level, position))
    const from = at(frame)
    const to = at(frame + 1)
    const sums = this.#activations.fill(0)
    if (T === 0) return 0
    const center = Math.min(T - 1, Math.max(0, (from + to) / 2 - 0.5))
    const isNarrow = to - from < 2
    const first = isNarrow ? Math.floor(center) : Math.min(T - 1, Math.max(0, Math.floor(from)))
    const end = isNarrow ? Math.min(T, first + 2) : Math.min(T, Math.max(first + 1, Math.ceil(to)))
    for (let t = first; t < end; t++) {
      const share = isNarrow ? 1 - Math.abs(center - t) : 1 / (end - first)
      readWeights(atoms, H, t, this.#row)
      for (let a = 0; a < sums.length; a++) {
        sums[a]! += share * powerOf(this.#row[a]! * this.#peaks[a]!, settings.exponent)
      }
    }
    if (this.#isAmplitude) for (let a = 0; a < sums.length; a++) sums[a] = Math.sqrt(sums[a]!)
    return Math.round(center)
  }

  #writeRatio(bytes: Uint8Array, rest: number, out: Uint8Array, offset: number): void {
    const all = this.#all
    const wanted = this.#wanted
    const least = leastSum(this.#law)
    for (let r = 0; r < all.length; r++) {
      const byte = bytes[offset + r]!
      if (byte === 0) continue
      const mask = all[r]! < least ? rest : wanted[r]! / all[r]!
      out[offset + r] = mask === 1 ? byte : toByte(byte + 20 * BYTES_PER_DB * Math.log10(mask))
    }
  }

  #writeDirect(bytes: Uint8Array, rest: number, out: Uint8Array, offset: number): void {
    const scale = 10 ** (this.#modelDb / 20)
    for (let r = 0; r < this.#all.length; r++) {
      const byte = bytes[offset + r]!
      const mixture = byte === 0 ? 0 : 10 ** ((byte / BYTES_PER_DB + BYTE_MIN_DB) / 20)
      const amplitude = rest * mixture + (this.#wanted[r]! - rest * this.#all[r]!) * scale
      out[offset + r] = levelToByte(20 * Math.log10(Math.abs(amplitude)))
    }
  }

  #writeModel(out: Uint8Array, offset: number): void {
    const isDirect = this.#law === 'direct'
    const offsetDb = this.#modelDb
    for (let r = 0; r < this.#all.length; r++) {
      const db = (isDirect ? 20 : 10) * Math.log10(this.#all[r]!)
      out[offset + r] = levelToByte(db + offsetDb)
    }
  }
}
