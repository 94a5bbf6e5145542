import { test } from '@japa/runner'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import AuditEvent from '#models/audit_event'
import { anApiToken } from '#tests/helpers/api_tokens'
import { withCleanDatabase } from '#tests/helpers/database'
import { ServerProcess } from '#tests/helpers/server_process'
import { aReceipt, aReply } from '#tests/helpers/operator_bodies'
import { RECEIPTS, REPLIES, SECRET } from '#tests/helpers/webhooks'
import { onOneDatabase } from '#tests/helpers/without_database'

const NUMBER = '+237699887766'
const NAME = 'Zulmira Kanari'
const CANARY = new RegExp(`99887766|Zulmira|Kanari`)

/** Mistyped: as good as the secret for whoever reads it in a log. */
const ALMOST = `${SECRET.slice(0, -1)}x`

test.group('The log of the web server, at its most talkative', (group) => {
  onOneDatabase(group)
  withCleanDatabase(group)

  test('knows neither secret, nor token, nor whom it was about', async ({ assert, cleanup }) => {
    const server = await ServerProcess.start({
      LOG_LEVEL: 'trace',
      ORANGE_WEBHOOK_SECRET: SECRET,
    })
    cleanup(() => server.stop())
    const token = await anApiToken('scheduler:write')
    const call = async (path: string, body: string, headers = {}) => {
      const answer = await fetch(server.url + path, { method: 'POST', body, headers })
      assert.notMatch(await answer.text(), CANARY)
      return answer.status
    }

    const almost = RECEIPTS.replace(SECRET, ALMOST)
    assert.equal(await call(RECEIPTS, aReceipt('r-1', 'DeliveredToTerminal', NUMBER)), 200)
    assert.equal(await call(RECEIPTS, aReceipt('r-2', `${NAME} ${NUMBER}`, NUMBER)), 200)
    assert.equal(await call(REPLIES, aReply(`STOP ${NAME}`, `tel:${NUMBER}`)), 200)
    assert.equal(await call(RECEIPTS, `{"${NAME}": "${NUMBER}"}`), 400)
    assert.equal(await call(RECEIPTS, `${NAME} ${NUMBER}`), 400)
    assert.equal(await call(REPLIES, `{"inboundSMSMessageNotification":"${NAME}"}`), 400)
    assert.equal(await call(RECEIPTS, `${NAME} ${NUMBER}`.repeat(2_000)), 413)
    assert.equal(await call(almost, aReceipt('r-1', 'DeliveredToTerminal', NUMBER)), 404)
    assert.equal(await call(`${RECEIPTS}/%ff`, NAME), 404)
    await anAbortedCall(server.port)

    const withToken = { 'authorization': `Bearer ${token}`, 'content-type': 'application/json' }
    const pause = '/api/v1/scheduler/pause'
    assert.equal(await call(pause, `{"reason":"${NAME} ${NUMBER}`, withToken), 400)
    assert.equal(await call(pause, JSON.stringify({ reason: [NAME] }), withToken), 422)
    assert.equal(await call(`/api/v1/${NAME}`, NUMBER, withToken), 404)
    assert.equal(await call(pause, NAME, { authorization: `Bearer ${token}x` }), 401)

    await db.rawQuery('ALTER TABLE sms_webhook_logs RENAME TO elsewhere')
    cleanup(() => db.rawQuery('ALTER TABLE elsewhere RENAME TO sms_webhook_logs'))
    assert.equal(await call(REPLIES, aReply(NAME, NUMBER)), 503)
    for (let tries = 0; tries < 100 && !server.output.includes('sms_webhook_logs'); tries++)
      await delay(50)

    assert.match(server.output, /a request failed/, 'what went wrong is there')
    assert.match(server.output, /sms_webhook_logs/, 'with its cause')
    for (const secret of [SECRET, ALMOST, SECRET.slice(0, 16), token, token.split('.')[1]])
      assert.notInclude(server.output, secret)
    assert.notMatch(server.output, CANARY)
    assert.notMatch(JSON.stringify(await AuditEvent.all()), CANARY)
  })
})

test.group('Behind a reverse proxy', (group) => {
  onOneDatabase(group)
  withCleanDatabase(group)

  test('the source is what the proxy that is trusted says, no more', async ({
    assert,
    cleanup,
  }) => {
    const server = await ServerProcess.start({
      ORANGE_WEBHOOK_SECRET: SECRET,
      ORANGE_WEBHOOK_SOURCES: '41.202.0.0/16',
      TRUSTED_PROXIES: '127.0.0.1',
    })
    cleanup(() => server.stop())
    const statusFrom = async (forwardedFor: string) => {
      const headers = { 'X-Forwarded-For': forwardedFor }
      const body = aReceipt('r-1')
      return (await fetch(server.url + RECEIPTS, { method: 'POST', body, headers })).status
    }
    assert.equal(await statusFrom('41.202.0.1'), 200)
    assert.equal(await statusFrom('9.9.9.9, 41.202.0.1'), 200)
    assert.equal(await statusFrom('41.202.0.1, 9.9.9.9'), 404)
    assert.equal(await statusFrom('garbage'), 404)
  })
})

async function anAbortedCall(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  socket.write(
    `POST ${REPLIES} HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{"${NAME}":"${NUMBER}`
  )
  await delay(50)
  socket.destroy()
}
