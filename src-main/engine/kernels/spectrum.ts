/**
 * From the transform of a frame to a row of V: its power, floored, raised and scaled. Rows are of
 * f32, computed in float64 and never fused, so that every runtime rounds alike.
 */
import { demote, promoteHigh } from './math'

/**
 * row[f] += (|Z(f)|^2 + |Z(-f)|^2) / divisor for f < count.
 * @param places [count] i32, where bin f lies in re and im, and then [count] where bin -f does
 * @returns the largest of the row
 */
export function addPower(
  re: usize,
  im: usize,
  places: usize,
  divisor: f64,
  row: usize,
  count: i32
): f64 {
  const mirrors = places + ((<usize>count) << 2)
  let largest: f32 = 0
  for (let f: usize = 0, end = (<usize>count) << 2; f < end; f += 4) {
    const here = (<usize>load<i32>(places + f)) << 3
    const there = (<usize>load<i32>(mirrors + f)) << 3
    const a = load<f64>(re + here)
    const b = load<f64>(im + here)
    const c = load<f64>(re + there)
    const d = load<f64>(im + there)
    const power = (a * a + b * b + c * c + d * d) / divisor
    const value = <f32>(<f64>load<f32>(row + f) + power)
    store<f32>(row + f, value)
    if (value > largest) largest = value
  }
  return largest
}

/**
 * row = (row + floor)^(p/2) in place; works on the count rounded up to a multiple of 4, with zeros
 * beyond it.
 * @param isMagnitude whether p = 1, not 2
 * @returns the sum of the first `count` before they are rounded, one after the other
 */
export function raisePower(row: usize, count: i32, floor: f64, isMagnitude: bool): f64 {
  const floors = f64x2.splat(floor)
  let sum: f64 = 0
  for (let f = 0; f < count; f += 4, row += 16) {
    const power = v128.load(row)
    let low = f64x2.add(f64x2.promote_low_f32x4(power), floors)
    let high = f64x2.add(promoteHigh(power), floors)
    if (isMagnitude) {
      low = f64x2.sqrt(low)
      high = f64x2.sqrt(high)
    }
    v128.store(row, demote(low, high))
    sum += f64x2.extract_lane(low, 0)
    if (f + 1 < count) sum += f64x2.extract_lane(low, 1)
    if (f + 2 < count) sum += f64x2.extract_lane(high, 0)
    if (f + 3 < count) sum += f64x2.extract_lane(high, 1)
  }
  return sum
}

/** row /= divisor in place; a count that is a multiple of 4 is gone over. */
export function divideRow(row: usize, count: i32, divisor: f64): void {
  const divisors = f64x2.splat(divisor)
  for (let f = 0; f < count; f += 4, row += 16) {
    const values = v128.load(row)
    const low = f64x2.div(f64x2.promote_low_f32x4(values), divisors)
    v128.store(row, demote(low, f64x2.div(promoteHigh(values), divisors)))
  }
}
