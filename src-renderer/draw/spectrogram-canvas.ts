/**
 * The spectrogram without a GPU, on a 2-D canvas: the same law as the shader of spectrogram-renderer,
 * pixel by pixel. R = rows of a tile.
 */
import { byteColors, STEPS_PER_BYTE } from './colormap'
import { MAX_ROWS_PER_PIXEL } from './spectrogram-scene'
import type { SpectrogramRenderer, SpectrogramScene } from './spectrogram-scene'
import type { SpectrogramPiece, SpectrogramTile } from './spectrogram-tiles'

/** Paints into RGBA words [heightPx x widthPx], top line first. */
export function paintScene(scene: SpectrogramScene, words: Uint32Array): void {
  const colors = byteColors(scene.colors, scene.gainDb, scene.rangeDb)
  words.fill(colors[0]!)
  for (const piece of scene.pieces) paintPiece(piece, scene, colors, words)
}

function paintPiece(
  piece: SpectrogramPiece,
  { widthPx, heightPx, low, high }: SpectrogramScene,
  colors: Uint32Array,
  words: Uint32Array
): void {
  const { tile, x0, x1, u0, u1 } = piece
  const rows = rowSpans(tile.rowCount, heightPx, low, high)
  const column = new Float32Array(tile.rowCount)
  // A pixel belongs to the piece that its centre lies in, as on a GPU.
  const from = Math.max(0, Math.ceil(x0 - 0.5))
  const to = Math.min(widthPx, Math.ceil(x1 - 0.5))
  for (let x = from; x < to; x++) {
    readColumn(tile, u0 + ((x + 0.5 - x0) / (x1 - x0)) * (u1 - u0), column)
    for (let y = 0; y < heightPx; y++) {
      words[y * widthPx + x] =
        colors[Math.round(readRow(column, rows, heightPx - 1 - y) * STEPS_PER_BYTE)]!
    }
  }
}

/** Levels of all rows at a position in frames, as bytes with fractions, into column [R]. */
export function readColumn(tile: SpectrogramTile, frame: number, column: Float32Array): void {
  const { bytes, frameCount, rowCount } = tile
  const at = Math.min(frameCount - 1, Math.max(0, frame - 0.5))
  const left = Math.floor(at) * rowCount
  const right = Math.min(frameCount - 1, Math.floor(at) + 1) * rowCount
  const amount = at - Math.floor(at)
  for (let r = 0; r < rowCount; r++) {
    const value = bytes[left + r]!
    column[r] = value + (bytes[right + r]! - value) * amount
  }
}

/** For every pixel counted from below: the first and last row it takes, and how far between them it lies (-1: the loudest). */
interface RowSpans {
  readonly first: Int32Array
  readonly last: Int32Array
  readonly amount: Float32Array
}

function rowSpans(rowCount: number, heightPx: number, low: number, high: number): RowSpans {
  const first = new Int32Array(heightPx)
  const last = new Int32Array(heightPx)
  const amount = new Float32Array(heightPx).fill(-1)
  const bottom = low * rowCount
  const rowsPerPixel = ((high - low) * rowCount) / heightPx
  for (let y = 0; y < heightPx; y++) {
    if (rowsPerPixel > 1) {
      first[y] = Math.floor(bottom + y * rowsPerPixel)
      const end = Math.min(rowCount, Math.ceil(bottom + (y + 1) * rowsPerPixel))
      last[y] = Math.min(end - 1, first[y]! + MAX_ROWS_PER_PIXEL - 1)
    } else {
      const at = Math.min(rowCount - 1, Math.max(0, bottom + (y + 0.5) * rowsPerPixel - 0.5))
      first[y] = Math.floor(at)
      last[y] = Math.min(rowCount - 1, first[y]! + 1)
      amount[y] = at - first[y]!
    }
  }
  return { first, last, amount }
}

function readRow(column: Float32Array, { first, last, amount }: RowSpans, y: number): number {
  const low = column[first[y]!]!
  const share = amount[y]!
  if (share >= 0) return low + (column[last[y]!]! - low) * share
  let loudest = low
  for (let r = first[y]! + 1; r <= last[y]!; r++) loudest = Math.max(loudest, column[r]!)
  return loudest
}

/** A renderer on the 2-D context of a canvas; null when there is none. */
export function createCanvasRenderer(canvas: HTMLCanvasElement): SpectrogramRenderer | null {
  const context = canvas.getContext('2d', { alpha: false })
  if (context === null) return null
  let image: ImageData | null = null
  return {
    draw(scene) {
      const { widthPx, heightPx } = scene
      if (canvas.width !== widthPx) canvas.width = widthPx
      if (canvas.height !== heightPx) canvas.height = heightPx
      if (image?.width !== widthPx || image.height !== heightPx) {
        image = context.createImageData(widthPx, heightPx)
      }
      paintScene(scene, new Uint32Array(image.data.buffer))
      context.putImageData(image, 0, 0)
    },
    dispose() {
      image = null
    }
  }
}
