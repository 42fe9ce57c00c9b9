/** Calls to main: replies are unwrapped into a value, null for cancelled, or a thrown Failure. */
import type { EventName, Input, Output, Payload, RequestName } from '../shared/contract'
import { unwrapReply } from '../shared/failure'

/** Sends a request to main. @returns null when it was cancelled @throws Failure when it failed */
export async function request<N extends RequestName>(
  name: N,
  input: Input<N>
): Promise<Output<N> | null> {
  return unwrapReply(await window.partwise.request(name, input))
}

/** Subscribes to an event of main; the returned function ends it. */
export function listen<N extends EventName>(
  name: N,
  listener: (payload: Payload<N>) => void
): () => void {
  return window.partwise.on(name, listener)
}

/** Path of a file dropped on the window, '' when it has none. */
export function pathOf(file: File): string {
  return window.partwise.pathOf(file)
}

/**
 * Fetches a media URL's bytes. @throws what fetch throws, and an Error when main has nothing there
 * (any more)
 */
export async function fetchBytes(url: string, signal?: AbortSignal): Promise<ArrayBuffer> {
  const response = await fetch(url, { ...(signal && { signal }) })
  if (response.status !== 200) throw new Error(`${url}: ${response.status}`)
  return response.arrayBuffer()
}

/** The same as floats. */
export async function fetchFloats(url: string): Promise<Float32Array> {
  return new Float32Array(await fetchBytes(url))
}
