/** What the bench and its driver use of the engine, bundled by engine.mjs. */
export { nearestWindowSize } from '../../shared/settings'
export { createKernels, loadKernels } from '../../src-main/engine/kernels'
export { factorize } from '../../src-main/engine/nmf'
export { createRandom, randomStart } from '../../src-main/engine/nmf-init'
