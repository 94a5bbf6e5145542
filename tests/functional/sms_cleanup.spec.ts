import { stripVTControlCharacters } from 'node:util'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import Patient from '#models/patient'
import SmsMessage from '#models/sms_message'
import { toSqlInstant } from '#storage/instants'
import { runAceProcess } from '#tests/helpers/ace_process'
import { runAce } from '#tests/helpers/run_ace'
import { aMessage, aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { aReplyRow, aWebhookLog } from '#tests/helpers/inbound_rows'

const CANARY = { phoneNumber: '+237699887766', body: 'Canari Ngo-Canari' }

test.group('sms:cleanup', (group) => {
  withCleanDatabase(group)
  group.each.setup(async () => {
    for (let n = 0; n < 3; n++) await aMessage({ status: 'delivered', ...CANARY })
    await db
      .from('sms_messages')
      .update({ updated_at: toSqlInstant(DateTime.utc().minus({ days: 31 })) })
    await aMessage({ status: 'delivered', ...CANARY })
  })

  test('deletes what is past the retention time and prints one JSON document', async ({
    assert,
  }) => {
    const { code, stdout, stderr } = await runAceProcess(['sms:cleanup', '--json'], {
      LOG_LEVEL: 'trace',
      SMS_CLEANUP_BATCH_SIZE: '2',
    })
    assert.equal(code, 0)
    assert.include(JSON.parse(stdout), { messages: 3, complete: true, dryRun: false })
    assert.lengthOf(await SmsMessage.all(), 1)
    const [counted] = await db.from('sms_daily_counts')
    assert.include(counted, { message_type: 'custom', status: 'delivered', count: 3 })
    assert.notMatch(stdout + stderr, /99887766|Canari/)
  })

  test('rehearses with --dry-run', async ({ assert }) => {
    const { code, stdout } = await runAce(['sms:cleanup', '--dry-run'])
    assert.equal(code, 0)
    const text = stripVTControlCharacters(stdout)
    assert.match(text, /Would be deleted/)
    assert.match(text, /finished messages\s+│\s+3/)
    assert.lengthOf(await SmsMessage.all(), 4)
  })

  test('goes by SMS_RETENTION_DAYS', async ({ assert }) => {
    const { stdout } = await runAceProcess(['sms:cleanup', '--json'], { SMS_RETENTION_DAYS: '60' })
    assert.include(JSON.parse(stdout), { messages: 0 })
    assert.lengthOf(await SmsMessage.all(), 4)
  })

  test('deletes what came back as well, and finishes an erasure that was cut short', async ({
    assert,
  }) => {
    const long = toSqlInstant(DateTime.utc().minus({ days: 200 }))
    await aPatient({ status: 'erased' })
    await aWebhookLog({ last_received_at: long })
    await aReplyRow({ received_at: long })
    const rehearsal = await runAce(['sms:cleanup', '--dry-run'])
    const text = stripVTControlCharacters(rehearsal.stdout)
    assert.match(text, /webhook calls\s+│\s+1/)
    assert.match(text, /replies\s+│\s+1/)
    assert.lengthOf(await Patient.all(), 1)

    const { stdout } = await runAce(['sms:cleanup', '--json'])
    assert.include(JSON.parse(stdout), { webhookLogs: 1, inboundMessages: 1, complete: true })
    assert.isEmpty(await Patient.all())
  })
})
