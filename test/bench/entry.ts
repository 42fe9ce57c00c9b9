/** What the bench and its driver use of the engine, bundled by engine.mjs. */
export { defaultSettings, exponentFor, nearestWindowSize } from '../../shared/settings'
export { reachTarget } from '../../src-main/engine/coarse-start'
export { decodeAudio } from '../../src-main/engine/decode'
export { createKernels, loadKernels } from '../../src-main/engine/kernels'
export { factorize, separateSpectrum } from '../../src-main/engine/nmf'
export { createRandom, randomStart } from '../../src-main/engine/nmf-init'
export { accelerateSafely } from '../../src-main/engine/solver-fast'
