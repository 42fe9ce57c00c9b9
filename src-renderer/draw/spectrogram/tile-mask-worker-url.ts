/** The URL of the built worker; separate from its user, so that tests load that without Vite. */
import url from './tile-mask.worker.ts?worker&url'

/** For `new Worker(tileMaskWorkerUrl, { type: 'module' })`. */
export const tileMaskWorkerUrl: string = url
