/**
 * Tables of the transform in kernels/fft.ts: in which order it leaves a spectrum, and its twiddles.
 * Sizes are powers of two from 256 on.
 */

/** Smallest transform there is. */
export const LEAST_FFT_SIZE = 256
/** Points of a radix-4 pass that has two pairs of 4-point transforms below it. */
const LEAST_PASS = 16

/** The bin at each position of a transformed array, [size]. */
export function passOrder(size: number): Int32Array {
  return Int32Array.from({ length: size }, (_, at) => binAt(at, size))
}

/** Where bin -f lies for the bin f of each position, [size]. */
export function mirrorOrder(size: number): Int32Array {
  const order = passOrder(size)
  const places = new Int32Array(size)
  order.forEach((bin, at) => (places[bin] = at))
  return order.map((bin) => places[(size - bin) % size]!)
}

function binAt(at: number, size: number): number {
  if (Math.log2(size) % 2 === 1) {
    const half = size / 2
    return 2 * binAt(at % half, half) + Math.floor(at / half)
  }
  if (size > LEAST_PASS) {
    const quarter = size / 4
    return 4 * binAt(at % quarter, quarter) + Math.floor(at / quarter)
  }
  // Two transforms of 4 points, their bins in turns, then two more.
  return 4 * Math.floor((at % 8) / 2) + 2 * Math.floor(at / 8) + (at % 2)
}

/** Values that `fftTwiddles` of this size has. */
export function twiddleCount(size: number): number {
  return passesOf(size).reduce(
    (sum, { points, radix }) => sum + (points / radix) * 2 * (radix - 1),
    0
  )
}

/** Twiddles in the order in which the passes read them; see kernels/fft.ts. */
export function fftTwiddles(size: number): Float64Array {
  const values = new Float64Array(twiddleCount(size))
  let i = 0
  for (const { points, radix } of passesOf(size)) {
    for (let j = 0; j < points / radix; j += 2) {
      for (let power = 1; power < radix; power++) {
        const angles = [j, j + 1].map((each) => (-2 * Math.PI * ((each * power) % points)) / points)
        for (const angle of angles) values[i++] = Math.cos(angle)
        for (const angle of angles) values[i++] = Math.sin(angle)
      }
    }
  }
  return values
}

/** The passes that have twiddles, largest first; any other size is a bug. */
function passesOf(size: number): { points: number; radix: number }[] {
  if (!Number.isInteger(Math.log2(size)) || size < LEAST_FFT_SIZE) {
    throw new Error(`FFT size ${size} is not a power of two from ${LEAST_FFT_SIZE} on`)
  }
  const isOdd = Math.log2(size) % 2 === 1
  const passes = isOdd ? [{ points: size, radix: 2 }] : []
  for (let points = isOdd ? size / 2 : size; points >= LEAST_PASS; points /= 4) {
    passes.push({ points, radix: 4 })
  }
  return passes
}
