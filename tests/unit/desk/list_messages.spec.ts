import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { ListMessages } from '#desk/list_messages'
import type { MessageSelection } from '#desk/message_selection'
import { ShowMessage } from '#desk/show_message'
import { WhyNothingLeaves } from '#desk/why_nothing_leaves'
import SmsMessage from '#models/sms_message'
import { aFacility, aMessage, anImmunization, aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { countTable, listeningClient, planOf } from '#tests/helpers/query_plans'
import { DateTime } from 'luxon'

const config = () => app.config.get<SmsSchedulerConfig>('sms_scheduler')

const list = async (filter: MessageSelection, page: { limit?: number; before?: number } = {}) =>
  (await app.container.make(ListMessages)).run({ limit: 10, ...filter, ...page })

const at = (iso: string) => DateTime.fromISO(iso, { zone: 'utc' })

/** A message about a patient's immunization. */
async function aReminder(values: Parameters<typeof aMessage>[0] & { facility?: string } = {}) {
  const { facility: code, ...message } = values
  const facility = await aFacility(code ? { code } : {})
  const patient = await aPatient({ facilityId: facility.id })
  const { id } = await anImmunization({ patientId: patient.id })
  const reminder = await aMessage({ patientId: patient.id, immunizationId: id, ...message })
  return { reminder, patient }
}

test.group('Messages that are listed', (group) => {
  withCleanDatabase(group)

  test('newest first, page by page, with how many are left', async ({ assert }) => {
    const ids: number[] = []
    for (let n = 0; n < 5; n++) ids.unshift((await aMessage()).id)
    const first = await list({}, { limit: 2 })
    assert.deepEqual(
      first.messages.map(({ id }) => id),
      ids.slice(0, 2)
    )
    assert.deepInclude(first, { more: { count: 3, atLeast: false }, next: ids[1] })
    const second = await list({}, { limit: 3, before: first.next! })
    assert.deepEqual(
      second.messages.map(({ id }) => id),
      ids.slice(2)
    )
    assert.deepInclude(second, { more: { count: 0, atLeast: false }, next: null })
  })

  test('by each condition, and by all together', async ({ assert }) => {
    const { reminder, patient } = await aReminder({
      facility: 'CSI-1',
      status: 'suppressed',
      reason: 'late',
      messageType: '7_day_reminder',
      phoneNumber: PHONE,
      language: 'en',
    })
    await aReminder({ status: 'suppressed', reason: 'no_phone', phoneNumber: null })
    await aMessage({ source: 'schedule', dedupeKey: 'schedule:12:1773136800' })
    const ofSchedule = await aMessage({ source: 'schedule', dedupeKey: 'schedule:1:1773136800' })

    const filter = {
      statuses: ['suppressed'],
      reason: 'late',
      type: '7_day_reminder',
      facility: 'CSI-1',
      patient: ` ${patient.externalRef}\u200B`,
      phoneNumber: PHONE,
      language: 'en',
    }
    const alone = Object.entries(filter).filter(([name]) => name !== 'statuses')
    for (const one of [...alone.map(([name, value]) => ({ [name]: value })), filter]) {
      const { messages } = await list(one)
      assert.deepEqual(
        messages.map(({ id }) => id),
        [reminder.id],
        JSON.stringify(one)
      )
    }
    await reminder.merge({ providerMessageId: 'orange-1', source: 'import' }).save()
    await db
      .table('sms_former_ids')
      .insert({ provider_message_id: 'orange-0', message_id: reminder.id })
    for (const one of [
      { source: 'import' },
      { providerMessageId: 'orange-1' },
      { providerMessageId: 'orange-0', statuses: ['suppressed'] },
      { search: 'orange-0' },
      { search: patient.externalRef, from: '2000-01-01' },
      { search: '677123456', searchNumber: PHONE },
    ]) {
      const { messages } = await list(one)
      assert.deepEqual(
        messages.map(({ id }) => id),
        [reminder.id],
        JSON.stringify(one)
      )
    }
    const { messages } = await list({ schedule: '1' })
    assert.deepEqual(
      messages.map(({ id }) => id),
      [ofSchedule.id]
    )
    assert.lengthOf((await list({ statuses: ['suppressed'] })).messages, 2)
    assert.lengthOf((await list({ facility: 'CSI-1', reason: 'no_phone' })).messages, 0)
  })

  test('of a period: when due, when failed, or when last moved', async ({ assert }) => {
    const noon = at('2026-03-09T12:00:00Z')
    const wanted = [
      await aMessage({ status: 'pending', scheduledAt: noon }),
      await aMessage({ status: 'failed', failedAt: noon }),
      await aMessage({ status: 'dead_letter', failedAt: noon }),
    ]
    const moved = await aMessage({ status: 'delivered' })
    const unknown = await aMessage({ status: 'unknown' })
    await SmsMessage.query()
      .whereIn('id', [moved.id, unknown.id])
      .update({ updated_at: '2026-03-09 12:00:00' })
    await aMessage({ status: 'pending', scheduledAt: noon.plus({ days: 2 }) })
    await aMessage({ status: 'failed', failedAt: noon.minus({ days: 2 }) })
    const ids = [...wanted, moved, unknown].map(({ id }) => id)
    const { messages } = await list({ from: '2026-03-09', to: '2026-03-09' })
    assert.deepEqual(
      messages.map(({ id }) => id),
      ids.toReversed()
    )
  })

  test('with masked numbers, unless the reader may see them', async ({ assert }) => {
    await aMessage({ phoneNumber: PHONE })
    const parts = await app.container.make(ListMessages)
    const numbers = async (unmasked: boolean) =>
      (await parts.run({ limit: 1, unmasked })).messages[0].phoneNumber
    assert.equal(await numbers(false), '+237•••••••56')
    assert.equal(await numbers(true), PHONE)
  })

  const refused: [filter: MessageSelection, message: RegExp][] = [
    [{ reason: 'no_fone' }, /reason is "no_fone": did you mean no_phone/],
    [{ reason: 'x'.repeat(64_000) }, /^reason is "x{60}": docs\/reasons.md lists them$/],
    [{ facility: ' ' }, /facility is empty/],
    [{ schedule: 'one' }, /schedule is "one": give the number of a schedule/],
  ]
  for (const [filter, message] of refused) {
    test(`not by ${JSON.stringify(filter).slice(0, 40)}`, async ({ assert }) => {
      await assert.rejects(() => list(filter), message)
    })
  }
})

test.group('What a list costs', (group) => {
  withCleanDatabase(group)

  const plans: [filter: MessageSelection, index: RegExp][] = [
    [{ phoneNumber: PHONE, type: 'custom' }, /sms_messages_by_phone/],
    [{ patient: 'P-1', statuses: ['pending'] }, /sms_messages_of_immunization/],
    [{ facility: 'CSI-1' }, /sms_messages_of_immunization/],
    [{ patient: 'P-1', from: '2026-03-09' }, /sms_messages_of_immunization/],
    [{ phoneNumber: PHONE, statuses: ['failed'], to: '2026-03-09' }, /sms_messages_by_phone/],
    [{ statuses: ['failed', 'unknown'] }, /sms_messages_needs_attention/],
    [{ statuses: ['dead_letter'], reason: 'no_route' }, /sms_messages_needs_attention/],
    [{ statuses: ['pending'] }, /sms_messages_due/],
    [{ statuses: ['sending'] }, /sms_messages_sending/],
    [{ statuses: ['pending'], from: '2026-03-09', to: '2026-03-09' }, /sms_messages_due/],
    [{ statuses: ['sent'], from: '2026-03-09', to: '2026-03-09' }, /sms_messages_by_age/],
    [{ providerMessageId: 'orange-1' }, /sms_messages_by_provider_id/],
    [{ search: 'P-1', searchNumber: PHONE }, /sms_messages_of_patient[^]*sms_messages_by_phone/],
    [{ search: 'orange-1', statuses: ['failed'], from: '2026-03-09' }, /sms_messages_by_provider/],
    [{ source: 'api', from: '2026-03-09', statuses: ['sent'] }, /sms_messages_by_age/],
    [{}, /sms_messages_pkey|SCAN sms_messages\b|INTEGER PRIMARY KEY/],
  ]
  for (const [filter, index] of plans) {
    test(`by ${Object.keys(filter).join(', ') || 'nothing'} is along its index`, async ({
      assert,
    }) => {
      for (let n = 0; n < 20; n++) await aReminder({ status: n % 2 ? 'sent' : 'pending' })
      await countTable('sms_messages')
      const { client, statements } = listeningClient()
      const messages = new ListMessages({ connection: () => client } as any, config())
      await messages.run({ limit: 3, ...filter })
      await messages.run({ limit: 3, before: 1_000_000_000, ...filter })
      for (const statement of statements.filter(({ sql }) => sql.includes('AS matching'))) {
        const plan = await planOf(statement)
        assert.match(plan, index)
        if (Object.keys(filter).length > 0)
          assert.notMatch(plan, /SCAN sms_messages$|Seq Scan on sms_messages/m)
      }
    })
  }

  test('a message is shown along indexes alone', async ({ assert }) => {
    const { reminder } = await aReminder()
    const { client, statements } = listeningClient()
    const stop = await app.container.make(WhyNothingLeaves)
    const show = new ShowMessage({ connection: () => client } as any, config(), stop)
    await show.run({ id: reminder.id })
    assert.lengthOf(statements, 5)
    for (const statement of statements)
      assert.notMatch(await planOf(statement), /SCAN (?!CONSTANT)|Seq Scan/)
  })
})
