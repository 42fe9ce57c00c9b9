/** Where the app keeps its data, and what lies there for app and command line alike. */
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** The app's name, which is also that of its folder. */
const NAME = 'Partwise'

/** Lists of folders in the making (staging-list.ts), absolute. */
export interface StagingLists {
  /** Of the app, which runs once at a time. */
  readonly app: string
  readonly commandLine: string
}

/** The app's own folder, as Electron chooses it; for programs without Electron. Absolute. */
export function profileFolder(
  platform: NodeJS.Platform = process.platform,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  home: string = homedir()
): string {
  const given = environment[platform === 'win32' ? 'APPDATA' : 'XDG_CONFIG_HOME'] ?? ''
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', NAME)
  if (isAbsolute(given)) return join(given, NAME)
  return join(home, platform === 'win32' ? 'AppData/Roaming' : '.config', NAME)
}

/** The lists in an app's folder. */
export function stagingListsIn(profile: string): StagingLists {
  return { app: join(profile, 'staging'), commandLine: join(profile, 'staging-command-line') }
}
