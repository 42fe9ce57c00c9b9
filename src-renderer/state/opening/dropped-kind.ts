/**
 * What is known of files while they hover over the window: their number, and the kinds they claim
 * to be.
 */

/** A hovering file; its type is '' for folders and for what the system does not know. */
export interface HoveringFile {
  readonly kind: string
  readonly type: string
}

/** Kinds under which some systems also list files with sound. */
const soundKinds = /^(audio\/|application\/(ogg|octet-stream|x-flac)|video\/(mp4|ogg|x-m4v|mpeg))/

const wordsByKind: readonly (readonly [RegExp, string])[] = [
  [/^image\//, 'an image'],
  [/^video\//, 'a video'],
  [/^text\//, 'text'],
  [/^application\/pdf$/, 'a document'],
  [/zip|compressed|x-tar|x-7z|rar/, 'an archive']
]

/** Why none of the files can be opened, judging by their kinds; null when one might. */
export function whyNone(files: readonly HoveringFile[]): string | null {
  const types = files.filter(({ kind }) => kind === 'file').map(({ type }) => type.toLowerCase())
  if (types.length === 0) return 'This is not a file'
  if (types.some((type) => type === '' || soundKinds.test(type))) return null
  const [first = ''] = types
  const what = wordsByKind.find(([pattern]) => pattern.test(first))?.[1] ?? 'no sound'
  return types.length === 1 ? `This is ${what}, not a recording` : 'None of these is a recording'
}
