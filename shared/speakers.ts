/**
 * Which loudspeaker each channel of a recording is meant for, as the channel mask of WAVE files
 * says: one bit for each place, and channels in the order of the bits. A mask of 0 says nothing;
 * mono and stereo need none. C = channels.
 */

/** Most channels of a recording. */
export const MOST_CHANNELS = 8

/** A place of a loudspeaker. */
interface Speaker {
  readonly name: string
  /** Linear gains into left and right of a mixdown to stereo, before it is scaled. */
  readonly left: number
  readonly right: number
  /** `bass` is the channel of low effects; `side` and `back` surround; `top` is overhead. */
  readonly kind: 'front' | 'bass' | 'side' | 'back' | 'top'
}

/** -3 dB. */
const HALF_POWER = Math.SQRT1_2

/**
 * By the bits of the mask, lowest first. The gains are those of Recommendation ITU-R BS.775: center
 * and surrounds at -3 dB, a single surround at -6 dB, low effects left out. Places that it does not
 * know follow their neighbors.
 */
const speakers: readonly Speaker[] = [
  { name: 'L', left: 1, right: 0, kind: 'front' },
  { name: 'R', left: 0, right: 1, kind: 'front' },
  { name: 'C', left: HALF_POWER, right: HALF_POWER, kind: 'front' },
  { name: 'LFE', left: 0, right: 0, kind: 'bass' },
  { name: 'Lb', left: HALF_POWER, right: 0, kind: 'back' },
  { name: 'Rb', left: 0, right: HALF_POWER, kind: 'back' },
  { name: 'Lc', left: 1, right: 0, kind: 'front' },
  { name: 'Rc', left: 0, right: 1, kind: 'front' },
  { name: 'Cb', left: 0.5, right: 0.5, kind: 'back' },
  { name: 'Ls', left: HALF_POWER, right: 0, kind: 'side' },
  { name: 'Rs', left: 0, right: HALF_POWER, kind: 'side' },
  { name: 'Tc', left: 0.5, right: 0.5, kind: 'top' },
  { name: 'Tfl', left: HALF_POWER, right: 0, kind: 'top' },
  { name: 'Tfc', left: 0.5, right: 0.5, kind: 'top' },
  { name: 'Tfr', left: 0, right: HALF_POWER, kind: 'top' },
  { name: 'Tbl', left: HALF_POWER, right: 0, kind: 'top' },
  { name: 'Tbc', left: 0.5, right: 0.5, kind: 'top' },
  { name: 'Tbr', left: 0, right: HALF_POWER, kind: 'top' }
]

/** Weight of surrounds beside the listener in the loudness of ITU-R BS.1770. */
const SURROUND_WEIGHT = 1.41

/** What a file says of its channels: how many, and for which places. */
export interface ChannelLayout {
  /** C. */
  readonly channelCount: number
  /** The mask; 0 or nothing where the places are unknown. */
  readonly channelMask?: number
}

/**
 * The mask of a layout as far as it can be believed: it must name exactly one known place for each
 * channel. 0 otherwise, and for mono and stereo.
 */
export function believableMask({ channelCount, channelMask = 0 }: ChannelLayout): number {
  const places = placesOf(channelMask)
  const isKnown = channelMask >= 0 && channelMask < 2 ** speakers.length
  return isKnown && channelCount > 2 && places.length === channelCount ? channelMask : 0
}

/** Short names of the channels, in order: L, R, C, LFE, Ls, Rs; numbers where nothing is known. */
export function channelNames(layout: ChannelLayout): readonly string[] {
  const { channelCount } = layout
  if (channelCount === 1) return ['M']
  if (channelCount === 2) return ['L', 'R']
  const places = placesOf(believableMask(layout))
  if (places.length === 0) return Array.from({ length: channelCount }, (_, c) => String(c + 1))
  const hasSides = places.some(({ kind }) => kind === 'side')
  // Without speakers at the sides, those behind are the surrounds.
  return places.map(({ name, kind }) =>
    kind === 'back' && !hasSides ? name.replace('b', 's') : name
  )
}

/**
 * The layout as people call it, such as "5.1": places around the listener, channels of low effects,
 * and places overhead. Null where it is unknown, and for mono and stereo.
 */
export function layoutName(layout: ChannelLayout): string | null {
  const places = placesOf(believableMask(layout))
  if (places.length === 0) return null
  const count = (...kinds: readonly Speaker['kind'][]): number =>
    places.filter(({ kind }) => kinds.includes(kind)).length
  const top = count('top')
  return `${count('front', 'side', 'back')}.${count('bass')}${top > 0 ? `.${top}` : ''}`
}

/** How many channels, in words: "mono", "stereo", "6 channels (5.1)", "4 channels". */
export function layoutText(layout: ChannelLayout): string {
  const { channelCount } = layout
  if (channelCount <= 2) return channelCount === 1 ? 'mono' : 'stereo'
  const name = layoutName(layout)
  return `${channelCount} channels${name === null ? '' : ` (${name})`}`
}

/**
 * Weights of the channels' energies in the loudness of a recording (ITU-R BS.1770): surrounds
 * beside the listener count more, low effects not at all. All 1 where places are unknown.
 * @returns [C]
 */
export function loudnessWeights(layout: ChannelLayout): readonly number[] {
  const places = placesOf(believableMask(layout))
  if (places.length === 0) return Array.from({ length: layout.channelCount }, () => 1)
  const hasSides = places.some(({ kind }) => kind === 'side')
  return places.map(({ kind, left, right }) => {
    if (kind === 'bass') return 0
    const isBeside = kind === 'side' || (kind === 'back' && !hasSides && left !== right)
    return isBeside ? SURROUND_WEIGHT : 1
  })
}

/** How loud each channel is heard on either side, linear: [C] each. */
export interface Mixdown {
  readonly left: Float64Array
  readonly right: Float64Array
}

/**
 * How more than two channels are heard in stereo; null for mono and stereo, which are heard as they
 * are. Scaled so that the gains of a side add up to at most 1: no mixdown can clip that had no
 * clipped channel. Where places are unknown, channels are taken for pairs of left and right, and
 * one that is left over for the center.
 */
export function mixdownOf(layout: ChannelLayout): Mixdown | null {
  const { channelCount: C } = layout
  if (C <= 2) return null
  const places = placesOf(believableMask(layout))
  const gains =
    places.length > 0 ? places : Array.from({ length: C }, (_, c) => speakers[pairedPlace(c, C)]!)
  const sum = (side: 'left' | 'right'): number => gains.reduce((all, each) => all + each[side], 0)
  const largest = Math.max(sum('left'), sum('right'))
  return {
    left: Float64Array.from(gains, ({ left }) => left / largest),
    right: Float64Array.from(gains, ({ right }) => right / largest)
  }
}

/** Place of channel c where none is known: left, right, left, right, ..., center. */
function pairedPlace(c: number, channelCount: number): number {
  const isLeftOver = channelCount % 2 === 1 && c === channelCount - 1
  return isLeftOver ? 2 : c % 2
}

function placesOf(mask: number): readonly Speaker[] {
  return speakers.filter((_, bit) => (mask & (1 << bit)) !== 0)
}
