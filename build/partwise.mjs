/** `npm run --silent partwise -- ...`: the command line from the checkout, without an Electron. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { forward } from './forward.mjs'
import { giveUp, setup } from './setup.mjs'

await setup().catch(giveUp)
const cli = join(import.meta.dirname, '../out/main/cli.js')
// npm starts scripts in the project's folder; paths are relative to the user's folder.
const cwd = process.env['INIT_CWD'] ?? process.cwd()
forward(spawn(process.execPath, [cli, ...process.argv.slice(2)], { cwd, stdio: 'inherit' }))
