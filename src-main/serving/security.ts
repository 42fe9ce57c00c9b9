/**
 * What pages are never allowed to do: leave their address, open windows, reach the network, or get
 * a permission that listening does not need.
 */
import type { App, Session } from 'electron'
import { isOwnUrl } from './app-protocol'

/** What is known of a permission that a page asks about. */
export interface AskedPermission {
  /** Address of the page. */
  readonly url: string
  /** For `media`: `audio` or `video`. */
  readonly mediaType?: string | undefined
  /** The page's origin, only set when Chromium is about to hand out the names of devices. */
  readonly securityOrigin?: string | undefined
}

/**
 * Permissions that the audio output needs: to name its devices and to choose one. Chromium checks
 * `media` for the names of all devices, but also when a page asks whether it may use the
 * microphone, which it may not.
 */
export function isAllowedPermission(
  permission: string,
  { url, mediaType, securityOrigin }: AskedPermission
): boolean {
  if (!isOwnUrl(url)) return false
  if (permission === 'speaker-selection') return true
  return permission === 'media' && mediaType === 'audio' && securityOrigin !== undefined
}

/** True for addresses that may be fetched; `developmentServer` is Vite's, while developing. */
export function isAllowedUrl(url: string, developmentServer: string | null): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host } = new URL(url)
  if (['app:', 'blob:', 'data:', 'devtools:'].includes(protocol)) return true
  return developmentServer !== null && host === new URL(developmentServer).host
}

/** Blocks what is allowed by default, for the only session. */
export function secureSession(session: Session, developmentServer: string | null): void {
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !isAllowedUrl(url, developmentServer) })
  })
  session.setPermissionCheckHandler((_contents, permission: string, origin, details) => {
    const { mediaType, securityOrigin } = details
    const url = details.requestingUrl ?? origin
    return isAllowedPermission(permission, { url, mediaType, securityOrigin })
  })
  // A request for `media` would be for the microphone, which nothing here needs.
  session.setPermissionRequestHandler((_contents, permission: string, answer, details) => {
    answer(isAllowedPermission(permission, { url: details.requestingUrl }))
  })
  session.setDevicePermissionHandler(() => false)
  session.setSpellCheckerEnabled(false)
  // Chromium fetches a dictionary for each of these languages even while the checker is off.
  session.setSpellCheckerLanguages([])
  session.on('will-download', (event) => event.preventDefault())
}

/**
 * Makes Chromium resolve no name of any host, so that neither a page nor Chromium itself asks
 * anybody for one. Only before the app is ready, and not where a development server is needed.
 */
export function resolveNoHosts({ commandLine }: Pick<App, 'commandLine'>): void {
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
}

/**
 * Denies navigation, new windows, embedded pages and peer connections to all future web contents.
 */
export function secureContents(app: App): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    // Otherwise a peer connection sends packets that no request handler sees.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
    contents.on('will-attach-webview', (event) => event.preventDefault())
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
      contents.on(event as 'will-navigate', (details) => details.preventDefault())
    }
  })
}
