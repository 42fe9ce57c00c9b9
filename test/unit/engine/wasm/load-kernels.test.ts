import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { canCompile, type WasmRuntime } from '../../../../src-main/engine/wasm/load-kernels'
import { kernelModule } from '../../../support/kernels'

const relaxed = readFileSync(
  join(import.meta.dirname, '../../../../out/kernels/kernels-relaxed.wasm')
)

/** A runtime that compiles relaxed SIMD at once, after the switch, or never. */
function runtime(
  v8: string,
  compiles: 'at once' | 'switched' | 'never'
): {
  runtime: WasmRuntime
  flags: string[]
} {
  const flags: string[] = []
  const validate = (): boolean =>
    compiles === 'at once' || (compiles === 'switched' && flags.length > 0)
  return { runtime: { v8, validate, setFlag: (flag) => flags.push(flag) }, flags }
}

test.each(['11.8.172.13', '12.4.254.21-node.57', '13.0.245.18-electron.0', '14.6.202.34-node.40'])(
  'a runtime that has relaxed SIMD is given no switch, V8 %s',
  (v8) => {
    const { runtime: own, flags } = runtime(v8, 'at once')
    expect(canCompile(relaxed, own)).toBe(true)
    expect(flags).toEqual([])
  }
)

test('Node 20 is given its switch, and then asked again', () => {
  const { runtime: own, flags } = runtime('11.3.244.8-node.38', 'switched')
  expect(canCompile(relaxed, own)).toBe(true)
  expect(flags).toEqual(['--experimental-wasm-relaxed-simd'])
  expect(canCompile(relaxed, runtime('11.3.244.8-node.38', 'never').runtime)).toBe(false)
})

test.each(['10.2.154.26-node.39', '12.4.254.21', '15.1.0', '110.0.0'])(
  'a switch that the runtime does not know is never set, V8 %s',
  (v8) => {
    const { runtime: own, flags } = runtime(v8, 'never')
    expect(canCompile(relaxed, own)).toBe(false)
    expect(flags).toEqual([])
  }
)

test('the tests themselves run the kernels with relaxed SIMD', () => {
  expect(kernelModule).toBeInstanceOf(WebAssembly.Module)
  expect(WebAssembly.validate(relaxed)).toBe(true)
})
