/**
 * `npm run package`: builds the installers of this system into dist/. Arguments go to
 * electron-builder, for example `npm run package -- --linux dir`. On the fallback Electron the
 * result is for tests only.
 */
import { spawn } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { forward } from './forward.mjs'
import { giveUp, setup } from './setup.mjs'

const require = createRequire(import.meta.url)
const root = join(import.meta.dirname, '..')
const runtime = await setup({ electron: true }).catch(giveUp)
const env = { ...process.env }
const wanted = process.argv.slice(2)
const args = ['--config', 'build/package.yml', '--publish', 'never', ...wanted]
if (runtime && runtime.source !== 'official') {
  process.stderr.write(`Packaging with Electron ${runtime.version}: for tests, not for release.\n`)
  args.push(`-c.electronDist=${runtime.dist}`, `-c.electronVersion=${runtime.version}`)
  // Without the official download its helpers cannot be fetched either; npm provides 7-Zip.
  const { path7za } = require('7zip-bin')
  chmodSync(path7za, 0o755)
  env['ELECTRON_BUILDER_7ZIP_PATH'] ??= path7za
  if (wanted.length === 0) args.push('--linux', 'dir') // the tools for the rest are not there
}
const program = join(root, 'node_modules/electron-builder/cli.js')
forward(spawn(process.execPath, [program, ...args], { cwd: root, env, stdio: 'inherit' }))
