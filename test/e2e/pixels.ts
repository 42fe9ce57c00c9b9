/** Where things stand on the screen, read from its pixels. */
import type { Page } from '@playwright/test'

/** A stretch of columns, in CSS pixels of the window. */
export interface Columns {
  readonly left: number
  readonly right: number
}

/** A box in CSS pixels of the window. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Mean brightness, 0 to 255, of each column of boxes on the screen as it is now. */
export async function columnBrightness(
  page: Page,
  boxes: readonly Box[]
): Promise<readonly (readonly number[])[]> {
  const png = (await page.screenshot({ animations: 'disabled' })).toString('base64')
  return page.evaluate(
    async ({ data, parts }) => {
      const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0))
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const canvas = new OffscreenCanvas(image.width, image.height)
      const context = canvas.getContext('2d', { willReadFrequently: true })!
      context.drawImage(image, 0, 0)
      return parts.map(({ x, y, width, height }) => {
        const [w, h] = [Math.floor(width), Math.floor(height)]
        const pixels = context.getImageData(Math.ceil(x), Math.ceil(y), w, h).data
        const columns = new Array<number>(w).fill(0)
        for (let i = 0; i < w * h; i++) {
          const sum = pixels[i * 4]! + pixels[i * 4 + 1]! + pixels[i * 4 + 2]!
          columns[i % w]! += sum / 3 / h
        }
        return columns
      })
    },
    { data: png, parts: boxes }
  )
}

/**
 * The columns, counted from 0, that are brighter than half way between the darkest and the
 * brightest.
 */
export function brightColumns(columns: readonly number[]): Columns {
  const [low, high] = [Math.min(...columns), Math.max(...columns)]
  const isBright = (value: number): boolean => value > (low + high) / 2
  return { left: columns.findIndex(isBright), right: columns.findLastIndex(isBright) + 1 }
}
