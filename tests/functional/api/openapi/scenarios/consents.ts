import SmsConsent from '#models/sms_consent'
import type { Scenario } from '#tests/functional/api/openapi/scenarios'
import { anApiToken } from '#tests/helpers/api_tokens'
import { PHONE } from '#tests/helpers/arrange'
import { aConsent } from '#tests/helpers/consents'
import { aReplyRow } from '#tests/helpers/inbound_rows'
import db from '@adonisjs/lucid/services/db'

const NOTHING = { params: { id: 4711 }, code: 'E_NO_SUCH_ROW' }

export const consentScenarios: Record<string, Scenario> = {
  'GET /api/v1/consents': async (call) => {
    await aConsent(PHONE, 'opted_in')
    await aConsent('+237690000002', 'opted_out')
    const { meta } = await call(200, { query: { limit: 1 } })
    await call(200, { query: { cursor: meta.next_cursor } })
    await call(200, { query: { phone_number: PHONE, status: 'opted_in' } })
    await call(200, { token: await anApiToken('consents:read') })
  },

  'GET /api/v1/consents/{id}': async (call) => {
    await aConsent(PHONE, 'opted_in')
    const { id } = await SmsConsent.firstOrFail()
    const { history } = await call(200, { params: { id } })
    if (history.length === 0) throw new Error('the consent has no history')
    await call(404, NOTHING)
    return { id }
  },

  'POST /api/v1/consents': async (call) => {
    await call(201)
    await call(200)
    await call(200, { body: { phone_number: PHONE, status: 'opted_in', evidence: null } })
  },

  'GET /api/v1/inbound-messages': async (call) => {
    await aReplyRow()
    await aReplyRow({ keyword: 'stop', effect: 'opted_out', sent_at: '2026-03-10 08:59:00' })
    const { meta } = await call(200, { query: { limit: 1 } })
    await call(200, { query: { cursor: meta.next_cursor } })
    await call(200, { query: { phone_number: PHONE, unread: true } })
  },

  'POST /api/v1/inbound-messages/{id}/read': async (call) => {
    await aReplyRow()
    const { id } = await db.from('inbound_messages').firstOrFail()
    await call(200, { params: { id } })
    await call(404, NOTHING)
    return { id }
  },
}
