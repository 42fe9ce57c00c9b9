/**
 * Stands in for `codec-parser` in the bundle. The Vorbis library imports that package to take whole
 * files apart, which is done by our own code; it is LGPL-3.0 and must not be bundled.
 */

/** What the library makes one of when it begins, and never calls. */
export function CodecParser(): void {
  // Nothing is taken apart here.
}
// The library imports it as a default.
export { CodecParser as default }

/** Keys of the parser's results, of which there are none. */
export const [totalSamples, data, codecFrames, header, vorbisComments, vorbisSetup, isLastPage] =
  Array.from({ length: 7 }, () => Symbol())
