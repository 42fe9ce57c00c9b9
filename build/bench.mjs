/** `npm run bench`: installs and builds what is missing, then measures. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { provideXvfb } from './display.mjs'
import { forward } from './forward.mjs'
import { giveUp, setup } from './setup.mjs'

const args = process.argv.slice(2)
const electron = args[0] === 'ui' || args[0] === 'memory'
await setup({ electron }).catch(giveUp)
if (electron) await provideXvfb()
const bench = join(import.meta.dirname, '../test/bench/run.mjs')
forward(spawn(process.execPath, [bench, ...args], { stdio: 'inherit' }))
