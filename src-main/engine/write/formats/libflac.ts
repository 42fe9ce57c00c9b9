/**
 * libFLAC's encoder, compiled to WebAssembly by libflacjs, and the little of it that Partwise
 * calls. The glue of libflacjs looks for its files beside itself, by fetch or by require; in a
 * bundle there are none. So it is run as in a bare JavaScript shell, with a function that reads its
 * module.
 */
import { compileFunction } from 'node:vm'
import glue from 'libflacjs/dist/libflac.min.wasm.js?raw'
import moduleUrl from 'libflacjs/dist/libflac.min.wasm.wasm?url&inline'

/** What libFLAC knows of a complete stream. */
export interface FlacStreamInfo {
  readonly min_blocksize: number
  readonly max_blocksize: number
  readonly min_framesize: number
  readonly max_framesize: number
  /** MD5 of the original samples, 32 hexadecimal digits. */
  readonly md5sum: string
}

/** The calls of libFLAC, under its own names; an encoder is a number, 0 for none. */
export interface LibFlac {
  create_libflac_encoder(
    sampleRate: number,
    channels: number,
    bitsPerSample: number,
    compressionLevel: number,
    totalSamples: number,
    verify: boolean
  ): number
  /**
   * `onBytes` gets headers with 0 samples, then frames; it must not throw. @returns 0 on success
   */
  init_encoder_stream(
    encoder: number,
    onBytes: (bytes: Uint8Array, count: number, samples: number) => void,
    onStreamInfo: (info: FlacStreamInfo | undefined) => void
  ): number
  FLAC__stream_encoder_process(
    encoder: number,
    channels: readonly Int32Array[],
    count: number
  ): boolean | 0 | 1
  FLAC__stream_encoder_finish(encoder: number): boolean | 0 | 1
  FLAC__stream_encoder_delete(encoder: number): void
}

/** The exports of the glue. */
type LoadingLibFlac = LibFlac & { isReady(): boolean; onready?: () => void }

let loading: Promise<LibFlac> | null = null

/** libFLAC, once for each thread; takes some 30 ms the first time. */
export function loadLibFlac(): Promise<LibFlac> {
  loading ??= new Promise((resolve) => {
    const bytes = Buffer.from(moduleUrl.slice(moduleUrl.indexOf(',') + 1), 'base64')
    const scope = {
      module: { exports: {} },
      readbuffer: () => bytes,
      // The place where it declares that a file of any name can be read.
      self: { FLAC_SCRIPT_LOCATION: '/' },
      process: undefined,
      window: undefined,
      importScripts: undefined,
      fetch: undefined,
      define: undefined,
      print: undefined,
      printErr: undefined
    }
    const run = compileFunction(glue, Object.keys(scope)) as (...values: unknown[]) => void
    run(...Object.values(scope))
    const library = scope.module.exports as LoadingLibFlac
    if (library.isReady()) resolve(library)
    else library.onready = () => resolve(library)
  })
  return loading
}
