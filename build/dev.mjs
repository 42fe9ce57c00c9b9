/** `npm run dev`: the app with its sources watched. */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { forward } from './forward.mjs'
import { giveUp, setup } from './setup.mjs'

const root = join(import.meta.dirname, '..')
const runtime = await setup({ electron: true }).catch(giveUp)
rmSync(join(root, 'out/.stamp'), { force: true }) // what follows writes to out/ on its own
const program = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
const isRoot = process.platform === 'linux' && process.getuid?.() === 0
const args = [
  'dev',
  '--watch',
  '--config',
  'electron.config.ts',
  ...(isRoot ? ['--noSandbox'] : [])
]
const env = { ...process.env, ELECTRON_EXEC_PATH: runtime?.executable }
forward(spawn(process.execPath, [program, ...args], { cwd: root, env, stdio: 'inherit' }))
