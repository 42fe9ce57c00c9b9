/** Undoes what Playwright does to the window's memory, for measurements. */

/** @typedef {import('@playwright/test').Page} Page */

/**
 * Ends Playwright's network events of the page. While somebody listens, Chromium keeps what was
 * fetched, up to 100 MB, which looks like a leak of the window; otherwise it keeps nothing.
 * Requests, routes and responses of this page are no longer reported.
 * @param {Page} page
 */
export async function stopKeepingResponses(page) {
  // There is no public way: each session has its own listener, and this one is Playwright's.
  const connection = Reflect.get(page, '_connection')
  const session = connection?.toImpl?.(page)?.delegate?._mainFrameSession?._client
  if (!session) throw new Error('this Playwright hides its session of the page elsewhere')
  await session.send('Network.disable')
}
