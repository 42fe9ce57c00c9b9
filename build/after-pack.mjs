/** Removes Electron's own start page from the package: the app is all it may load. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/** @param {import('electron-builder').AfterPackContext} context */
export default async function afterPack({ appOutDir }) {
  await rm(join(appOutDir, 'resources/default_app.asar'), { force: true })
}
