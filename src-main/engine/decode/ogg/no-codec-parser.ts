/**
 * Stands in for `codec-parser` in the bundle. The Vorbis library imports that package to parse
 * whole files, which our own code does; it is LGPL-3.0 and must not be bundled.
 */

/** The library creates one at its start and never calls it. */
export function CodecParser(): void {
  // Parses nothing.
}
// The library imports it as a default.
export { CodecParser as default }

/** Keys of the parser's results, of which there are none. */
export const [totalSamples, data, codecFrames, header, vorbisComments, vorbisSetup, isLastPage] =
  Array.from({ length: 7 }, () => Symbol())
