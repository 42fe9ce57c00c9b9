import { contract, type EventName, type RequestName } from '../../shared/contract'

/** The channel that a request or an event of the contract travels on. */
export function channelOf(name: RequestName | EventName): string {
  return `partwise:${name}`
}

const namesOf = (kind: 'request' | 'event'): string[] =>
  Object.entries(contract)
    .filter(([, entry]) => entry.kind === kind)
    .map(([name]) => name)

/** Names of all requests of the contract. */
export const requestNames = namesOf('request') as readonly RequestName[]

/** Names of all events of the contract. */
export const eventNames = namesOf('event') as readonly EventName[]

/**
 * The channel by which the preload names files that were dropped. It is no request of the contract:
 * the page cannot send on it.
 */
export const dropChannel = 'partwise-preload:dropped'
