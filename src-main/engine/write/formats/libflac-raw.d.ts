/**
 * The files of libflacjs as the bundler puts them into ours: its glue as text, its module as a data
 * URL.
 */
declare module 'libflacjs/dist/libflac.min.wasm.js?raw' {
  const source: string
  export default source
}
declare module 'libflacjs/dist/libflac.min.wasm.wasm?url&inline' {
  const url: string
  export default url
}
