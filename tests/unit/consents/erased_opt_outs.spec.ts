import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { ErasedOptOuts } from '#consents/erased_opt_outs'
import { findOtherKeys } from '#consents/find_other_keys'
import { HashKeyMissing } from '#consents/hash_key_missing'
import { KnownKeys } from '#consents/known_keys'
import { PhoneHash } from '#consents/phone_hash'
import SmsConsent from '#models/sms_consent'
import { listeningClient, planOf } from '#tests/helpers/query_plans'
import { withCleanDatabase } from '#tests/helpers/database'

const NO = '+237677000001'
const YES = '+237677000002'
const SILENT = '+237677000003'
const clock = new FrozenClock('2026-03-10T09:00:00Z')

function erasedWith(...keys: [string, ...string[]]): ErasedOptOuts {
  const hash = new PhoneHash(keys)
  return new ErasedOptOuts(clock, hash, new KnownKeys(hash))
}

async function twoConsents() {
  const updatedAt = DateTime.fromISO('2026-03-01T10:00:00Z', { zone: 'utc' })
  await SmsConsent.createMany([
    { phoneNumber: NO, status: 'opted_out', source: 'reply', updatedAt },
    { phoneNumber: YES, status: 'opted_in', source: 'import', updatedAt },
  ])
}

const keep = (erased: ErasedOptOuts, phones: string[]) =>
  db.transaction((trx) => erased.keep(trx, phones))

test.group('A refusal and the erasure of its person', (group) => {
  withCleanDatabase(group)

  test('only who said no is remembered, and not by the number', async ({ assert }) => {
    await twoConsents()
    const erased = erasedWith('a key')
    assert.deepEqual(await keep(erased, [NO, YES, SILENT]), {
      consents: 2,
      history: 0,
      optOuts: 1,
    })
    assert.deepEqual(await erased.among(db.connection(), [NO, YES, SILENT]), new Set([NO]))
    assert.isEmpty(await SmsConsent.all())
    const [row, ...others] = await db.from('erased_opt_outs')
    assert.isEmpty(others)
    assert.match(row.phone_hash, /^[0-9a-f]{64}$/)
    assert.equal(row.source, 'reply')
    assert.notInclude(JSON.stringify(row), NO.slice(1))
  })

  test('leaves other numbers alone, and is done once', async ({ assert }) => {
    await twoConsents()
    const erased = erasedWith('a key')
    await keep(erased, [NO])
    assert.deepEqual(await keep(erased, [NO]), { consents: 0, history: 0, optOuts: 0 })
    assert.isNotNull(await SmsConsent.findBy('phone_number', YES))
    assert.deepEqual(await erased.among(db.connection(), [NO]), new Set([NO]))
    assert.deepEqual(await erased.among(db.connection(), []), new Set())
  })

  test('is recognised after the key is changed, as long as the old one is named', async ({
    assert,
  }) => {
    await twoConsents()
    await keep(erasedWith('old'), [NO])
    assert.deepEqual(
      await erasedWith('new', 'old').among(db.connection(), [NO, YES]),
      new Set([NO])
    )
    await assert.rejects(() => erasedWith('new').among(db.connection(), [NO]), HashKeyMissing)
  })

  test('is recognised after the key that was empty is set', ({ assert }) => {
    const before = PhoneHash.withKeys({ own: undefined, appKey: 'the key of the application' })
    const after = PhoneHash.withKeys({
      own: ['a key of its own'],
      appKey: 'the key of the application',
    })
    assert.notEqual(after.of(NO), before.of(NO))
    assert.equal(after.phonesByHash([NO]).get(before.of(NO)), NO)
    assert.equal(before.of(NO), new PhoneHash(['the key of the application']).of(NO))
  })

  test('is recognised after the key of the application is changed', ({ assert }) => {
    const before = PhoneHash.withKeys({ own: undefined, appKey: 'old' })
    const after = PhoneHash.withKeys({ own: undefined, appKey: 'new', earlierAppKeys: ['old'] })
    assert.equal(after.phonesByHash([NO]).get(before.of(NO)), NO)
    assert.deepEqual(after.fingerprints.slice(1), [...before.fingerprints])
  })

  test('names the keys that are missing, wherever their fingerprints lie', async ({ assert }) => {
    const secrets = ['a', 'b', 'c', 'd', 'e']
    for (const [place, secret] of secrets.entries())
      await db.table('erased_opt_outs').insert({
        phone_hash: String(place),
        key_fingerprint: new PhoneHash([secret]).fingerprint,
        source: 'reply',
        opted_out_at: '2026-03-01 10:00:00',
        erased_at: '2026-03-01 10:00:00',
      })
    const known = (...some: string[]) => some.map((secret) => new PhoneHash([secret]).fingerprint)
    assert.isEmpty(await findOtherKeys(db.connection(), known(...secrets, 'another')))
    for (const missing of secrets) {
      const others = secrets.filter((secret) => secret !== missing)
      assert.deepEqual(
        await findOtherKeys(db.connection(), known(...others)),
        known(missing),
        missing
      )
    }
    assert.lengthOf(await findOtherKeys(db.connection(), []), 1)
  })

  test('are looked for in the index', async ({ assert }) => {
    const { client, statements } = listeningClient()
    await findOtherKeys(client, new PhoneHash(['a', 'b']).fingerprints)
    assert.lengthOf(statements, 3)
    for (const statement of statements)
      assert.notMatch(await planOf(statement), /SCAN erased|Seq Scan/, statement.sql)
  })

  test('the same text under two labels has two hashes', ({ assert }) => {
    const hash = new PhoneHash(['a key'])
    assert.notEqual(hash.labelled('patient', NO), hash.of(NO))
    assert.equal(hash.labelled('phone', NO), hash.of(NO))
  })
})
