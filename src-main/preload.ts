/**
 * Puts the contract on `window.partwise`; only names of the contract pass. It also tells main which
 * files were dropped. No other logic.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Bridge } from '../shared/contract'
import { channelOf, dropChannel, eventNames, requestNames } from './requests/channel'
import { versionIn } from './window/version-argument'

const bridge: Bridge = {
  request: (name, input) => {
    if (!requestNames.includes(name)) throw new Error(`no request is named ${name}`)
    return ipcRenderer.invoke(channelOf(name), input) as Promise<never>
  },
  on: (name, listener) => {
    if (!eventNames.includes(name)) throw new Error(`no event is named ${name}`)
    const forward = (_event: unknown, payload: unknown): void => listener(payload as never)
    ipcRenderer.on(channelOf(name), forward)
    return () => void ipcRenderer.off(channelOf(name), forward)
  },
  pathOf: (file) => {
    const path = webUtils.getPathForFile(file as File)
    // The page only gets to know it; that it may be opened is between main and this file.
    if (path !== '') ipcRenderer.send(dropChannel, path)
    return path
  },
  platform: process.platform as Bridge['platform'],
  version: versionIn(process.argv)
}

contextBridge.exposeInMainWorld('partwise', bridge)
