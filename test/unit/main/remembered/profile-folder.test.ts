import { join } from 'node:path'
import { expect, test } from 'vitest'
import { profileFolder } from '../../../../src-main/remembered/profile-folder'

test('the command line finds the folder of the app where the system keeps such folders', () => {
  expect(profileFolder('linux', {}, '/home/ann')).toBe('/home/ann/.config/Partwise')
  expect(profileFolder('linux', { XDG_CONFIG_HOME: '/x' }, '/home/ann')).toBe('/x/Partwise')
  expect(profileFolder('linux', { XDG_CONFIG_HOME: 'x' }, '/a')).toBe('/a/.config/Partwise')
  const support = '/Users/ann/Library/Application Support/Partwise'
  expect(profileFolder('darwin', { XDG_CONFIG_HOME: '/x' }, '/Users/ann')).toBe(support)
  expect(profileFolder('win32', { APPDATA: '/roaming' }, '/ann')).toBe(join('/roaming', 'Partwise'))
})
