import db from '@adonisjs/lucid/services/db'
import { appendAuditEvent } from '#storage/audit_events'
import type { Scenario } from '#tests/functional/api/openapi/scenarios'
import { aFacility, aMessage } from '#tests/helpers/arrange'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { anAccount } from '#tests/helpers/operation_rows'

const TEMPLATE = { type: '7_day_reminder', language: 'en' }
const AT = '2026-03-10 08:00:00'

export const referenceScenarios: Record<string, Scenario> = {
  'GET /api/v1/facilities': async (call) => {
    await aFacility()
    await aFacility()
    const { meta } = await call(200, { query: { limit: 1 } })
    await call(200, { query: { cursor: meta.next_cursor } })
  },

  'GET /api/v1/facilities/{code}': async (call) => {
    const { code } = await aFacility({ code: 'CSI 2/3' })
    await call(200, { params: { code } })
    await call(404, { params: { code: 'nowhere' }, code: 'E_NO_SUCH_ROW' })
    return { code }
  },

  'GET /api/v1/templates': async (call) => {
    await call(200)
    await installDefaultTemplates()
    await call(200, { query: TEMPLATE })
  },

  'GET /api/v1/templates/{type}/{language}': async (call) => {
    await installDefaultTemplates()
    await call(200, { params: TEMPLATE })
    await call(404, { params: { ...TEMPLATE, language: 'de' }, code: 'E_NO_SUCH_ROW' })
    return TEMPLATE
  },

  'PUT /api/v1/templates/{type}/{language}': async (call) => {
    await installDefaultTemplates()
    await call(200, { params: TEMPLATE })
    const body = { body: 'Vaccines for {first_name} on {due_date} at {facility}!', dry_run: true }
    await call(200, { params: TEMPLATE, body })
    await call(422, { params: TEMPLATE, body: { body: 'Hello {first_nam}' } })
    return TEMPLATE
  },

  'GET /api/v1/accounts': async (call) => {
    await call(200)
    await anAccount({ units: 70, units_expire_at: AT })
    await call(200)
  },

  'GET /api/v1/balances': async (call) => {
    await anAccount({ balance_polled_at: AT })
    await db.table('gateway_balances').insert({
      account: 'log',
      polled_at: AT,
      contract_id: 'c-1',
      units: 70,
      usable: true,
    })
    const { data } = await call(200)
    if (data.length === 0) throw new Error('there is no balance')
  },

  'GET /api/v1/stats': async (call) => {
    await call(200)
    await aMessage({ status: 'sent' })
    await call(200, { query: { timeframe: 'week' } })
  },

  'GET /api/v1/audit': async (call) => {
    for (const subject of ['account:1', null])
      await appendAuditEvent(db.connection(), {
        at: AT,
        actor: 'user:7',
        action: 'sending_paused',
        subject,
        detail: { n: 1 },
      } as any)
    const { meta } = await call(200, { query: { limit: 1 } })
    await call(200, { query: { cursor: meta.next_cursor } })
    await call(200, { query: { actor: 'user:7', action: 'sending_paused', subject: 'account:1' } })
  },
}
