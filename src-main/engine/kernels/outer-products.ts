/**
 * Products of p and q with the activations, from which W is updated. A tile is [4 frames][8 bins],
 * a panel of H [K][4 frames]. 4 components at a time are kept in registers, the rest goes by 2, 1.
 */
import { madd } from './math'

/** out[8] += sum over frames of h times tile row, for one component. */
@inline
function outerOne(tiles: usize, end: usize, h: usize, hStep: usize, out: usize): void {
  let a0 = v128.load(out),
    a1 = v128.load(out, 16)
  while (tiles < end) {
    let s = v128.load_splat<f32>(h)
    a0 = madd(s, v128.load(tiles), a0)
    a1 = madd(s, v128.load(tiles, 16), a1)
    s = v128.load_splat<f32>(h, 4)
    a0 = madd(s, v128.load(tiles, 32), a0)
    a1 = madd(s, v128.load(tiles, 48), a1)
    s = v128.load_splat<f32>(h, 8)
    a0 = madd(s, v128.load(tiles, 64), a0)
    a1 = madd(s, v128.load(tiles, 80), a1)
    s = v128.load_splat<f32>(h, 12)
    a0 = madd(s, v128.load(tiles, 96), a0)
    a1 = madd(s, v128.load(tiles, 112), a1)
    tiles += 128
    h += hStep
  }
  v128.store(out, a0)
  v128.store(out, a1, 16)
}

/** `outerOne` of four components at once, out[4][8]. */
@inline
function outerFour(tiles: usize, end: usize, h: usize, hStep: usize, out: usize): void {
  let a0 = v128.load(out),
    a1 = v128.load(out, 16)
  let b0 = v128.load(out, 32),
    b1 = v128.load(out, 48)
  let c0 = v128.load(out, 64),
    c1 = v128.load(out, 80)
  let d0 = v128.load(out, 96),
    d1 = v128.load(out, 112)
  while (tiles < end) {
    for (let row = 0; row < 4; row++) {
      const x = v128.load(tiles),
        y = v128.load(tiles, 16)
      let s = v128.load_splat<f32>(h)
      a0 = madd(s, x, a0)
      a1 = madd(s, y, a1)
      s = v128.load_splat<f32>(h, 16)
      b0 = madd(s, x, b0)
      b1 = madd(s, y, b1)
      s = v128.load_splat<f32>(h, 32)
      c0 = madd(s, x, c0)
      c1 = madd(s, y, c1)
      s = v128.load_splat<f32>(h, 48)
      d0 = madd(s, x, d0)
      d1 = madd(s, y, d1)
      tiles += 32
      h += 4
    }
    h += hStep - 16
  }
  v128.store(out, a0)
  v128.store(out, a1, 16)
  v128.store(out, b0, 32)
  v128.store(out, b1, 48)
  v128.store(out, c0, 64)
  v128.store(out, c1, 80)
  v128.store(out, d0, 96)
  v128.store(out, d1, 112)
}

/** `outerOne` of two components at once, out[2][8]. */
@inline
function outerTwo(tiles: usize, end: usize, h: usize, hStep: usize, out: usize): void {
  let a0 = v128.load(out),
    a1 = v128.load(out, 16)
  let b0 = v128.load(out, 32),
    b1 = v128.load(out, 48)
  while (tiles < end) {
    for (let row = 0; row < 4; row++) {
      const x = v128.load(tiles),
        y = v128.load(tiles, 16)
      let s = v128.load_splat<f32>(h)
      a0 = madd(s, x, a0)
      a1 = madd(s, y, a1)
      s = v128.load_splat<f32>(h, 16)
      b0 = madd(s, x, b0)
      b1 = madd(s, y, b1)
      tiles += 32
      h += 4
    }
    h += hStep - 16
  }
  v128.store(out, a0)
  v128.store(out, a1, 16)
  v128.store(out, b0, 32)
  v128.store(out, b1, 48)
}

/**
 * out += H' tiles over some frames, for one panel of bins.
 * @param tiles, end the frames' tiles of this panel, one after the other
 * @param h first panel of H, `hStep` bytes from panel to panel
 * @param out [K][8 bins]
 */
export function multiplyByActivations(
  tiles: usize,
  end: usize,
  h: usize,
  hStep: usize,
  out: usize,
  K: i32
): void {
  let left = K
  while (left >= 4) {
    outerFour(tiles, end, h, hStep, out)
    h += 64
    out += 128
    left -= 4
  }
  while (left >= 2) {
    outerTwo(tiles, end, h, hStep, out)
    h += 32
    out += 64
    left -= 2
  }
  if (left == 1) outerOne(tiles, end, h, hStep, out)
}
