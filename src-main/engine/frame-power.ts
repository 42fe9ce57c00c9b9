/**
 * The power of frames by the SIMD transform of the kernels. F = bins, C = channels,
 * P = mean over channels of |X_c|^2.
 */
import type { Pcm } from '../../shared/audio'
import { frameStart, readFrame, type StftSettings } from '../../shared/dsp/stft'
import { sineWindow } from '../../shared/dsp/window'
import { createFastFft } from './fast-fft'

/**
 * Makes the function that writes P of frame t, [F]; two channels share one complex transform. It
 * allocates nothing.
 * @param peak what samples are divided by
 * @param module the compiled kernels
 * @throws Failure `engine/out-of-memory`
 */
export function createFramePower(
  { channels }: Pcm,
  settings: StftSettings,
  peak: number,
  module: WebAssembly.Module
): (t: number, out: Float32Array) => void {
  const { windowSize: size } = settings
  const C = channels.length
  const window = sineWindow(size).map((value) => value / peak)
  const fft = createFastFft(module, size)
  const { re, im, order } = fft
  const place = new Int32Array(size)
  order.forEach((f, at) => (place[f] = at))

  return (t, out) => {
    const start = frameStart(t, settings)
    out.fill(0)
    for (let c = 0; c < C; c += 2) {
      const second = channels[c + 1]
      readFrame(channels[c]!, start, window, re)
      if (second === undefined) im.fill(0)
      else readFrame(second, start, window, im)
      fft.forward()
      // Of Z, the transform of l + i r: |L(f)|^2 + |R(f)|^2 = (|Z(f)|^2 + |Z(-f)|^2) / 2.
      for (let f = 0; f < out.length; f++) {
        const i = place[f]!
        const j = place[f === 0 ? 0 : size - f]!
        out[f]! += (re[i]! ** 2 + im[i]! ** 2 + re[j]! ** 2 + im[j]! ** 2) / (2 * C)
      }
    }
  }
}
