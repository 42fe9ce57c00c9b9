import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { displayPlaces, hasDisplay } from '../../../build/display.mjs'

test('a display is asked where it would listen', () => {
  expect(displayPlaces({})).toEqual([])
  expect(displayPlaces({ DISPLAY: '' })).toEqual([])
  expect(displayPlaces({ DISPLAY: ':7.0' })).toEqual([
    { path: '\0/tmp/.X11-unix/X7' },
    { path: '/tmp/.X11-unix/X7' }
  ])
  expect(displayPlaces({ DISPLAY: 'unix:7' })).toEqual(displayPlaces({ DISPLAY: ':7' }))
  expect(displayPlaces({ DISPLAY: 'localhost:10.0' })).toEqual([{ host: 'localhost', port: 6010 }])
  const wayland = { WAYLAND_DISPLAY: 'wayland-1', XDG_RUNTIME_DIR: '/run/user/7' }
  expect(displayPlaces(wayland)).toEqual([{ path: '/run/user/7/wayland-1' }])
  expect(displayPlaces({ WAYLAND_DISPLAY: '/run/w' })).toEqual([{ path: '/run/w' }])
})

test.runIf(process.platform === 'linux')(
  'a name is no display until something answers',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'partwise-display-'))
    const env = { WAYLAND_DISPLAY: 'wayland-0', XDG_RUNTIME_DIR: folder }
    expect(await hasDisplay(env)).toBe(false)
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(folder, 'wayland-0'), resolve))
    try {
      expect(await hasDisplay(env)).toBe(true)
    } finally {
      server.close()
      rmSync(folder, { recursive: true })
    }
  }
)
