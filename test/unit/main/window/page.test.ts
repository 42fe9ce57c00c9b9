import type { App, BrowserWindow, Session as ElectronSession } from 'electron'
import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { pageUrl } from '../../../../src-main/serving/app-protocol'
import { Page } from '../../../../src-main/window/page'
import { secureContents, secureSession } from '../../../../src-main/serving/security'

interface FakeWindow {
  window: BrowserWindow
  contents: EventEmitter
  done: string[]
}

/** A window that notes what is done to it. */
function fakeWindow(): FakeWindow {
  const done: string[] = []
  const contents = Object.assign(new EventEmitter(), {
    send: (channel: string, payload: unknown) =>
      done.push(`send ${channel} ${JSON.stringify(payload)}`),
    reload: () => done.push('reload')
  })
  const window = {
    webContents: contents,
    loadURL: (url: string) => Promise.resolve(void done.push(`load ${url}`)),
    isDestroyed: () => false,
    destroy: () => done.push('destroy')
  }
  return { window: window as unknown as BrowserWindow, contents, done }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const crash = { reason: 'crashed', exitCode: 11 }

test('files that come before the page wait for it, and those of one turn go together', async () => {
  const { window, contents, done } = fakeWindow()
  const log = { error: () => undefined }
  const askToReload = (): Promise<boolean> => Promise.resolve(true)
  const page = new Page(window, {
    log,
    askToReload,
    onFiles: (paths) => done.push(`given ${paths.join()}`),
    onGone: () => undefined
  })
  await page.load()
  page.openFiles(['/a.wav'])
  page.openFiles(['/b.wav'])
  await nextTurn()
  page.emit('menuCommand', { command: 'play' })
  expect(done).toEqual([`load ${pageUrl}`, 'given /a.wav', 'given /b.wav'])
  contents.emit('did-finish-load')
  page.openFiles(['/c.wav'])
  page.openFiles(['/d.wav', '/e'])
  await nextTurn()
  expect(done.slice(3)).toEqual([
    'send partwise:openRequested {"paths":["/a.wav","/b.wav"]}',
    'given /c.wav',
    'given /d.wav,/e',
    'send partwise:openRequested {"paths":["/c.wav","/d.wav","/e"]}'
  ])
})

test('a page that is gone comes back once and knows that it failed, then asks', async () => {
  const { window, contents, done } = fakeWindow()
  const logged: string[] = []
  const page = new Page(window, {
    log: { error: (what) => logged.push(what) },
    onFiles: () => undefined,
    askToReload: () => Promise.resolve(false),
    onGone: () => done.push('gone')
  })
  contents.emit('did-finish-load')
  expect(page.begin()).toBe(false)
  contents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 })
  expect(done).toEqual([])
  contents.emit('render-process-gone', {}, crash)
  await nextTurn()
  contents.emit('did-finish-load')
  expect(done).toEqual(['gone', 'reload'])
  expect(page.begin()).toBe(true)
  contents.emit('render-process-gone', {}, crash)
  await nextTurn()
  expect(done.at(-1)).toBe('destroy')
  expect(logged).toHaveLength(2)
})

test('contents can neither leave their address nor open windows nor embed pages', () => {
  const app = new EventEmitter()
  secureContents(app as App)
  let openAnswer: unknown = null
  let policy = ''
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: () => unknown) => (openAnswer = handler()),
    setWebRTCIPHandlingPolicy: (given: string) => (policy = given)
  })
  app.emit('web-contents-created', {}, contents)
  expect(openAnswer).toEqual({ action: 'deny' })
  expect(policy).toBe('disable_non_proxied_udp')
  for (const event of [
    'will-navigate',
    'will-frame-navigate',
    'will-redirect',
    'will-attach-webview'
  ]) {
    let isPrevented = false
    contents.emit(event, { preventDefault: () => (isPrevented = true) })
    expect(isPrevented, event).toBe(true)
  }
})

test('the session lets nothing out and grants nothing that was not meant', () => {
  type Handler = (...args: unknown[]) => unknown
  const handlers: Record<string, Handler> = {}
  const keep = (name: string) => (handler: Handler) => (handlers[name] = handler)
  let dictionaries: readonly string[] = ['en-US']
  const session = {
    webRequest: { onBeforeRequest: keep('request') },
    setPermissionCheckHandler: keep('check'),
    setPermissionRequestHandler: keep('ask'),
    setDevicePermissionHandler: keep('device'),
    setSpellCheckerEnabled: () => undefined,
    setSpellCheckerLanguages: (languages: readonly string[]) => (dictionaries = languages),
    on: (event: string, handler: Handler) => (handlers[event] = handler)
  }
  secureSession(session as unknown as ElectronSession, null)
  const isCancelled = (url: string): unknown => {
    let answer: unknown
    handlers['request']?.({ url }, (given: { cancel: boolean }) => (answer = given.cancel))
    return answer
  }
  expect([isCancelled(pageUrl), isCancelled('https://example.com/')]).toEqual([false, true])
  expect(dictionaries).toEqual([])
  let isPrevented = false
  handlers['will-download']?.({ preventDefault: () => (isPrevented = true) })
  expect(isPrevented).toBe(true)
  const details = { requestingUrl: pageUrl, mediaType: 'audio', securityOrigin: pageUrl }
  expect(handlers['check']?.(null, 'media', 'app://bundle', details)).toBe(true)
  expect(handlers['check']?.(null, 'geolocation', 'app://bundle', details)).toBe(false)
  let isGranted: unknown
  const answer = (given: boolean): void => void (isGranted = given)
  handlers['ask']?.(null, 'media', answer, details)
  expect(isGranted).toBe(false)
  expect(handlers['device']?.({})).toBe(false)
})
