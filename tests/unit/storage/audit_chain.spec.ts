import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import type { AuditAction } from '#storage/audit/audit_actions'
import { appendAuditEvent } from '#storage/audit_events'
import { redactAuditTexts } from '#storage/audit/redact_audit_texts'
import { sealAuditEvents } from '#storage/audit/seal_audit_events'
import { verifyAuditLog } from '#storage/audit/verify_audit_log'
import { isPostgres } from '#storage/dialect_of'
import { transaction } from '#storage/transaction'
import { withCleanDatabase, withoutAuditTriggers } from '#tests/helpers/database'
import { listeningClient, planOf } from '#tests/helpers/query_plans'

const AT = '2026-03-10 09:00:00'
const BY = { at: AT, actor: 'cli:awa' }
const client = () => db.connection()

async function append(action: string, detail?: Record<string, unknown>): Promise<number> {
  await appendAuditEvent(client(), {
    ...BY,
    action: action as AuditAction,
    subject: 'CSI-1',
    detail,
  })
  const { id } = await db.from('audit_events').orderBy('id', 'desc').firstOrFail()
  return Number(id)
}

async function appendSealed(count: number): Promise<number[]> {
  const ids = []
  for (let number = 1; number <= count; number++) ids.push(await append(`action_${number}`))
  await sealAuditEvents(client())
  return ids
}

const appendMany = (count: number, detail?: Record<string, unknown>) =>
  transaction(client(), async (trx) => {
    for (let number = 0; number < count; number++)
      await appendAuditEvent(trx, { ...BY, action: 'sending_paused', detail })
  })

/** A change that does not go through the product. */
const forge = (work: (trx: any) => Promise<unknown>) =>
  transaction(client(), (trx) => withoutAuditTriggers(trx, async () => void (await work(trx))))

const redact = (ids: number[]) => transaction(client(), (trx) => redactAuditTexts(trx, ids, BY))
const verify = () => verifyAuditLog(client())

test.group('The audit log', (group) => {
  withCleanDatabase(group)

  const CHANGES: [what: string, statement: string][] = [
    ['an update', `UPDATE audit_events SET actor = 'somebody'`],
    ['an update of a detail', `UPDATE audit_events SET detail = NULL`],
    ['a deletion', 'DELETE FROM audit_events'],
    ['a deletion of its links', 'DELETE FROM audit_links'],
    ['another hash', `UPDATE audit_links SET hash = 'f'`],
    ['a link that is unsealed again', 'UPDATE audit_links SET position = NULL'],
    ['another event in place of one', 'UPDATE audit_links SET event_id = event_id + 1000'],
  ]
  for (const [what, statement] of CHANGES) {
    test(`refuses ${what}`, async ({ assert }) => {
      await appendSealed(1)
      await assert.rejects(() => client().rawQuery(statement), /the audit log is append-only/)
      assert.isTrue((await verify()).whole)
    })
  }

  test('refuses to be emptied on PostgreSQL, and to be replaced on SQLite', async ({ assert }) => {
    const [id] = await appendSealed(1)
    const statements = isPostgres(client())
      ? ['TRUNCATE audit_events CASCADE', 'TRUNCATE audit_links']
      : [
          `INSERT OR REPLACE INTO audit_events (id, at, actor, action) VALUES (${id}, '${AT}', 'a', 'b')`,
          `INSERT OR REPLACE INTO audit_links (event_id) VALUES (${id})`,
        ]
    for (const statement of statements)
      await assert.rejects(() => client().rawQuery(statement), /the audit log is append-only/)
  })

  test('is whole, and says where it ends', async ({ assert }) => {
    await appendSealed(3)
    const { head, ...verdict } = await verify()
    assert.deepEqual(verdict, { whole: true, checked: 3, redacted: 0, broken: null })
    assert.equal(head.position, 3)
    assert.match(head.hash, /^[0-9a-f]{64}$/)
    await appendSealed(1)
    assert.notEqual((await verify()).head.hash, head.hash)
  })

  test('is whole while it is empty, and with more events than are sealed at once', async ({
    assert,
  }) => {
    assert.isTrue((await verify()).whole)
    await appendMany(1_201)
    assert.equal(await sealAuditEvents(client()), 1_201)
    assert.equal(await sealAuditEvents(client()), 0)
    assert.deepInclude(await verify(), { whole: true, checked: 1_201 })
  })

  const FORGERIES: [what: string, column: string, value: string | number][] = [
    ['another actor', 'actor', 'cli:somebody'],
    ['another action', 'action', 'nothing'],
    ['another subject', 'subject', 'CSI-2'],
    ['another time', 'at', '2026-03-11 09:00:00'],
    ['another detail', 'detail', '{"reason":"another"}'],
  ]
  for (const [what, column, value] of FORGERIES) {
    test(`names the event with ${what}`, async ({ assert }) => {
      const [, second] = await appendSealed(3)
      await forge((trx) => trx.from('audit_events').where('id', second).update(column, value))
      const { whole, broken } = await verify()
      assert.isFalse(whole)
      assert.include(broken, { event: second, position: 2 })
    })
  }

  test('names the event after a removed one, the removed event, and one written past it', async ({
    assert,
  }) => {
    const [first, second, third] = await appendSealed(3)
    await forge(async (trx) => {
      await trx.from('audit_links').where('event_id', first).delete()
      await trx.from('audit_events').where('id', first).delete()
    })
    assert.include((await verify()).broken, { event: second })

    await forge((trx) => trx.from('audit_links').where('event_id', second).delete())
    assert.include((await verify()).broken, { event: third })
  })

  test('names an event that has no link', async ({ assert }) => {
    const [, , third] = await appendSealed(3)
    await forge((trx) => trx.from('audit_links').where('event_id', third).delete())
    assert.deepInclude((await verify()).broken, { event: third, position: null })
  })

  test('a chain that somebody rebuilt has another end', async ({ assert }) => {
    const [, second] = await appendSealed(3)
    const before = await verify()
    await forge(async (trx) => {
      await trx.from('audit_events').where('id', second).update({ actor: 'cli:somebody' })
      await trx
        .from('audit_links')
        .update({ position: null, salt: null, content: null, hash: null })
    })
    await sealAuditEvents(client())
    const after = await verify()
    assert.isTrue(after.whole)
    assert.notEqual(after.head.hash, before.head.hash)
  })

  test('concurrent writers are chained, in one line', async ({ assert }) => {
    await Promise.all(
      Array.from({ length: 20 }, async (_, number) => {
        await transaction(client(), (trx) =>
          appendAuditEvent(trx, { ...BY, action: 'sending_paused', detail: { number } })
        )
        await sealAuditEvents(client())
      })
    )
    assert.deepInclude(await verify(), { whole: true, checked: 20 })
  })

  test('an event that commits after later ones is chained all the same', async ({ assert }) => {
    if (!isPostgres(client())) return
    await transaction(client(), async (trx) => {
      await appendAuditEvent(trx, { ...BY, action: 'sending_paused' })
      await appendSealed(2)
      assert.deepInclude(await verify(), { whole: true, checked: 2 })
    })
    await sealAuditEvents(client())
    assert.deepInclude(await verify(), { whole: true, checked: 3 })
  })
})

test.group('The cost of the chain', (group) => {
  withCleanDatabase(group)

  test('sealing and checking walk indexes, however long the log is', async ({ assert }) => {
    await append('a')
    const { client: listening, statements } = listeningClient()
    await sealAuditEvents(listening)
    const sealing = statements.length
    await verifyAuditLog(listening)
    const reads = statements.filter(({ sql }) => /^\s*SELECT/.test(sql) && !/advisory/.test(sql))
    assert.isAbove(sealing, 0)
    for (const statement of reads) {
      const plan = await planOf(statement)
      /** Whether each event has a link: all of them are looked at, once for each check. */
      if (/NOT EXISTS/.test(statement.sql)) continue
      assert.match(plan, /audit_links_unsealed|audit_links_position_unique/, statement.sql)
      assert.notMatch(plan, /Seq Scan|SCAN (e|audit_events)\b/, statement.sql)
    }
  })
})

test.group('Redaction of audit events', (group) => {
  withCleanDatabase(group)

  const detail = { reason: 'Awa 677123456', count: 3, since: null, of: { note: ['Awa', true] } }

  test('removes every text, keeps the rest, and leaves the log whole', async ({ assert }) => {
    const id = await append('sending_paused', detail)
    const other = await append('sending_paused', detail)
    assert.equal(await redact([id, 999_999]), 1)

    const [event, untouched, record] = await db.from('audit_events').orderBy('id')
    assert.deepEqual(JSON.parse(event.detail), {
      reason: '[redacted]',
      count: 3,
      since: null,
      of: { note: ['[redacted]', true] },
    })
    assert.include(event, { actor: 'cli:awa', action: 'sending_paused', subject: 'CSI-1' })
    assert.deepEqual(JSON.parse(untouched.detail), detail)
    assert.equal(untouched.id, other)
    assert.include(record, { actor: 'cli:awa', action: 'audit_redacted' })
    assert.deepInclude(await verify(), { whole: true, checked: 3, redacted: 1 })
  })

  test('nothing is left to try out what the text was', async ({ assert }) => {
    const id = await append('sending_paused', detail)
    await redact([id])
    const link = await db.from('audit_links').where('event_id', id).firstOrFail()
    assert.isNull(link.salt)
  })

  test('a second time changes nothing; without texts or of a redaction neither', async ({
    assert,
  }) => {
    const id = await append('sending_paused', detail)
    const bare = await append('sending_paused')
    assert.equal(await redact([id, bare]), 1)
    const [record] = await db.from('audit_events').where('action', 'audit_redacted')
    assert.equal(await redact([id, bare, record.id]), 0)
    assert.equal(await redact([]), 0)
    assert.isTrue((await verify()).whole)
  })

  test('a changed text that calls itself redacted is named', async ({ assert }) => {
    const [first, second] = [await append('a', detail), await append('b', detail)]
    await redact([first])
    await client().rawQuery('UPDATE audit_links SET salt = NULL')
    await db.from('audit_events').where('id', second).update({ detail: '{"reason":"[redacted]"}' })
    assert.include((await verify()).broken, { event: second })
  })

  test('a redacted text cannot be replaced by another', async ({ assert }) => {
    const id = await append('a', detail)
    await redact([id])
    await db.from('audit_events').where('id', id).update({ detail: '{"reason":"another"}' })
    assert.include((await verify()).broken, { event: id })
  })

  test('is undone with the transaction that asked for it', async ({ assert }) => {
    const id = await append('a', detail)
    await assert.rejects(() =>
      transaction(client(), async (trx) => {
        await redactAuditTexts(trx, [id], BY)
        throw new Error('undo')
      })
    )
    const event = await db.from('audit_events').where('id', id).firstOrFail()
    assert.deepEqual(JSON.parse(event.detail), detail)
    assert.isTrue((await verify()).whole)
  })

  test('takes more than one page of ids', async ({ assert }) => {
    await appendMany(700, { reason: 'Awa' })
    const ids = (await db.from('audit_events').select('id')).map(({ id }) => Number(id))
    assert.equal(await redact(ids), 700)
    assert.deepInclude(await verify(), { whole: true, checked: 702, redacted: 700 })
  })
})
