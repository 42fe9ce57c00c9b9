import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { expect, test } from 'vitest'
import { filePath, isOwnUrl, pageUrl } from '../../../../src-main/serving/app-protocol'
import { isTrusted } from '../../../../src-main/requests/ipc'
import { contentSecurityPolicy } from '../../../../src-main/serving/response-headers'
import { isAllowedPermission, isAllowedUrl } from '../../../../src-main/serving/security'

const frame = { url: pageUrl, parent: null }

test('only the main frame of our page in our window is trusted', () => {
  expect(isTrusted({ sender: { id: 3 }, senderFrame: frame }, 3)).toBe(true)
  expect(isTrusted({ sender: { id: 4 }, senderFrame: frame }, 3)).toBe(false)
  expect(isTrusted({ sender: { id: 3 }, senderFrame: frame }, null)).toBe(false)
  expect(isTrusted({ sender: { id: 3 }, senderFrame: null }, 3)).toBe(false)
  expect(isTrusted({ sender: { id: 3 }, senderFrame: { ...frame, parent: frame } }, 3)).toBe(false)
})

test.each([
  'https://bundle/index.html',
  'file:///bundle/index.html',
  'app://bundle.evil/',
  'app://evil/',
  'about:blank',
  'data:text/html,app://bundle/',
  '',
  'app:bundle',
  'blob:app://bundle/1'
])('%j is not our page', (url) => {
  expect(isOwnUrl(url)).toBe(false)
  expect(isTrusted({ sender: { id: 3 }, senderFrame: { ...frame, url } }, 3)).toBe(false)
})

test('nothing but our own scheme may be fetched', () => {
  expect(isAllowedUrl('app://bundle/index.html', null)).toBe(true)
  for (const url of ['https://example.com/', 'http://localhost:5173/', 'ws://a/', 'file:///a']) {
    expect(isAllowedUrl(url, null), url).toBe(false)
  }
  expect(isAllowedUrl('ws://localhost:5173/', 'http://localhost:5173')).toBe(true)
  expect(isAllowedUrl('http://localhost:80/', 'http://localhost:5173')).toBe(false)
})

test('of all permissions only those of the audio output are granted, and only to us', () => {
  const names = { url: pageUrl, mediaType: 'audio', securityOrigin: pageUrl }
  expect(isAllowedPermission('speaker-selection', { url: pageUrl })).toBe(true)
  expect(isAllowedPermission('media', names)).toBe(true)
  expect(isAllowedPermission('media', { ...names, mediaType: 'video' })).toBe(false)
  expect(isAllowedPermission('media', { ...names, mediaType: undefined })).toBe(false)
  expect(isAllowedPermission('media', { ...names, url: 'https://example.com/' })).toBe(false)
  fc.assert(
    fc.property(fc.string(), (permission) => {
      fc.pre(permission !== 'speaker-selection' && permission !== 'media')
      return !isAllowedPermission(permission, names)
    })
  )
})

test('a page that asks for the microphone is told that it may not use it', () => {
  expect(isAllowedPermission('media', { url: pageUrl, mediaType: 'audio' })).toBe(false)
})

test('no path leads out of the folder', () => {
  const folder = join(sep, 'app', 'out', 'renderer')
  const part = fc.oneof(
    fc.constantFrom('..', '%2e%2e', '%2E%2E%2F', '%2F', '%5C..%5C', '..%00', '%', 'C:', '\\', ''),
    fc.string()
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const path = filePath(folder, `/${parts.join('/')}`)
      if (path !== null) expect(path.startsWith(folder + sep)).toBe(true)
    }),
    { numRuns: 1000 }
  )
  expect(filePath(folder, '/assets/a%20b.js')).toBe(join(folder, 'assets', 'a b.js'))
  expect(filePath(folder, '/../renderer-other/a.js')).toBeNull()
})

test('the policy allows no inline or remote script', () => {
  const policy = contentSecurityPolicy(false)
  expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';")
  expect(policy).not.toMatch(/http|ws:|\*|blob:|'unsafe-eval'/)
})

test('the decoder of MP3 lies beside the packed app, where it may be replaced', () => {
  const packaging = readFileSync('build/package.yml', 'utf8')
  expect(packaging).toContain("asarUnpack: ['out/main/decode-mp3-*.js']")
})
