/** The engine as the rest of main sees it: a client that is created with the first call. */
import type {
  EngineCall,
  EngineInput,
  EngineOutput,
  EngineProgress
} from '../engine/engine-protocol'

/** Calls the engine; null when cancelled. */
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
  /** Starts a number of workers for the first calls, while nobody waits for them. */
  warmUp(count?: number): void
  dispose(): Promise<void> | void
}

/**
 * An engine that `create` makes at the first call or when it is to warm up, so that compiling
 * kernels does not delay the window. Disposing of an unused one does nothing.
 */
export function lazyEngine(create: () => DisposableEngine): DisposableEngine {
  let engine: DisposableEngine | null = null
  return {
    call: (name, input, options) => (engine ??= create()).call(name, input, options),
    warmUp: (count) => (engine ??= create()).warmUp(count),
    dispose: () => engine?.dispose()
  }
}
