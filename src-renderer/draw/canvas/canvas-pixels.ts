/** Canvases that are painted pixel by pixel. */

/** Keeps the pixels of a canvas from one picture to the next. */
export class CanvasPixels {
  #image: ImageData | null = null

  /**
   * Paints the whole canvas, in device pixels.
   * @param paint gets RGBA words [heightPx x widthPx], top line first, with what was painted last,
   *   or 0
   */
  paint(
    canvas: HTMLCanvasElement,
    widthPx: number,
    heightPx: number,
    paint: (words: Uint32Array) => void
  ): void {
    // Setting the size, even to the same one, discards the canvas's memory.
    if (canvas.width !== widthPx) canvas.width = widthPx
    if (canvas.height !== heightPx) canvas.height = heightPx
    const context = canvas.getContext('2d')
    if (context === null) return
    let image = this.#image
    if (image?.width !== widthPx || image.height !== heightPx) {
      this.#image = image = context.createImageData(widthPx, heightPx)
    }
    paint(new Uint32Array(image.data.buffer))
    context.putImageData(image, 0, 0)
  }
}
