/** From a recording to W and H, with what a test does not care about filled in. */
import type { Pcm } from '../../shared/audio'
import type { Factorization } from '../../shared/factorization'
import type { SeparationSettings } from '../../shared/settings'
import { factorizeFrames } from '../../src-main/engine/factorize/factorize'
import type { SolverTools } from '../../src-main/engine/factorize/solver'
import { showNobody } from '../../src-main/engine/factorize/watch'
import { recordingFrames } from '../../src-main/engine/spectrum/recording-frames'
import { soloTeam } from '../../src-main/engine/threads/team'
import { fastBackend, kernelModule } from './kernels'

/** The app's own kernels, on one thread, watched by nobody. */
export const solverTools: SolverTools = {
  module: kernelModule,
  backend: fastBackend,
  team: soloTeam,
  watch: () => true,
  listen: () => showNobody
}

/** Factorizes the spectrum of a recording; null when the watch said no. */
export function factorizeRecording(
  pcm: Pcm,
  settings: SeparationSettings,
  changes: Partial<SolverTools> = {}
): Factorization | null {
  const tools = { ...solverTools, ...changes }
  const frames = recordingFrames({ pcm, settings, module: tools.module, team: tools.team })
  return factorizeFrames(frames, settings, tools)
}
