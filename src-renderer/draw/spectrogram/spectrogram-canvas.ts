/**
 * The spectrogram without a GPU, on a 2-D canvas: the same law as the shader of
 * spectrogram-renderer, pixel by pixel. R = rows of a tile.
 *
 * It costs a fraction of WebGL in software, which runs the shader for every pixel and makes the
 * page wait until the picture is copied back.
 */
import { byteColors, STEPS_PER_BYTE } from '../canvas/colormap'
import { MAX_ROWS_PER_PIXEL } from './spectrogram-scene'
import type { SpectrogramRenderer, SpectrogramScene } from './spectrogram-scene'
import type { SpectrogramPiece, SpectrogramTile } from './spectrogram-tiles'

/**
 * Columns painted side by side, so that words are written in runs and their levels stay in the
 * nearest cache.
 */
const BLOCK_COLUMNS = 16

/** Paints into RGBA words [heightPx x widthPx], top line first. */
export function paintScene(scene: SpectrogramScene, words: Uint32Array): void {
  const colors = byteColors(scene.colors, scene.gainDb, scene.rangeDb)
  const { widthPx, pieces } = scene
  const isPainted = new Uint8Array(widthPx)
  // Pixels that a later piece covers are never painted.
  for (let i = pieces.length - 1; i >= 0; i--)
    paintPiece(pieces[i]!, scene, colors, isPainted, words)
  const from = isPainted.indexOf(0)
  if (from < 0) return
  for (let x = from; x < widthPx; x++) {
    if (isPainted[x] === 1) continue
    for (let at = x; at < words.length; at += widthPx) words[at] = colors[0]!
  }
}

/** Paints the columns of a piece that are not painted yet. */
function paintPiece(
  piece: SpectrogramPiece,
  { widthPx, heightPx, low, high }: SpectrogramScene,
  colors: Uint32Array,
  isPainted: Uint8Array,
  words: Uint32Array
): void {
  const { tile, x0, x1, u0, u1 } = piece
  // A pixel belongs to the piece that its center lies in, as on a GPU.
  const from = Math.max(0, Math.ceil(x0 - 0.5))
  const to = Math.min(widthPx, Math.ceil(x1 - 0.5))
  if (from >= to) return
  const rows = rowSpans(tile.rowCount, heightPx, low, high)
  const levels = new Float32Array(tile.rowCount * BLOCK_COLUMNS)
  for (let x = from; x < to;) {
    if (isPainted[x] === 1) {
      x++
      continue
    }
    let count = 0
    for (; count < BLOCK_COLUMNS && x + count < to && isPainted[x + count] === 0; count++) {
      const frame = u0 + ((x + count + 0.5 - x0) / (x1 - x0)) * (u1 - u0)
      readColumn(tile, frame, levels.subarray(count), BLOCK_COLUMNS)
      isPainted[x + count] = 1
    }
    for (let y = 0; y < heightPx; y++) {
      paintLine(levels, rows, heightPx - 1 - y, colors, words, y * widthPx + x, count)
    }
    x += count
  }
}

/**
 * Paints one line of pixels of a block into words[at ..]: line `y`, counted from below, of `count`
 * columns.
 */
function paintLine(
  levels: Float32Array,
  { first, last, amount }: RowSpans,
  y: number,
  colors: Uint32Array,
  words: Uint32Array,
  at: number,
  count: number
): void {
  const low = first[y]! * BLOCK_COLUMNS
  const high = last[y]! * BLOCK_COLUMNS
  const share = amount[y]!
  for (let i = 0; i < count; i++) {
    let level = levels[low + i]!
    if (share >= 0) level += (levels[high + i]! - level) * share
    else {
      for (let row = low + BLOCK_COLUMNS; row <= high; row += BLOCK_COLUMNS) {
        if (levels[row + i]! > level) level = levels[row + i]!
      }
    }
    words[at + i] = colors[(level * STEPS_PER_BYTE + 0.5) | 0]!
  }
}

/**
 * Levels of all rows at a position in frames, as bytes with fractions, into column [R], each
 * `stride` after the last.
 */
export function readColumn(
  tile: SpectrogramTile,
  frame: number,
  column: Float32Array,
  stride = 1
): void {
  const { bytes, frameCount, rowCount } = tile
  const at = Math.min(frameCount - 1, Math.max(0, frame - 0.5))
  const left = Math.floor(at) * rowCount
  const right = Math.min(frameCount - 1, Math.floor(at) + 1) * rowCount
  const amount = at - Math.floor(at)
  for (let r = 0; r < rowCount; r++) {
    const value = bytes[left + r]!
    column[r * stride] = value + (bytes[right + r]! - value) * amount
  }
}

/**
 * For every pixel counted from below: the first and last row it takes, and how far between them it
 * lies (-1 takes the loudest).
 */
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

/** A renderer on the 2-D context of a canvas; null when there is none. */
export function createCanvasRenderer(canvas: HTMLCanvasElement): SpectrogramRenderer | null {
  const context = canvas.getContext('2d', { alpha: false })
  if (context === null) return null
  let image: ImageData | null = null
  let words = new Uint32Array(0)
  return {
    draw(scene) {
      const { widthPx, heightPx } = scene
      if (canvas.width !== widthPx) canvas.width = widthPx
      if (canvas.height !== heightPx) canvas.height = heightPx
      if (image?.width !== widthPx || image.height !== heightPx) {
        image = context.createImageData(widthPx, heightPx)
        words = new Uint32Array(image.data.buffer)
      }
      paintScene(scene, words)
      context.putImageData(image, 0, 0)
    },
    dispose() {
      image = null
      words = new Uint32Array(0)
    }
  }
}
