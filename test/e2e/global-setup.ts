import { ensureDisplay } from '../../build/display.mjs'
import { resolveRuntime } from '../../build/runtime.mjs'

/** Gives all tests an Electron and a display; returns what takes the display down again. */
export default async function setup(): Promise<() => void> {
  const runtime = await resolveRuntime()
  // The official Electron is found by its own path.txt; any other has to be named.
  if (runtime.source !== 'official') process.env['ELECTRON_OVERRIDE_DIST_PATH'] = runtime.dist
  const display = await ensureDisplay()
  return () => display?.stop()
}
