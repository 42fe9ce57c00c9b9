/** `npm start`: installs and builds what is missing, then opens the window. */
import { spawn } from 'node:child_process'
import { homedir, tmpdir } from 'node:os'
import { readdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { hasDisplay } from './display.mjs'
import { forward } from './forward.mjs'
import { makeNewFolder } from './new-folder.mjs'
import { giveUp, setup } from './setup.mjs'

const root = join(import.meta.dirname, '..')
const demo = join(root, 'resources/demo/demo-band.flac')

/** @param {string} text */
const say = (text) => process.stderr.write(`${text}\n`)

async function openWindow() {
  const runtime = await setup({ electron: true })
  if (!runtime) throw new Error('There is no Electron.')
  if (runtime.source === 'fallback') {
    say(`Running on Electron ${runtime.version}, since the current one could not be downloaded.`)
  }
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0
  if (isRoot) say('You are root: Chromium runs without its sandbox (--no-sandbox).')
  const switches = isRoot ? ['--no-sandbox'] : []
  const args = [root, ...switches, ...process.argv.slice(2)]
  forward(spawn(runtime.executable, args, { stdio: 'inherit' }))
}

/** What works without a screen: the same engine on the bundled clip. */
async function runDemo() {
  const named = ['DISPLAY', 'WAYLAND_DISPLAY'].filter((name) => process.env[name])
  const reason =
    named.length > 0
      ? `nothing answers at ${named.join(' or ')}`
      : 'neither DISPLAY nor WAYLAND_DISPLAY is set'
  say(`There is no display (${reason}), so no window can open.`)
  say('The command line takes the demo clip apart instead.')
  await setup()
  const folder = makeNewFolder([join(homedir(), 'Music'), tmpdir()], 'partwise-demo')
  const args = ['separate', demo, '--components', '8', '--out', folder]
  const child = spawn(process.execPath, [join(root, 'out/main/cli.js'), ...args], {
    stdio: 'inherit'
  })
  child.once('close', (code) => {
    if (code === 0) process.stdout.write(`The stems lie in ${folder}\n`)
    else if (readdirSync(folder).length === 0) rmdirSync(folder)
  })
  forward(child)
}

await ((await hasDisplay()) ? openWindow() : runDemo()).catch(giveUp)
