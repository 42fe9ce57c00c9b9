/** The page has no way out of its sandbox, and the app asks nobody anything by itself. */
import { createSocket } from 'node:dgram'
import { createServer, type AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { expect, test } from './app'

/** How long something that must not happen is waited for. */
const QUIET_MS = 1500

/** Ports of this machine that count who calls: UDP packets and TCP connections. */
async function listenOnLoopback(): Promise<{
  udp: number
  tcp: number
  heard: () => number
  close: () => void
}> {
  let heard = 0
  const socket = createSocket('udp4', () => {
    heard++
  })
  const server = createServer((caller) => {
    heard++
    caller.destroy()
  })
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    udp: socket.address().port,
    tcp: (server.address() as AddressInfo).port,
    heard: () => heard,
    close: () => {
      socket.close()
      server.close()
    }
  }
}

const waitForPage = (page: Page): Promise<void> =>
  expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible()

test('the page is isolated, has no Node, and cannot navigate, open windows or reach the network', async ({
  app,
  page,
  problems
}) => {
  problems.expect(/Content Security Policy|Refused to|net::ERR|Failed to load|Not allowed/)
  await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible()
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
  expect(
    await page.evaluate(() => ['require', 'process', 'module'].filter((name) => name in window))
  ).toEqual([])
  expect(await page.evaluate(() => window.open('https://example.com') === null)).toBe(true)
  const address = page.url()
  await page.evaluate(() => {
    location.href = 'https://example.com'
  })
  await page.waitForTimeout(300)
  expect(page.url()).toBe(address)
  expect(app.windows()).toHaveLength(1)
  for (const url of [
    'https://example.com',
    'file:///etc/hostname',
    'app://bundle/../package.json'
  ]) {
    const status = await page.evaluate(
      (target) =>
        fetch(target)
          .then((reply) => reply.status)
          .catch(() => 0),
      url
    )
    expect([0, 400, 403, 404], url).toContain(status)
  }
})

test('no peer connection leaves the window: no packet, no connection, no address of this machine', async ({
  page
}) => {
  await waitForPage(page)
  const listener = await listenOnLoopback()
  try {
    const { udp, tcp } = listener
    const candidates = await page.evaluate(
      async ({ udp, tcp, quiet }) => {
        const connection = new RTCPeerConnection({
          iceServers: [
            { urls: `stun:127.0.0.1:${udp}` },
            { urls: `turn:127.0.0.1:${udp}`, username: 'a', credential: 'b' },
            { urls: `turn:127.0.0.1:${tcp}?transport=tcp`, username: 'a', credential: 'b' }
          ]
        })
        const found: string[] = []
        connection.onicecandidate = ({ candidate }) => {
          if (candidate?.candidate) found.push(candidate.candidate)
        }
        connection.createDataChannel('out')
        await connection.setLocalDescription(await connection.createOffer())
        await new Promise((done) => setTimeout(done, quiet))
        connection.close()
        return found
      },
      { udp, tcp, quiet: QUIET_MS }
    )
    expect([candidates, listener.heard()]).toEqual([[], 0])
  } finally {
    listener.close()
  }
})

test('no name of a host is asked for: not by a page, not by Chromium itself', async ({
  app,
  page
}) => {
  await waitForPage(page)
  await page.evaluate(() => {
    const link = document.createElement('link')
    link.rel = 'dns-prefetch'
    link.href = '//secret.example.test'
    document.head.append(link)
  })
  // Even a name that every machine knows leads nowhere, so nothing is ever asked of a resolver.
  const resolve = (name: string): Promise<string> =>
    app.evaluate(
      ({ session }, host) =>
        session.defaultSession.resolveHost(host).then(
          ({ endpoints }) => JSON.stringify(endpoints),
          (thrown: unknown) => String(thrown)
        ),
      name
    )
  for (const name of ['localhost', 'redirector.gvt1.com', 'secret.example.test']) {
    expect(await resolve(name), name).toContain('ERR_NAME_NOT_RESOLVED')
  }
})

test('no dictionary is fetched for a spelling checker that is off', async ({ app, page }) => {
  await waitForPage(page)
  const spelling = await app.evaluate(({ session }) => ({
    languages: session.defaultSession.getSpellCheckerLanguages(),
    isOn: session.defaultSession.isSpellCheckerEnabled()
  }))
  expect(spelling).toEqual({ languages: [], isOn: false })
})

test('nothing is downloaded, not even what the page itself has made', async ({ app, page }) => {
  await waitForPage(page)
  await app.evaluate(({ session }) => {
    const seen: boolean[] = []
    Object.assign(globalThis, { downloads: seen })
    session.defaultSession.on('will-download', (event) => void seen.push(event.defaultPrevented))
  })
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob(['all samples']))
    link.download = 'samples.bin'
    link.click()
  })
  const seen = (): Promise<boolean[]> =>
    app.evaluate(() => (globalThis as unknown as { downloads: boolean[] }).downloads)
  await expect.poll(seen).toEqual([true])
})

test('the microphone is refused and said to be, while outputs have their names', async ({
  launch
}) => {
  const { app, page } = await launch(['--use-fake-device-for-media-stream'])
  await waitForPage(page)
  const services = (): Promise<string> =>
    app.evaluate(({ app: electronApp }) => JSON.stringify(electronApp.getAppMetrics()))
  // Cameras are looked for by a process of its own.
  expect(await services()).not.toContain('video_capture')
  const answer = await page.evaluate(async () => {
    const { state } = await navigator.permissions.query({ name: 'microphone' })
    const asked = await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'granted',
      (thrown: unknown) => (thrown as Error).name
    )
    const devices = await navigator.mediaDevices.enumerateDevices()
    const named = devices.filter(({ kind, label }) => kind === 'audiooutput' && label !== '')
    return { state, asked, hasNames: named.length > 0 }
  })
  expect(answer).toEqual({ state: 'denied', asked: 'NotAllowedError', hasNames: true })
})
