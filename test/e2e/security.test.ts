/** The page has no way out of its sandbox. */
import { expect, test } from './app'

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
