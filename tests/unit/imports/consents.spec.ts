import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import SmsConsent from '#models/sms_consent'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { aConsentOffice, historyOf } from '#tests/helpers/consents'
import { aFile, aRow, csv, importFile, importText } from '#tests/helpers/imports'
import { snapshot } from './support.js'

const PHONE = '+237677123456'

const consent = () => SmsConsent.findBy('phone_number', PHONE)

test.group('Consent in an import', (group) => {
  withCleanDatabase(group)

  test('yes opts in and no opts out, with file and line as evidence; empty says nothing', async ({
    assert,
  }) => {
    const summary = await importText(
      csv(
        aRow({ consent: 'yes' }),
        aRow({ patient_ref: 'P-2', caregiver_phone: '699000001', consent: 'no' }),
        aRow({ patient_ref: 'P-3', caregiver_phone: '699000002' })
      )
    )
    assert.deepEqual(summary.consents, { optedIn: 1, optedOut: 1, kept: 0 })
    const [yes, no, ...others] = await SmsConsent.query().orderBy('id')
    assert.containSubset(yes.$attributes, {
      phoneNumber: PHONE,
      status: 'opted_in',
      source: 'import',
    })
    assert.match(yes.evidence!, /^patients\.csv line 2 /)
    assert.equal(yes.recordedBy, 'import')
    assert.equal(no.status, 'opted_out')
    assert.lengthOf(others, 0)
  })

  test('no takes every pending message of the number back at once, lease and all', async ({
    assert,
  }) => {
    const held = await aMessage({
      phoneNumber: PHONE,
      leaseToken: 'token',
      leaseUntil: 9e12,
      claimedBy: 'worker',
    })
    const other = await aMessage()
    const summary = await importText(csv(aRow({ consent: 'no' })))
    assert.equal(summary.messagesSuppressed, 1)
    await held.refresh()
    await other.refresh()
    assert.containSubset(held.$attributes, {
      status: 'suppressed',
      reason: 'opted_out',
      leaseToken: null,
      leaseUntil: null,
      claimedBy: null,
    })
    assert.equal(other.status, 'pending')
    assert.containSubset(await db.from('sms_message_events').where('message_id', held.id), [
      { actor: 'import', from_status: 'pending', to_status: 'suppressed', reason: 'opted_out' },
    ])
    assert.containSubset(
      await db.from('sms_messages').whereNotNull('immunization_id').firstOrFail(),
      { status: 'suppressed', reason: 'opted_out' }
    )
  })

  test('a no of a file that the person then says as well is not taken back by another file', async ({
    assert,
  }) => {
    await importText(csv(aRow({ consent: 'no' })))
    const { optOut } = await aConsentOffice()
    const own = { source: 'reply', evidence: 'webhook_log:1', actor: 'reply' } as const
    assert.include(await optOut(own), { before: 'opted_out', changed: true })
    assert.include(await optOut(own), { changed: false })

    const summary = await importText(csv(aRow({ consent: 'yes' }), aRow({ patient_ref: 'P-2' })))
    assert.deepEqual(summary.consents, { optedIn: 0, optedOut: 0, kept: 1 })
    assert.containSubset((await consent())!.$attributes, { status: 'opted_out', source: 'reply' })
    assert.containSubset(await historyOf(PHONE), [
      { from_status: null, to_status: 'opted_out', source: 'import' },
      { from_status: 'opted_out', to_status: 'opted_out', source: 'reply' },
    ])
  })

  test('an opt-out by reply or by staff is never taken back', async ({ assert }) => {
    for (const source of ['reply', 'staff']) {
      await SmsConsent.updateOrCreate(
        { phoneNumber: PHONE },
        { status: 'opted_out', source, evidence: 'STOP' }
      )
      const summary = await importText(csv(aRow({ consent: 'yes' })))
      assert.equal(summary.consents.kept, 1)
      assert.containSubset((await consent())!.$attributes, { status: 'opted_out', source })
    }
  })

  test('an import’s own no is taken back by a corrected file, and the reminder comes back', async ({
    assert,
  }) => {
    await importText(csv(aRow({ consent: 'no' })))
    const summary = await importText(csv(aRow({ consent: 'yes' })))
    assert.containSubset(summary, {
      imported: { updated: 1 },
      consents: { optedIn: 1 },
      reminders: { reopened: 1 },
    })
    assert.equal((await consent())!.status, 'opted_in')
  })

  test('each change is kept, and what changes nothing is not', async ({ assert }) => {
    await importText(csv(aRow({ consent: 'no' })))
    await importText(csv(aRow({ consent: 'no' }), aRow({ patient_ref: 'P-2', consent: 'no' })))
    await importText(csv(aRow({ consent: 'yes' })))
    const changes = await historyOf(PHONE)
    assert.lengthOf(changes, 2)
    assert.containSubset(changes, [
      { from_status: null, to_status: 'opted_out', source: 'import', actor: 'import' },
      { from_status: 'opted_out', to_status: 'opted_in', at: '2026-03-10 14:05:00' },
    ])
    assert.match(String(changes[1].evidence), /^patients\.csv line 2 sha256:/)
  })

  test('in one file no wins, whichever comes first, and the file again changes nothing', async ({
    assert,
  }) => {
    for (const [first, second] of [
      ['yes', 'no'],
      ['no', 'yes'],
    ]) {
      const file = await aFile(
        csv(aRow({ consent: first }), aRow({ patient_ref: 'P-2', consent: second }))
      )
      for (const batchSize of [1_000, 1]) {
        await importFile(file, { batchSize })
        assert.equal((await consent())!.status, 'opted_out')
        const before = await snapshot()
        await importFile(file, { batchSize, now: '2026-03-10T18:00:00Z' })
        assert.deepEqual(await snapshot(), before)
      }
    }
  })

  test('somebody who said yes elsewhere keeps the older evidence', async ({ assert }) => {
    await SmsConsent.create({
      phoneNumber: PHONE,
      status: 'opted_in',
      source: 'staff',
      evidence: 'form',
    })
    await importText(csv(aRow({ consent: 'yes' })))
    assert.containSubset((await consent())!.$attributes, { source: 'staff', evidence: 'form' })
  })
})
