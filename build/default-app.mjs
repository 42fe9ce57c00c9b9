// The default app of the fallback runtime: it does what the official one does for `electron
// <folder>`. The top-level await holds `ready` back until the app's main is loaded.
import { app } from 'electron'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const args = process.argv.slice(1)
const preloads = []
let target = ''
while (args.length > 0 && !target) {
  const arg = args.shift() ?? ''
  if (arg === '-r' || arg === '--require') preloads.push(args.shift() ?? '')
  else if (!arg.startsWith('-')) target = arg
  else if (arg === '--version') {
    console.log(`v${process.versions['electron']}`)
    process.exit(0)
  }
}
if (!target) {
  console.error('Name the folder of the app to start.')
  process.exit(1)
}

const require = createRequire(import.meta.url)
for (const file of preloads) require(path.resolve(file)) // Playwright's loader

let entry = path.resolve(target)
if (fs.statSync(entry).isDirectory()) {
  const meta = JSON.parse(fs.readFileSync(path.join(entry, 'package.json'), 'utf8'))
  const own = /** @type {any} */ (app) // two of its methods are not public
  app.setName(meta.productName ?? meta.name)
  own.setVersion(meta.version)
  if (!app.commandLine.hasSwitch('user-data-dir')) {
    app.setPath('userData', path.join(app.getPath('appData'), app.getName()))
  }
  app.setDesktopName(meta.desktopName ?? `${app.getName()}.desktop`)
  own.setAppPath(entry)
  entry = path.join(entry, meta.main ?? 'index.js')
}
Object.assign(process, { defaultApp: true })
await import(pathToFileURL(entry).href)
