import { lookup, type LookupAddress } from 'node:dns'
import { promisify } from 'node:util'
import { test } from '@japa/runner'
import { lookupApart } from '#guarded_http/lookup_apart'
import { withoutDatabase } from '#tests/helpers/without_database'

const NEVER = new AbortController().signal

function resolve(host: string, { signal = NEVER, family = 0 } = {}) {
  return new Promise<{ code?: string; addresses: LookupAddress[] }>((done) => {
    lookupApart(signal)(host, { all: true, family }, (error, addresses) =>
      done({ code: error?.code, addresses })
    )
  })
}

test.group('Looking up a name apart', (group) => {
  withoutDatabase(group)

  test('finds what the system finds', async ({ assert }) => {
    const found = await promisify(lookup)('localhost', { all: true })
    assert.deepEqual(await resolve('localhost'), { code: undefined, addresses: found })
    const { addresses } = await resolve('localhost', { family: 4 })
    assert.deepEqual(addresses, [{ address: '127.0.0.1', family: 4 }])
  })

  test('says that there is no such name', async ({ assert }) => {
    const { code, addresses } = await resolve('nothing.invalid')
    assert.oneOf(code, ['ENOTFOUND', 'EAI_AGAIN'])
    assert.isEmpty(addresses)
  })

  for (const host of ['--eval=process.exit()', '-h', "');process.exit();('"])
    test(`takes ${host} for a name`, async ({ assert }) => {
      const { code, addresses } = await resolve(host)
      assert.match(code!, /^E(?:NOTFOUND|AI_AGAIN|AI_\w+)$/)
      assert.isEmpty(addresses)
    })

  test('ends at once when it is told to', async ({ assert }) => {
    const ending = new AbortController()
    const found = resolve('localhost', { signal: ending.signal })
    ending.abort()
    assert.equal((await found).code, 'ABORT_ERR')
  })
})
