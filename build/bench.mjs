/** `npm run bench`: brings what is missing, then measures. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { forward } from './forward.mjs'
import { giveUp, setup } from './setup.mjs'

await setup().catch(giveUp)
const bench = join(import.meta.dirname, '../test/bench/run.mjs')
forward(spawn(process.execPath, [bench, ...process.argv.slice(2)], { stdio: 'inherit' }))
