import { test } from '@japa/runner'
import fc from 'fast-check'
import { mapByTurns } from '#promises/map_by_turns'
import { countMembers, jsonExtent } from '#values/json_extent'
import { withoutDatabase } from '#tests/helpers/without_database'

/** Found by walking what was parsed. */
function extentOf(value: unknown): { depth: number; values: number } {
  if (typeof value !== 'object' || value === null) return { depth: 0, values: 1 }
  const members = Object.values(value).map(extentOf)
  return {
    depth: 1 + Math.max(0, ...members.map(({ depth }) => depth)),
    values: 1 + members.reduce((sum, { values }) => sum + values, 0),
  }
}

test.group('How much there is in a JSON text', (group) => {
  withoutDatabase(group)

  test('is measured without parsing it, whatever its strings hold', ({ assert }) => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'grapheme' }), (text) => {
        const { depth, values, members } = jsonExtent(text)
        const actual = extentOf(JSON.parse(text))
        assert.equal(depth, actual.depth)
        assert.equal(members, countMembers(JSON.parse(text)))
        /** Each list and object is counted with the first of its members. */
        assert.isAtLeast(values * 2, actual.values)
        assert.isAtMost(values, actual.values * 2)
      })
    )
  })

  test('knows its largest object', ({ assert }) => {
    for (const [text, largest] of [
      ['[1,2,3]', 0],
      ['{"a":{"b":1,"c":[{}],"d":3},"e":":"}', 3],
      ['[{"a":1},{"a":1,"b":[{"c":1}]}]', 2],
    ] as const)
      assert.equal(jsonExtent(text).largest, largest, text)
  })

  test('tells a name that comes twice', ({ assert }) => {
    for (const [text, repeated] of [
      ['{"a":1,"b":{"a":2}}', 0],
      ['{"a":1,"a":2}', 1],
      ['[{"a":":"},{"a":{"b":[{"c":1,"\\u0063":2}]}}]', 1],
    ] as const)
      assert.equal(jsonExtent(text).members - countMembers(JSON.parse(text)), repeated, text)
  })

  test('of what is not JSON is found, too', ({ assert }) => {
    for (const text of ['', '"', '"\\', '"a\\"', ']]]', '{"a":"'])
      assert.isAtLeast(jsonExtent(text).values, 1)
  })
})

test.group('Work on a long list', (group) => {
  withoutDatabase(group)

  test('lets others have their turns', async ({ assert }) => {
    let turnsOfOthers = 0
    const others = setInterval(() => turnsOfOthers++, 1)
    const busy = () => {
      const end = performance.now() + 10
      while (performance.now() < end);
      return turnsOfOthers
    }
    const seen = await mapByTurns(Array.from({ length: 10 }), busy)
    clearInterval(others)
    assert.lengthOf(seen, 10)
    assert.isAbove(seen.at(-1)!, 1)
  })
})
