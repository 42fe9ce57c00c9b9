/**
 * The shaders of the spectrogram: levels are interpolated in time and frequency, then looked up.
 */
import { BYTE_MIN_DB, BYTE_RANGE_DB } from '../../../shared/tile-bytes'
import { COLOR_EXPONENT } from '../canvas/colormap'
import { MAX_ROWS_PER_PIXEL } from './spectrogram-scene'

/** One quad a piece, its corners from gl_VertexID; x in device pixels, frames along it. */
export const VERTEX_SHADER = `#version 300 es
uniform vec2 span;    // x of the left and right edge, device pixels
uniform vec2 frames;  // position in the layer at these edges, frames
uniform float width;
out highp float frame;
void main() {
  float right = float(gl_VertexID & 1);
  float top = float(gl_VertexID >> 1);
  frame = mix(frames.x, frames.y, right);
  gl_Position = vec4(mix(span.x, span.y, right) / width * 2.0 - 1.0, top * 2.0 - 1.0, 0.0, 1.0);
}`

/** A layer holds frames as lines and rows as columns, because that is how tiles are stored. */
export const FRAGMENT_SHADER = `#version 300 es
precision highp float;
precision highp sampler2DArray;
in highp float frame;
out vec4 color;
uniform sampler2DArray tiles;
uniform sampler2D colors;
uniform float layer;
uniform float frameCount;   // that are filled in this layer
uniform float height;       // device pixels
uniform vec2 heights;       // of the axis at the lower and the upper edge
uniform float gainDb;
uniform float rangeDb;

float level(float row) {
  vec2 size = vec2(textureSize(tiles, 0).xy);
  float line = clamp(frame, 0.5, frameCount - 0.5);
  return texture(tiles, vec3(row / size.x, line / size.y, layer)).r;
}

void main() {
  float rows = float(textureSize(tiles, 0).x);
  float bottom = rows * heights.x;
  float rowsPerPixel = rows * (heights.y - heights.x) / height;
  float byte;
  if (rowsPerPixel > 1.0) {
    float first = floor(bottom + (gl_FragCoord.y - 0.5) * rowsPerPixel);
    float last = min(rows, ceil(bottom + (gl_FragCoord.y + 0.5) * rowsPerPixel));
    byte = 0.0;
    for (int i = 0; i < ${MAX_ROWS_PER_PIXEL}; i++) {
      float row = first + float(i);
      if (row >= last) break;
      byte = max(byte, level(row + 0.5));
    }
  } else {
    byte = level(bottom + gl_FragCoord.y * rowsPerPixel);
  }
  float db = byte * ${BYTE_RANGE_DB.toFixed(1)} + (${BYTE_MIN_DB.toFixed(1)});
  float t = clamp((db + gainDb + rangeDb) / rangeDb, 0.0, 1.0);
  float index = t > 0.0 ? floor(255.0 * pow(t, ${COLOR_EXPONENT.toFixed(1)}) + 0.5) : 0.0;
  color = texelFetch(colors, ivec2(int(index), 0), 0);
}`
