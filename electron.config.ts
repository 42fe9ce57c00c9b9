import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'

// What the app must run on: the Electron in package.json, and the Electron 33 that
// build/runtime.mjs falls back to. electron-vite would guess newer targets from the package
// version.
const nodeTarget = 'node20.18'
const chromeTarget = 'chrome130'

const at = (path: string): string => resolve(import.meta.dirname, path)

export default defineConfig({
  main: {
    resolve: { alias: { 'codec-parser': at('src-main/engine/decode/ogg/no-codec-parser.ts') } },
    build: {
      target: nodeTarget,
      outDir: at('out/main'),
      externalizeDeps: false, // the packaged app has no node_modules
      sourcemap: true,
      rolldownOptions: {
        input: {
          main: at('src-main/main.ts'),
          cli: at('src-main/cli.ts'),
          'engine.worker': at('src-main/engine/engine.worker.ts'),
          'stem.worker': at('src-main/engine/write/threads/stem.worker.ts'),
          'team.worker': at('src-main/engine/team.worker.ts')
        },
        // Chunks lie beside the entries, so `new URL('./engine.worker.js', import.meta.url)` holds
        // in each.
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js'
        }
      }
    }
  },
  preload: {
    build: {
      target: nodeTarget,
      outDir: at('out/preload'),
      externalizeDeps: false, // a sandboxed preload is one CommonJS file
      rolldownOptions: {
        input: { preload: at('src-main/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false }
      }
    }
  },
  renderer: {
    root: at('src-renderer'),
    plugins: [svelte({ configFile: at('svelte.config.js') })],
    build: {
      target: chromeTarget,
      outDir: at('out/renderer'),
      emptyOutDir: true,
      sourcemap: true,
      rolldownOptions: {
        input: at('src-renderer/index.html'),
        checks: { bundlerTimings: false } // no fault, and a first build is always slow
      }
    },
    server: {
      // SharedArrayBuffer needs an isolated page, in development too.
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp'
      }
    }
  }
})
