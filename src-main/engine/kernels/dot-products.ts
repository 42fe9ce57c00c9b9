/**
 * Products of p and q with the dictionary, from which H is updated. A tile is [4 frames][8 bins], a
 * panel of W [K][8 bins]. 3 components at a time are kept in registers, what is left goes by 2, 1.
 */
import { laneSums, madd } from './math'

/** Lanes of the dot products of one component over a row of tiles, added to sums[4 x v128]. */
@inline
function dotOne(tiles: usize, end: usize, w: usize, wStep: usize, sums: usize): void {
  let a0 = v128.load(sums),
    a1 = v128.load(sums, 16),
    a2 = v128.load(sums, 32),
    a3 = v128.load(sums, 48)
  while (tiles < end) {
    const x = v128.load(w),
      y = v128.load(w, 16)
    a0 = madd(v128.load(tiles, 16), y, madd(v128.load(tiles), x, a0))
    a1 = madd(v128.load(tiles, 48), y, madd(v128.load(tiles, 32), x, a1))
    a2 = madd(v128.load(tiles, 80), y, madd(v128.load(tiles, 64), x, a2))
    a3 = madd(v128.load(tiles, 112), y, madd(v128.load(tiles, 96), x, a3))
    tiles += 128
    w += wStep
  }
  v128.store(sums, a0)
  v128.store(sums, a1, 16)
  v128.store(sums, a2, 32)
  v128.store(sums, a3, 48)
}

/** `dotOne` of three components at once, sums[12 x v128]. */
@inline
function dotThree(tiles: usize, end: usize, w: usize, wStep: usize, sums: usize): void {
  let a0 = v128.load(sums),
    a1 = v128.load(sums, 16),
    a2 = v128.load(sums, 32),
    a3 = v128.load(sums, 48)
  let b0 = v128.load(sums, 64),
    b1 = v128.load(sums, 80),
    b2 = v128.load(sums, 96),
    b3 = v128.load(sums, 112)
  let c0 = v128.load(sums, 128),
    c1 = v128.load(sums, 144),
    c2 = v128.load(sums, 160),
    c3 = v128.load(sums, 176)
  while (tiles < end) {
    let x = v128.load(w),
      y = v128.load(w, 32),
      z = v128.load(w, 64)
    let p = v128.load(tiles)
    a0 = madd(p, x, a0)
    b0 = madd(p, y, b0)
    c0 = madd(p, z, c0)
    p = v128.load(tiles, 32)
    a1 = madd(p, x, a1)
    b1 = madd(p, y, b1)
    c1 = madd(p, z, c1)
    p = v128.load(tiles, 64)
    a2 = madd(p, x, a2)
    b2 = madd(p, y, b2)
    c2 = madd(p, z, c2)
    p = v128.load(tiles, 96)
    a3 = madd(p, x, a3)
    b3 = madd(p, y, b3)
    c3 = madd(p, z, c3)
    x = v128.load(w, 16)
    y = v128.load(w, 48)
    z = v128.load(w, 80)
    p = v128.load(tiles, 16)
    a0 = madd(p, x, a0)
    b0 = madd(p, y, b0)
    c0 = madd(p, z, c0)
    p = v128.load(tiles, 48)
    a1 = madd(p, x, a1)
    b1 = madd(p, y, b1)
    c1 = madd(p, z, c1)
    p = v128.load(tiles, 80)
    a2 = madd(p, x, a2)
    b2 = madd(p, y, b2)
    c2 = madd(p, z, c2)
    p = v128.load(tiles, 112)
    a3 = madd(p, x, a3)
    b3 = madd(p, y, b3)
    c3 = madd(p, z, c3)
    tiles += 128
    w += wStep
  }
  v128.store(sums, a0)
  v128.store(sums, a1, 16)
  v128.store(sums, a2, 32)
  v128.store(sums, a3, 48)
  v128.store(sums, b0, 64)
  v128.store(sums, b1, 80)
  v128.store(sums, b2, 96)
  v128.store(sums, b3, 112)
  v128.store(sums, c0, 128)
  v128.store(sums, c1, 144)
  v128.store(sums, c2, 160)
  v128.store(sums, c3, 176)
}

/** `dotOne` of two components at once, sums[8 x v128]. */
@inline
function dotTwo(tiles: usize, end: usize, w: usize, wStep: usize, sums: usize): void {
  let a0 = v128.load(sums),
    a1 = v128.load(sums, 16),
    a2 = v128.load(sums, 32),
    a3 = v128.load(sums, 48)
  let b0 = v128.load(sums, 64),
    b1 = v128.load(sums, 80),
    b2 = v128.load(sums, 96),
    b3 = v128.load(sums, 112)
  while (tiles < end) {
    let x = v128.load(w),
      y = v128.load(w, 32)
    let p = v128.load(tiles)
    a0 = madd(p, x, a0)
    b0 = madd(p, y, b0)
    p = v128.load(tiles, 32)
    a1 = madd(p, x, a1)
    b1 = madd(p, y, b1)
    p = v128.load(tiles, 64)
    a2 = madd(p, x, a2)
    b2 = madd(p, y, b2)
    p = v128.load(tiles, 96)
    a3 = madd(p, x, a3)
    b3 = madd(p, y, b3)
    x = v128.load(w, 16)
    y = v128.load(w, 48)
    p = v128.load(tiles, 16)
    a0 = madd(p, x, a0)
    b0 = madd(p, y, b0)
    p = v128.load(tiles, 48)
    a1 = madd(p, x, a1)
    b1 = madd(p, y, b1)
    p = v128.load(tiles, 80)
    a2 = madd(p, x, a2)
    b2 = madd(p, y, b2)
    p = v128.load(tiles, 112)
    a3 = madd(p, x, a3)
    b3 = madd(p, y, b3)
    tiles += 128
    w += wStep
  }
  v128.store(sums, a0)
  v128.store(sums, a1, 16)
  v128.store(sums, a2, 32)
  v128.store(sums, a3, 48)
  v128.store(sums, b0, 64)
  v128.store(sums, b1, 80)
  v128.store(sums, b2, 96)
  v128.store(sums, b3, 112)
}

/**
 * sums += tiles W' for four frames over some panels of bins.
 * @param tiles, end the frames' tiles of these panels, one after the other
 * @param w first panel of W, `wStep` bytes from panel to panel
 * @param sums [K][4 frames] vectors, whose lanes are still to be added
 */
export function multiplyByDictionary(
  tiles: usize,
  end: usize,
  w: usize,
  wStep: usize,
  sums: usize,
  K: i32
): void {
  let left = K
  while (left >= 5 || left == 3) {
    dotThree(tiles, end, w, wStep, sums)
    w += 96
    sums += 192
    left -= 3
  }
  while (left >= 2) {
    dotTwo(tiles, end, w, wStep, sums)
    w += 64
    sums += 128
    left -= 2
  }
  if (left == 1) dotOne(tiles, end, w, wStep, sums)
}

/** Adds up the lanes of one component's sums: its value at four frames. */
@inline
export function finishSums(sums: usize): v128 {
  return laneSums(v128.load(sums), v128.load(sums, 16), v128.load(sums, 32), v128.load(sums, 48))
}
