/// <reference types="svelte" />
/// <reference types="vite/client" />
import type { Bridge } from '../shared/contract'

declare global {
  interface Window {
    readonly partwise: Bridge
  }
}
