import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const second = 1000

/** One project per folder of `test/`, each with the time its tests may take. */
function project(name: string, testTimeout: number): TestProjectInlineConfiguration {
  const include = [`test/${name}/**/*.test.ts`]
  return { extends: true, test: { name, include, testTimeout, hookTimeout: testTimeout } }
}

/** Unit tests see Svelte as the window does: compiled on a server, runes have no effects. */
function unitProject(): TestProjectInlineConfiguration {
  const { test, ...rest } = project('unit', 30 * second)
  return {
    ...rest,
    resolve: { conditions: ['browser', 'module', 'development|production'] },
    test: { ...test, environment: './build/rune-environment.mjs' }
  }
}

export default defineConfig({
  plugins: [svelte({ configFile: './svelte.config.js' })],
  test: {
    pool: 'forks',
    projects: [
      unitProject(),
      project('integration', 120 * second),
      project('interop', 120 * second),
      project('soak', 30 * 60 * second),
      project('fuzz', 30 * 60 * second)
    ]
  }
})
