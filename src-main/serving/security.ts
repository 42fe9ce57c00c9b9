/**
 * What pages are never allowed to do: leave their address, open windows, reach the network, or get
 * a permission that listening does not need.
 */
import type { App, Session } from 'electron'
import { isOwnUrl } from './app-protocol'

/** Permissions that the audio output needs: to name its devices and to choose one. */
export function isAllowedPermission(
  permission: string,
  url: string,
  mediaType: string | undefined
): boolean {
  if (!isOwnUrl(url)) return false
  return permission === 'speaker-selection' || (permission === 'media' && mediaType === 'audio')
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
  session.setPermissionCheckHandler((_contents, permission: string, origin, details) =>
    isAllowedPermission(permission, details.requestingUrl ?? origin, details.mediaType)
  )
  // A request for `media` would be for the microphone, which nothing here needs.
  session.setPermissionRequestHandler((_contents, permission: string, answer, details) => {
    answer(isAllowedPermission(permission, details.requestingUrl, undefined))
  })
  session.setDevicePermissionHandler(() => false)
  session.setSpellCheckerEnabled(false)
}

/** Denies navigation, new windows and embedded pages to all future web contents. */
export function secureContents(app: App): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-attach-webview', (event) => event.preventDefault())
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
      contents.on(event as 'will-navigate', (details) => details.preventDefault())
    }
  })
}
