/**
 * The spectrogram on the GPU (WebGL2): tiles are bytes in the layers of one R8 texture array; gain,
 * range and color map are shader values, so changing them uploads nothing but 256 colors.
 */
import type { SpectrogramRenderer, SpectrogramScene } from './spectrogram-scene'
import { FRAGMENT_SHADER, VERTEX_SHADER } from './spectrogram-shader'
import { TILE_FRAMES } from './spectrogram-tiles'
import type { SpectrogramPiece, SpectrogramTile } from './spectrogram-tiles'

/**
 * Layers of the texture array, enough for the tiles in sight at any zoom and coarser substitutes.
 */
const LAYERS = 32
/** A tile and the frame on each side of it. */
const LAYER_FRAMES = TILE_FRAMES + 2

const UNIFORMS = [
  'span',
  'frames',
  'width',
  'tiles',
  'colors',
  'layer',
  'frameCount',
  'height',
  'heights',
  'gainDb',
  'rangeDb'
] as const
type Uniform = (typeof UNIFORMS)[number]

/** WebGL in software is refused: the 2-D canvas is faster. */
const contextSettings: WebGLContextAttributes = {
  alpha: false,
  antialias: false,
  depth: false,
  failIfMajorPerformanceCaveat: true
}

/**
 * A renderer on a canvas's WebGL2 context; null when there is none on a GPU, or it lacks a feature.
 */
export function createWebglRenderer(canvas: HTMLCanvasElement): SpectrogramRenderer | null {
  const gl = canvas.getContext('webgl2', contextSettings)
  if (gl === null || gl.isContextLost()) return null
  const program = link(gl)
  return program === null ? null : new WebglRenderer(canvas, gl, program)
}

function link(gl: WebGL2RenderingContext): WebGLProgram | null {
  const program = gl.createProgram()
  const sources = [
    [gl.VERTEX_SHADER, VERTEX_SHADER],
    [gl.FRAGMENT_SHADER, FRAGMENT_SHADER]
  ] as const
  for (const [type, source] of sources) {
    const shader = gl.createShader(type)
    if (shader === null) return null
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  return gl.getProgramParameter(program, gl.LINK_STATUS) === true ? program : null
}

class WebglRenderer implements SpectrogramRenderer {
  readonly #canvas: HTMLCanvasElement
  readonly #gl: WebGL2RenderingContext
  readonly #at: Readonly<Record<Uniform, WebGLUniformLocation | null>>
  readonly #colorTexture: WebGLTexture
  #tileTexture: WebGLTexture | null = null
  #rowCount = 0
  #colors: Uint8Array | null = null
  /** Layer of each uploaded tile, least recently used first. */
  readonly #layers = new Map<SpectrogramTile, number>()

  constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext, program: WebGLProgram) {
    this.#canvas = canvas
    this.#gl = gl
    const places = UNIFORMS.map((name) => [name, gl.getUniformLocation(program, name)] as const)
    this.#at = Object.fromEntries(places) as Record<Uniform, WebGLUniformLocation | null>
    gl.useProgram(program)
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1)
    this.#colorTexture = gl.createTexture()
    gl.uniform1i(this.#at.tiles, 0)
    gl.uniform1i(this.#at.colors, 1)
    gl.activeTexture(gl.TEXTURE1)
    gl.bindTexture(gl.TEXTURE_2D, this.#colorTexture)
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, 256, 1)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
    gl.activeTexture(gl.TEXTURE0)
  }

  draw(scene: SpectrogramScene): void {
    const gl = this.#gl
    const { widthPx, heightPx, pieces, colors } = scene
    if (gl.isContextLost()) return
    if (this.#canvas.width !== widthPx) this.#canvas.width = widthPx
    if (this.#canvas.height !== heightPx) this.#canvas.height = heightPx
    gl.viewport(0, 0, widthPx, heightPx)
    gl.clearColor(colors[0]! / 255, colors[1]! / 255, colors[2]! / 255, 1)
    gl.clear(gl.COLOR_BUFFER_BIT)
    this.#useColors(colors)
    gl.uniform1f(this.#at.width, widthPx)
    gl.uniform1f(this.#at.height, heightPx)
    gl.uniform2f(this.#at.heights, scene.low, scene.high)
    gl.uniform1f(this.#at.gainDb, scene.gainDb)
    gl.uniform1f(this.#at.rangeDb, scene.rangeDb)
    // Tiles in sight must not evict one another, so no more are drawn than there are layers.
    for (const piece of pieces.slice(-LAYERS)) this.#drawPiece(piece)
  }

  dispose(): void {
    this.#layers.clear()
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext()
  }

  #useColors(colors: Uint8Array): void {
    if (colors === this.#colors) return
    this.#colors = colors
    const gl = this.#gl
    gl.activeTexture(gl.TEXTURE1)
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, 256, 1, gl.RGBA, gl.UNSIGNED_BYTE, colors)
    gl.activeTexture(gl.TEXTURE0)
  }

  #drawPiece({ tile, x0, x1, u0, u1 }: SpectrogramPiece): void {
    const gl = this.#gl
    gl.uniform1f(this.#at.layer, this.#layerOf(tile))
    gl.uniform1f(this.#at.frameCount, tile.frameCount)
    gl.uniform2f(this.#at.span, x0, x1)
    gl.uniform2f(this.#at.frames, u0, u1)
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4)
  }

  /** The tile's layer; uploads it over the least recently used one. */
  #layerOf(tile: SpectrogramTile): number {
    if (tile.rowCount !== this.#rowCount) this.#allocate(tile.rowCount)
    let layer = this.#layers.get(tile)
    if (layer === undefined) {
      layer = this.#layers.size < LAYERS ? this.#layers.size : this.#takeOldest()
      this.#upload(tile, layer)
    } else {
      this.#layers.delete(tile)
    }
    this.#layers.set(tile, layer)
    return layer
  }

  #takeOldest(): number {
    const [tile, layer] = this.#layers.entries().next().value ?? [null, 0]
    if (tile !== null) this.#layers.delete(tile)
    return layer
  }

  #allocate(rowCount: number): void {
    const gl = this.#gl
    gl.deleteTexture(this.#tileTexture)
    this.#layers.clear()
    this.#rowCount = rowCount
    this.#tileTexture = gl.createTexture()
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, this.#tileTexture)
    gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, gl.R8, rowCount, LAYER_FRAMES, LAYERS)
    for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) {
      gl.texParameteri(gl.TEXTURE_2D_ARRAY, side, gl.CLAMP_TO_EDGE)
    }
    for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
      gl.texParameteri(gl.TEXTURE_2D_ARRAY, filter, gl.LINEAR)
    }
  }

  #upload({ bytes, frameCount, rowCount }: SpectrogramTile, layer: number): void {
    const gl = this.#gl
    const target = gl.TEXTURE_2D_ARRAY
    const lines = Math.min(frameCount, LAYER_FRAMES)
    gl.texSubImage3D(target, 0, 0, 0, layer, rowCount, lines, 1, gl.RED, gl.UNSIGNED_BYTE, bytes)
  }
}
