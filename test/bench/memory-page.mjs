/** What a measurement must take back that Playwright does to the window's memory. */

/** @typedef {import('@playwright/test').Page} Page */

/**
 * Ends Playwright's listening to the page's network. For who listens, Chromium keeps what was
 * fetched, up to 100 MB of it, which looks like a leak of the window; without it no memory is kept.
 * Requests, routes and responses of this page are not told of any more.
 * @param {Page} page
 */
export async function stopKeepingResponses(page) {
  // There is no public door: each session has a listener of its own, and this one is Playwright's.
  const connection = Reflect.get(page, '_connection')
  const session = connection?.toImpl?.(page)?.delegate?._mainFrameSession?._client
  if (!session) throw new Error('this Playwright hides its session of the page elsewhere')
  await session.send('Network.disable')
}
