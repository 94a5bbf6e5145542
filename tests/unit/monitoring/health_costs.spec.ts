import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { FrozenClock } from '#app/clock'
import { type SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { type GatewayConfig } from '#gateways/define_config'
import { HEALTH_CHECKS } from '#monitoring/health/registry'
import { isPostgres, query } from '#storage/sql'
import { NOW } from '#tests/unit/monitoring/support'

interface Statement {
  sql: string
  bindings: any
}

/** The client as it is, and what was asked of it. */
function listeningClient() {
  const statements: Statement[] = []
  const client = new Proxy(db.connection(), {
    get(target: any, property) {
      if (property !== 'rawQuery') return target[property]
      return (sql: string, bindings: any) => {
        statements.push({ sql, bindings })
        return target.rawQuery(sql, bindings)
      }
    },
  })
  return { client, statements }
}

async function planOf({ sql, bindings }: Statement): Promise<string> {
  const client = db.connection()
  if (!isPostgres(client)) {
    const rows = await query<{ detail: string }>(client, `EXPLAIN QUERY PLAN ${sql}`, bindings)
    return rows.map(({ detail }) => detail).join('\n')
  }
  /** Small tables are read whole unless that is forbidden. */
  return client.transaction(async (trx) => {
    await trx.rawQuery('SET LOCAL enable_seqscan = off')
    const rows = await query<{ 'QUERY PLAN': string }>(trx, `EXPLAIN ${sql}`, bindings)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  })
}

test.group('The cost of health', () => {
  test('does not grow with the tables of messages and attempts', async ({ assert }) => {
    const { client, statements } = listeningClient()
    for (const check of HEALTH_CHECKS) {
      await check.run({
        client,
        clock: new FrozenClock(NOW),
        config: app.config.get<SmsSchedulerConfig>('sms_scheduler'),
        gateways: app.config.get<GatewayConfig>('sms_gateways'),
      })
    }

    const large = statements.filter(({ sql }) => /sms_messages|sms_attempts/.test(sql))
    assert.lengthOf(large, 6)
    for (const statement of large) {
      const plan = await planOf(statement)
      assert.notMatch(plan, /SCAN sms_|Seq Scan/, statement.sql)
      assert.match(statement.sql, /LIMIT/)
    }
  })
})
