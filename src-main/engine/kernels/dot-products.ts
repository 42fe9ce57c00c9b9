/**
 * Products of p and q with the dictionary, from which H is updated. A tile is [4 frames][8 bins], a
 * panel of W [K][8 bins]. Components are taken in pairs, an odd last one alone.
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

/**
 * `dotOne` of two components at once, sums[8 x v128]. Lower halves of all panels first, then the
 * upper ones: with one product per accumulator in a turn of the loop, all of it stays in the 15
 * registers that compilers of WebAssembly have on x64, and no sum waits for another.
 */
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
  let at = tiles,
    row = w
  while (at < end) {
    const x = v128.load(row),
      y = v128.load(row, 32)
    let p = v128.load(at)
    a0 = madd(p, x, a0)
    b0 = madd(p, y, b0)
    p = v128.load(at, 32)
    a1 = madd(p, x, a1)
    b1 = madd(p, y, b1)
    p = v128.load(at, 64)
    a2 = madd(p, x, a2)
    b2 = madd(p, y, b2)
    p = v128.load(at, 96)
    a3 = madd(p, x, a3)
    b3 = madd(p, y, b3)
    at += 128
    row += wStep
  }
  at = tiles
  row = w
  while (at < end) {
    const x = v128.load(row, 16),
      y = v128.load(row, 48)
    let p = v128.load(at, 16)
    a0 = madd(p, x, a0)
    b0 = madd(p, y, b0)
    p = v128.load(at, 48)
    a1 = madd(p, x, a1)
    b1 = madd(p, y, b1)
    p = v128.load(at, 80)
    a2 = madd(p, x, a2)
    b2 = madd(p, y, b2)
    p = v128.load(at, 112)
    a3 = madd(p, x, a3)
    b3 = madd(p, y, b3)
    at += 128
    row += wStep
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
