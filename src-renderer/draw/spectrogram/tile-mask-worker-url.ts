/** Where the built worker lies; apart from what uses it, so that tests load that without Vite. */
import url from './tile-mask.worker.ts?worker&url'

/** For `new Worker(tileMaskWorkerUrl, { type: 'module' })`. */
export const tileMaskWorkerUrl: string = url
