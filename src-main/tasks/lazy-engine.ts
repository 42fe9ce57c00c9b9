/** The engine as the rest of main sees it: a client that comes into being with the first call. */
import type {
  EngineCall,
  EngineInput,
  EngineOutput,
  EngineProgress
} from '../engine/engine-protocol'

/** Calls of the engine; null when cancelled. */
export interface Engine {
  call<N extends EngineCall>(
    name: N,
    input: EngineInput<N>,
    options?: {
      readonly onProgress?: (progress: EngineProgress<N>) => void
      readonly signal?: AbortSignal
    }
  ): Promise<EngineOutput<N> | null>
}

/** An engine that can be ended. */
export interface DisposableEngine extends Engine {
  /** Starts so many workers for the first calls, while nobody waits for them. */
  warmUp(count?: number): void
  dispose(): Promise<void> | void
}

/**
 * An engine that `create` makes at the first call or when it is to warm up, so that compiling
 * kernels does not hold up the start of the window. Disposing of one that was never used does
 * nothing.
 */
export function lazyEngine(create: () => DisposableEngine): DisposableEngine {
  let engine: DisposableEngine | null = null
  return {
    call: (name, input, options) => (engine ??= create()).call(name, input, options),
    warmUp: (count) => (engine ??= create()).warmUp(count),
    dispose: () => engine?.dispose()
  }
}
