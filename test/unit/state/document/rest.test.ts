import { describe, expect, test } from 'vitest'
import { defaultSettings, type SeparationSettings } from '../../../../shared/settings'
import type { LoadedSeparation } from '../../../../src-renderer/state/document/loaded-separation'
import { Mixer } from '../../../../src-renderer/state/document/mixer.svelte'
import { REST_ID } from '../../../../src-renderer/state/document/rows'
import { rowDescription } from '../../../../src-renderer/state/seeing/row-face'
import { restText } from '../../../../src-renderer/words/words'
import { factsOf } from '../../../support/some-arrangement'

/** A mixer of two components that were separated with some settings. */
function separated(change: Partial<SeparationSettings> = {}): Mixer {
  const mixer = new Mixer()
  mixer.adopt({
    result: { generation: 1, components: [factsOf(0), factsOf(1)] },
    factorization: { settings: { ...defaultSettings(44_100), ...change } }
  } as unknown as LoadedSeparation)
  return mixer
}

const range = { fromSample: 44_100, toSample: 88_200 }
const restOf = (mixer: Mixer) => mixer.rows.find(({ id }) => id === REST_ID)

describe('Rest', () => {
  test('has no row while the stems are all there is', () => {
    expect(restOf(separated())).toBeUndefined()
  })

  test('has a row with what lies around a separated range, which is heard there', () => {
    const mixer = separated({ range })
    const rest = restOf(mixer)
    expect(rest && rowDescription(rest)).toBe('all that lies outside the separated range')
    expect(mixer.heardIds.has(REST_ID)).toBe(true)
  })

  test('has a row with what direct stems leave over', () => {
    const rest = restOf(separated({ mask: 'direct' }))
    expect(rest && rowDescription(rest)).toBe('what the direct stems leave over')
  })

  test('can be muted, played alone and heard again without any component in it', () => {
    const mixer = separated({ range })
    mixer.toggleMute(REST_ID)
    expect(mixer.gains.rest).toBe(0)
    expect(mixer.heardIds.has(REST_ID)).toBe(false)
    mixer.only(REST_ID)
    expect(mixer.gains.rest).toBe(1)
    expect([...mixer.gains.left]).toEqual([0, 0])
  })

  test('says everything it is made of', () => {
    expect(restText(1, [])).toBe('1 component moved out of the stems')
    expect(restText(3, ['outside', 'leftover'])).toBe(
      '3 components moved out of the stems, all that lies outside the separated range and what the direct stems leave over'
    )
  })
})
