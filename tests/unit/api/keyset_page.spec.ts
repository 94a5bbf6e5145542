import { test } from '@japa/runner'
import vine from '@vinejs/vine'
import fc from 'fast-check'
import { keysetPage, pageAnswer, pageFields, PAGE_SIZE } from '#app/api/keyset_page'

const validator = vine.create({ ...pageFields })

async function faultsOf(query: object): Promise<string[]> {
  const [error] = await validator.tryValidate(query)
  return error ? error.messages.map(({ field, rule }: any) => `${field}: ${rule}`) : []
}

/** What a statement would answer: the rows after the given id. */
function rowsAfter(ids: number[], { after, take }: { after: number | null; take: number }) {
  return ids
    .filter((id) => after === null || id > after)
    .slice(0, take)
    .map((id) => ({ id }))
}

test.group('A page of a list', () => {
  test('shows every row once, whatever the page size', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 999_999 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 200 }),
        async (unsorted, limit) => {
          const ids = unsorted.toSorted((a, b) => a - b)
          const seen: number[] = []
          let cursor: string | undefined
          do {
            const query = await validator.validate({ cursor, limit: String(limit) })
            const page = keysetPage(query)
            const { data, meta } = pageAnswer(rowsAfter(ids, page), page, ({ id }) => id)
            assert.isAtMost(data.length, limit)
            seen.push(...data)
            cursor = meta.next_cursor ?? undefined
          } while (cursor)
          assert.deepEqual(seen, ids)
        }
      )
    )
  })

  test('has 50 rows unless asked otherwise, and 200 at most', async ({ assert }) => {
    assert.deepEqual(keysetPage({}), { after: null, take: PAGE_SIZE + 1 })
    assert.isEmpty(await faultsOf({ limit: '200' }))
    for (const limit of ['201', '0', '-1', '1.5', 'many'])
      assert.lengthOf(await faultsOf({ limit }), 1, limit)
  })

  test('refuses a cursor that it did not give', async ({ assert }) => {
    const encoded = (text: string) => Buffer.from(text).toString('base64url')
    const wrong = ['', 'x', '7', encoded('7x'), encoded('v1:'), encoded('v1:-1'), encoded('v1:1e3')]
    for (const cursor of [...wrong, encoded('v1:9999999999999999'), encoded('2:7'), ['x'], {}]) {
      const faults = await faultsOf({ cursor })
      assert.lengthOf(faults, 1, JSON.stringify(cursor))
      assert.match(faults[0], /^cursor: /)
    }
  })
})
