/**
 * The app:// scheme: the page's files and the large data of bulk.ts, on one host. Only GET, only
 * host `bundle`, and no path leads out of the folder.
 */
import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { isMediaPath } from './media-path'
import { securityHeaders } from './response-headers'

/** The scheme and its privileges, to be registered before the app is ready. */
export const appScheme = {
  scheme: 'app',
  privileges: {
    standard: true,
    secure: true,
    supportFetchAPI: true,
    stream: true,
    corsEnabled: false
  }
}

/** Address of the page. */
export const pageUrl = 'app://bundle/index.html'

/** True for addresses of our own scheme and host. */
export function isOwnUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host } = new URL(url)
  return protocol === 'app:' && host === 'bundle'
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav'
}

interface AppProtocolOptions {
  /** Folder of the built page. */
  readonly folder: string
  readonly serveMedia: (pathname: string) => Promise<Response>
  /**
   * Address of Vite's server while developing: the page comes from there, by way of this scheme.
   */
  readonly developmentServer: string | null
}

/** The handler of the scheme. */
export function createAppProtocol(
  options: AppProtocolOptions
): (request: Request) => Promise<Response> {
  const { developmentServer } = options
  const headers = Object.entries(securityHeaders(developmentServer !== null))
  return async ({ method, url }) => {
    const response = await answer(method, url, options)
    for (const [name, value] of headers) response.headers.set(name, value)
    return response
  }
}

async function answer(
  method: string,
  url: string,
  { folder, serveMedia, developmentServer }: AppProtocolOptions
): Promise<Response> {
  if (method !== 'GET') return new Response(null, { status: 405, headers: { Allow: 'GET' } })
  if (!isOwnUrl(url)) return new Response(null, { status: 404 })
  const { pathname, search } = new URL(url)
  if (isMediaPath(pathname)) return serveMedia(pathname)
  if (developmentServer !== null) return fetchFrom(developmentServer, pathname + search)
  return serveFile(folder, pathname)
}

/** Headers of a fetched response cannot be changed, so a new one is made. */
async function fetchFrom(server: string, path: string): Promise<Response> {
  const { body, status, headers } = await fetch(new URL(path, server))
  const type = headers.get('Content-Type') ?? 'application/octet-stream'
  return new Response(body, { status, headers: { 'Content-Type': type } })
}

async function serveFile(folder: string, pathname: string): Promise<Response> {
  const path = filePath(folder, pathname)
  if (path === null) return new Response(null, { status: 400 })
  try {
    const type = contentTypes[extname(path)] ?? 'application/octet-stream'
    const bytes = new Uint8Array(await readFile(path))
    return new Response(bytes, { headers: { 'Content-Type': type } })
  } catch {
    return new Response(null, { status: 404 })
  }
}

/** The file that a URL's path names; null when the path is malformed or leads outside `folder`. */
export function filePath(folder: string, pathname: string): string | null {
  let name: string
  try {
    name = decodeURIComponent(pathname)
  } catch {
    return null
  }
  // None of our file names has a backslash, colon or NUL, which have a meaning on some system.
  if (/[\\:\0]/.test(name)) return null
  const path = join(folder, name)
  return path.startsWith(folder + sep) ? path : null
}
