import config from '@adonisjs/core/services/config'
import { Secret } from '@adonisjs/core/helpers'
import db from '@adonisjs/lucid/services/db'
import type { Caller } from '#tests/functional/api/openapi/caller'
import type { Scenario } from '#tests/functional/api/openapi/scenarios'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { aPausedAccount } from '#tests/helpers/operation_rows'
import { configureWebhooks, SECRET } from '#tests/helpers/webhooks'

const MONITORING = 'a-secret-for-monitoring'

/** Two answers need a connection that breaks off: tests/functional/webhooks has them. */
async function aWebhook(call: Caller): Promise<void> {
  const params = { secret: SECRET }
  await call(200, { params })
  await call(404, { params: { secret: 'wrong' } })
  const nonsense = { type: 'application/json', content: 'nonsense' }
  await call(400, { params, raw: nonsense, code: 'E_UNREADABLE_WEBHOOK' })
  const large = { type: 'application/json', content: ' '.repeat(20_000) }
  await call(413, { params, raw: large, code: 'E_BODY_TOO_LARGE' })
  /** Less than one. */
  configureWebhooks({ requestsPerSecond: 0.5 })
  await call(429, { params })
}

export const otherScenarios: Record<string, Scenario> = {
  'GET /health': async (call) => {
    await installDefaultTemplates()
    config.set('monitoring.secret', new Secret(MONITORING))
    await call(200)
    await aPausedAccount({ state_since: '2026-03-10 08:00:00' })
    const { checks } = await call(503, { headers: { 'X-Monitoring-Secret': MONITORING } })
    if (Object.keys(checks).length === 0) throw new Error('no check was shown')
  },

  'GET /health/live': (call) => call(200),

  'GET /health/ready': async (call) => {
    await call(200)
    const last = await db.from('adonis_schema').orderBy('id', 'desc').firstOrFail()
    await db.from('adonis_schema').where('id', last.id).delete()
    try {
      await call(503)
    } finally {
      await db.table('adonis_schema').insert(last)
    }
  },

  'POST /webhooks/orange/{secret}/delivery-receipts': aWebhook,
  'POST /webhooks/orange/{secret}/inbound-messages': aWebhook,
  'GET /api/v1/openapi.json': (call) => call(200),
  'GET /api/v1/docs': (call) => call(200),
  'GET /api/v1/docs/style.css': (call) => call(200),
}
