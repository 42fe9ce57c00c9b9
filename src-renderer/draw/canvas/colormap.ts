/**
 * From a level to a color, for a level of L dBFS:
 *   t = clamp((L + gain + range) / range), color = table[255 t^1.7].
 * Levels are interpolated first and looked up afterwards, never the other way round.
 */
import type { ColorMap } from '../../../shared/contract'
import { byteToDb } from '../../../shared/tile-bytes'
import { DUSK, PAPER } from './colormap-tables'

/** RGB from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** Exponent of the color law: it gives loud levels more of the map. */
export const COLOR_EXPONENT = 1.7

/** Position in the color table, 0 to 255, of a level. */
export function colorIndex(db: number, gainDb: number, rangeDb: number): number {
  const t = Math.min(1, Math.max(0, (db + gainDb + rangeDb) / rangeDb))
  return Math.round(255 * t ** COLOR_EXPONENT)
}

/**
 * The table of a map, new, RGBA bytes [256 x 4].
 * @param ends lowest and highest color of `grey`, which follows the theme
 */
export function colorTable(name: ColorMap, ends: readonly [Rgb, Rgb]): Uint8Array {
  const table = new Uint8Array(256 * 4).fill(255)
  const isInverted = name.endsWith('-inverted')
  for (let i = 0; i < 256; i++) table.set(colorAt(name, isInverted ? 255 - i : i, ends), i * 4)
  return table
}

function colorAt(name: ColorMap, i: number, [low, high]: readonly [Rgb, Rgb]): Rgb {
  if (name.startsWith('grey')) return mixRgb(low, high, i / 255)
  const digits = (name.startsWith('dusk') ? DUSK : PAPER).slice(i * 6, i * 6 + 6)
  return parseColor(`#${digits}`)
}

/** The color at `amount` (0 to 1) of the way from one to another, in sRGB. */
export function mixRgb(from: Rgb, to: Rgb, amount: number): Rgb {
  const at = (j: 0 | 1 | 2): number => Math.round(from[j] + (to[j] - from[j]) * amount)
  return [at(0), at(1), at(2)]
}

/** Reads #rgb, #rrggbb or rgb(...); black for anything else. */
export function parseColor(text: string): Rgb {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1]
  if (hex !== undefined) {
    const wide = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex
    const value = Number.parseInt(wide, 16)
    return [value >> 16, (value >> 8) & 255, value & 255]
  }
  const [red = 0, green = 0, blue = 0] = /^rgba?\(/.test(text.trim())
    ? (text.match(/[\d.]+/g) ?? []).map(Number)
    : []
  return [red, green, blue]
}

/** A color and its opacity, 0 to 1. */
export interface Ink {
  readonly color: Rgb
  readonly opacity: number
}

/** Reads what `parseColor` reads, and the opacity of rgb(r g b / opacity). */
export function parseInk(text: string): Ink {
  const opacity = /\/\s*([\d.]+)/.exec(text)?.[1]
  return { color: parseColor(text), opacity: opacity === undefined ? 1 : Number(opacity) }
}

/** An ImageData word with ink over `covered` of it, 0 to 1. */
export function mixWord(word: number, { color, opacity }: Ink, covered: number): number {
  const over = opacity * covered
  const below = (word >>> 24) / 255
  const whole = over + below * (1 - over)
  if (whole <= 0) return 0
  const share = over / whole
  const red = (word & 255) + (color[0] - (word & 255)) * share
  const green = ((word >>> 8) & 255) + (color[1] - ((word >>> 8) & 255)) * share
  const blue = ((word >>> 16) & 255) + (color[2] - ((word >>> 16) & 255)) * share
  const bytes = (Math.round(255 * whole) << 24) | ((blue + 0.5) << 16)
  return (bytes | ((green + 0.5) << 8) | (red + 0.5)) >>> 0
}

/** A color in CSS. */
export function cssRgb([red, green, blue]: Rgb, opacity = 1): string {
  return `rgb(${red} ${green} ${blue} / ${opacity})`
}

/**
 * Steps between two bytes that `byteColors` tells apart, since interpolation gives levels between
 * bytes.
 */
export const STEPS_PER_BYTE = 8

/**
 * Colors of all bytes of a tile and of the steps between them, as ImageData words, for painting
 * without a GPU.
 */
export function byteColors(table: Uint8Array, gainDb: number, rangeDb: number): Uint32Array {
  const words = new Uint32Array(table.buffer, table.byteOffset, 256)
  return Uint32Array.from({ length: 255 * STEPS_PER_BYTE + 1 }, (_, step) => {
    return words[colorIndex(byteToDb(step / STEPS_PER_BYTE), gainDb, rangeDb)] ?? 0
  })
}
