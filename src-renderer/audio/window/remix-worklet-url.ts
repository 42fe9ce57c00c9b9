/**
 * The URL of the built worklet; separate from the player, so that tests load the player without
 * Vite.
 */
import url from '../thread/remix.worklet.ts?worker&url'

/** For `new Player({ workletUrl })`. */
export const remixWorkletUrl: string = url
