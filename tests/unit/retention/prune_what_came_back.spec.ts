import { rm } from 'node:fs/promises'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { CleanUp } from '#retention/clean_up'
import SmsMessage from '#models/sms_message'
import { withCleanDatabase } from '#tests/helpers/database'
import { aConsent } from '#tests/helpers/consents'
import { aFile } from '#tests/helpers/imports'
import { aReplyRow, aWebhookLog } from '#tests/helpers/inbound_rows'
import { make } from '#tests/helpers/make'
import { aMessageMovedAt } from '#tests/helpers/sent_messages'
import { ago, TEST_NOW } from '#tests/helpers/test_clock'

const OLD = ago({ days: 31 })
const RECENT = ago({ days: 29 })

async function prune(cleanup: { retentionDays?: number; batchSize?: number } = {}) {
  return make(CleanUp, new FrozenClock(TEST_NOW), {
    cleanup: { retentionDays: 30, ...cleanup },
  })
}

const valuesOf = async (table: string, column: string) => {
  const rows = await db.from(table).orderBy('id')
  return rows.map((row) => row[column])
}

const aBalance = (polledAt: string) =>
  db.table('gateway_balances').insert({
    account: 'log',
    polled_at: polledAt,
    contract_id: 'c',
    units: 1,
    usable: true,
  })

const anImportedFile = (name: string, importedAt: string, rejectedFile: string | null) =>
  db.table('imported_files').insert({
    imported_at: importedAt,
    name,
    fingerprint: 'f',
    rejected_file: rejectedFile,
  })

test.group('Cleanup of what came back', (group) => {
  withCleanDatabase(group)

  test('deletes settled calls of operators, and none that still has to be applied', async ({
    assert,
  }) => {
    const states = ['received', 'waiting', 'applied', 'without_effect', 'unmatched', 'unreadable']
    for (const state of states) {
      await aWebhookLog({ state, last_received_at: OLD, received_at: OLD })
      await aWebhookLog({ state, last_received_at: RECENT, received_at: OLD })
    }
    assert.include(await (await prune({ batchSize: 1 })).run(), { webhookLogs: 4, complete: true })
    const kept = await valuesOf('sms_webhook_logs', 'state')
    assert.sameMembers(kept, [...states, 'received', 'waiting'])
  })

  test('deletes replies that were read or obeyed; unread ones after four times as long', async ({
    assert,
  }) => {
    await aReplyRow({ body: 'read', received_at: OLD, read_at: OLD })
    await aReplyRow({ body: 'stop', received_at: OLD, keyword: 'stop' })
    await aReplyRow({ body: 'unread', received_at: OLD })
    await aReplyRow({ body: 'unread for long', received_at: ago({ days: 121 }) })
    await aReplyRow({ body: 'recent', received_at: RECENT, read_at: RECENT })
    assert.include(await (await prune({ batchSize: 1 })).run(), { inboundMessages: 3 })
    assert.deepEqual(await valuesOf('inbound_messages', 'body'), ['unread', 'recent'])
  })

  test('a reply outlives the call it came with', async ({ assert }) => {
    const log = await aWebhookLog({ last_received_at: OLD })
    await aReplyRow({ webhook_log_id: log, received_at: OLD })
    assert.include(await (await prune()).run(), { webhookLogs: 1, inboundMessages: 0 })
    assert.deepEqual(await valuesOf('inbound_messages', 'webhook_log_id'), [null])
  })

  test('keeps balances for a hundred days, or the retention time where that is longer', async ({
    assert,
  }) => {
    for (const days of [99, 101, 201]) await aBalance(ago({ days }))
    assert.include(await (await prune({ retentionDays: 200 })).run(), { balances: 1 })
    assert.include(await (await prune()).run(), { balances: 1 })
    assert.deepEqual(await valuesOf('gateway_balances', 'polled_at'), [ago({ days: 99 })])
  })

  test('forgets imported files when their rejected rows are gone', async ({ assert }) => {
    const [there, gone] = [await aFile('x'), await aFile('x')]
    await rm(gone)
    await anImportedFile('nothing rejected', OLD, null)
    await anImportedFile('gone', OLD, gone)
    await anImportedFile('there', OLD, there)
    await anImportedFile('recent', RECENT, null)
    assert.include(await (await prune()).run(), { importedFiles: 2 })
    assert.deepEqual(await valuesOf('imported_files', 'name'), ['there', 'recent'])
  })

  test('keeps a sent message as long as its receipt is waited for, however short the retention', async ({
    assert,
  }) => {
    const sentAgo = async (days: number, values: Record<string, unknown> = {}) => {
      const { id } = await aMessageMovedAt(ago({ days }), { status: 'sent' })
      await db
        .from('sms_messages')
        .where('id', id)
        .update({ sent_at: ago({ days }), ...values })
      return id
    }
    const awaited = [await sentAgo(2), await sentAgo(3)]
    await sentAgo(5)
    await sentAgo(4, { unconfirmed_at: ago({ days: 1 }) })
    await aMessageMovedAt(ago({ days: 2 }), { status: 'delivered' })
    assert.include(await (await prune({ retentionDays: 1 })).run(), { messages: 3 })
    const left = await SmsMessage.query().orderBy('id')
    assert.deepEqual(
      left.map(({ id }) => id),
      awaited
    )
  })

  test('counts only, when it rehearses', async ({ assert }) => {
    await aWebhookLog({ last_received_at: OLD })
    await aReplyRow({ received_at: OLD, read_at: OLD })
    await aBalance(ago({ days: 101 }))
    await anImportedFile('old', OLD, null)
    const counts = { webhookLogs: 1, inboundMessages: 1, balances: 1, importedFiles: 1 }
    const cleanup = await prune()
    assert.include(await cleanup.run({ dryRun: true }), counts)
    assert.include(await cleanup.run(), counts)
  })

  test('can be ended between two batches, and goes on', async ({ assert }) => {
    for (let n = 0; n < 5; n++) await aWebhookLog({ looks: n, last_received_at: OLD })
    const stop = new AbortController()
    const cleanup = await prune({ batchSize: 2 })
    const first = await cleanup.run({
      signal: stop.signal,
      onProgress: ({ webhookLogs }) => webhookLogs === 4 && stop.abort(),
    })
    assert.include(first, { webhookLogs: 4, complete: false })
    assert.include(await cleanup.run(), { webhookLogs: 1, complete: true })
  })

  test('never takes consents, refusals of erased people, or the audit', async ({ assert }) => {
    const long = ago({ days: 4_000 })
    await aConsent('+237677000001', 'opted_out')
    await db.from('sms_consents').update({ created_at: long, updated_at: long })
    await db.from('sms_consent_events').update({ at: long })
    const refusal = {
      phone_hash: 'h',
      key_fingerprint: 'k',
      source: 'reply',
      opted_out_at: long,
      erased_at: long,
    }
    await db.table('erased_opt_outs').insert(refusal)
    await db.table('audit_events').insert({ at: long, actor: 'a', action: 'b' })
    await (await prune({ retentionDays: 1 })).run()
    for (const table of ['sms_consents', 'sms_consent_events', 'erased_opt_outs', 'audit_events'])
      assert.lengthOf(await db.from(table), 1, table)
  })
})
