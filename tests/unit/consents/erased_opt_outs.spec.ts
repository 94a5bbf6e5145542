import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { ErasedOptOuts } from '#consents/erased_opt_outs'
import { PhoneHash } from '#consents/phone_hash'
import SmsConsent from '#models/sms_consent'
import { withCleanDatabase } from '#tests/helpers/database'

const NO = '+237677000001'
const YES = '+237677000002'
const SILENT = '+237677000003'
const clock = new FrozenClock('2026-03-10T09:00:00Z')

const erasedWith = (...keys: [string, ...string[]]) => new ErasedOptOuts(clock, new PhoneHash(keys))

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
    assert.deepEqual(await erasedWith('new').among(db.connection(), [NO]), new Set())
  })

  test('is recognised after the key that was empty is set', ({ assert }) => {
    const before = PhoneHash.withKeys(undefined, 'the key of the application')
    const after = PhoneHash.withKeys(['a key of its own'], 'the key of the application')
    assert.notEqual(after.of(NO), before.of(NO))
    assert.equal(after.phonesByHash([NO]).get(before.of(NO)), NO)
    assert.equal(before.of(NO), new PhoneHash(['the key of the application']).of(NO))
  })

  test('the same text under two labels has two hashes', ({ assert }) => {
    const hash = new PhoneHash(['a key'])
    assert.notEqual(hash.labelled('patient', NO), hash.of(NO))
    assert.equal(hash.labelled('phone', NO), hash.of(NO))
  })
})
