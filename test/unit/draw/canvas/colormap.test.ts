import { describe, expect, test } from 'vitest'
import { byteToDb } from '../../../../shared/tile-bytes'
import {
  byteColors,
  colorIndex,
  colorTable,
  cssRgb,
  mixRgb,
  parseColor,
  STEPS_PER_BYTE
} from '../../../../src-renderer/draw/canvas/colormap'

const ends = [
  [8, 9, 13],
  [236, 238, 241]
] as const

function colorOf(table: Uint8Array, i: number): number[] {
  return [...table.subarray(i * 4, i * 4 + 4)]
}

describe('color maps', () => {
  test('begin and end with the colors they are named for', () => {
    const dusk = colorTable('dusk', ends)
    expect(colorOf(dusk, 0)).toEqual([0x05, 0x06, 0x0a, 255])
    expect(colorOf(dusk, 255)).toEqual([0xfc, 0xf8, 0xdd, 255])
    const paper = colorTable('paper', ends)
    expect(colorOf(paper, 0)).toEqual([0xfb, 0xfa, 0xf7, 255])
    expect(colorOf(paper, 255)).toEqual([0x0a, 0x0b, 0x23, 255])
    const grey = colorTable('grey', ends)
    expect(colorOf(grey, 0)).toEqual([8, 9, 13, 255])
    expect(colorOf(grey, 255)).toEqual([236, 238, 241, 255])
  })

  test.each(['dusk', 'paper', 'grey'] as const)('%s inverted runs the other way', (name) => {
    const table = colorTable(name, ends)
    const inverted = colorTable(`${name}-inverted`, ends)
    for (let i = 0; i < 256; i++) expect(colorOf(inverted, i)).toEqual(colorOf(table, 255 - i))
  })

  test.each(['dusk', 'paper'] as const)('%s runs through its ten points', (name) => {
    const table = colorTable(name, ends)
    const points = {
      dusk: ['#682a92', '#fb7c54'],
      paper: ['#f8a469', '#9f2380']
    }
    expect(cssRgb(parseColor(points[name][0]!))).toBe(cssRgb(toRgb(colorOf(table, 85))))
    expect(cssRgb(parseColor(points[name][1]!))).toBe(cssRgb(toRgb(colorOf(table, 170))))
  })

  test('a level goes to 255 t^1.7, with gain and range applied first', () => {
    expect(colorIndex(-20, 20, 80)).toBe(255)
    expect(colorIndex(-100, 20, 80)).toBe(0)
    expect(colorIndex(-60, 20, 80)).toBe(Math.round(255 * 0.5 ** 1.7))
    expect(colorIndex(50, 20, 80)).toBe(255)
    expect(colorIndex(-300, 20, 80)).toBe(0)
  })

  test('bytes hold -120 to +12 dB, and each has the color of its level', () => {
    expect(byteToDb(0)).toBe(-120)
    expect(byteToDb(255)).toBe(12)
    const table = colorTable('dusk', ends)
    const words = byteColors(table, 20, 80)
    const bytes = new Uint8Array(words.buffer)
    for (const byte of [0, 60, 150, 193, 255]) {
      expect(colorOf(bytes, byte * STEPS_PER_BYTE)).toEqual(
        colorOf(table, colorIndex(byteToDb(byte), 20, 80))
      )
    }
  })

  test('colors are read from hex and rgb, and mixed', () => {
    expect(parseColor(' #fff ')).toEqual([255, 255, 255])
    expect(parseColor('#5fe0c0')).toEqual([95, 224, 192])
    expect(parseColor('rgb(5 6 10 / .7)')).toEqual([5, 6, 10])
    expect(parseColor('nothing')).toEqual([0, 0, 0])
    expect(mixRgb([0, 0, 0], [255, 100, 10], 0.5)).toEqual([128, 50, 5])
  })
})

function toRgb(color: number[]): [number, number, number] {
  return [color[0]!, color[1]!, color[2]!]
}
