/**
 * How large the JavaScript heap of a thread may grow. Samples, spectra and matrices lie outside of
 * it, so a thread needs a few megabytes. One that runs full by mistake would otherwise grow to
 * gigabytes, and spend minutes looking for garbage before it fails.
 */

/** For `Worker`; a thread beyond it ends with ERR_WORKER_OUT_OF_MEMORY. */
export const heapLimit = { maxOldGenerationSizeMb: 128 } as const
