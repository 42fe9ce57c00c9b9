/** The files that were opened before, as the empty window lists them. */
import type { ListedFile } from '../../../shared/contract'
import { request } from '../../bridge'

/** Newest first; main keeps them. */
export class RecentList {
  list = $state.raw<readonly ListedFile[]>([])

  /** Asks main for the list, and which of the files still exist. */
  async look(): Promise<void> {
    this.list = (await request('recentFiles', null)) ?? []
  }

  /** Forgets one of them. */
  async forget(path: string): Promise<void> {
    await request('forgetRecentFile', { path })
    await this.look()
  }

  /** Forgets them all. */
  async clear(): Promise<void> {
    await request('clearRecentFiles', null)
    this.list = []
  }
}
