/**
 * Vitest's environment for unit tests: plain Node without a DOM, modules compiled for the window.
 */
export default {
  name: 'runes',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => undefined })
}
