import { test } from '@japa/runner'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { withCleanDatabase } from '#tests/helpers/database'
import { ServerProcess } from '#tests/helpers/server_process'
import { aReceipt } from '#tests/helpers/operator_bodies'
import { RECEIPTS, SECRET } from '#tests/helpers/webhooks'

const LANES = 8
const ENOUGH = 200
/** The connections that callers keep open must not keep the server from ending. */
const SOON_MS = 5_000

/** Calls until the server is gone, and adds the ids that it says it has. */
async function callUntilItEnds(server: ServerProcess, said: string[]): Promise<void> {
  const lane = async (name: number) => {
    for (let call = 0; ; call++) {
      const id = `${name}-${call}`
      const options = { method: 'POST', body: aReceipt(id) }
      const answer = await fetch(server.url + RECEIPTS, options).catch(() => undefined)
      if (!answer) return
      await answer.text().catch(() => undefined)
      if (answer.status === 200) said.push(id)
    }
  }
  await Promise.all(Array.from({ length: LANES }, (_, name) => lane(name)))
}

test.group('A web server that ends while it is called', (group) => {
  withCleanDatabase(group)

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    test(`by ${signal} has stored whatever it answered with 200`, async ({ assert, cleanup }) => {
      const server = await ServerProcess.start({
        ORANGE_WEBHOOK_SECRET: SECRET,
        ORANGE_WEBHOOK_RATE_PER_SECOND: '100000',
      })
      cleanup(() => server.stop('SIGKILL'))
      const said: string[] = []
      const calling = callUntilItEnds(server, said)
      while (said.length < ENOUGH) await delay(5)
      const told = Date.now()
      await server.stop(signal)
      assert.isBelow(Date.now() - told, SOON_MS)

      await calling
      const rows = await db.from('sms_webhook_logs').select('provider_message_id')
      const stored = new Set(rows.map((row) => row.provider_message_id))
      assert.isEmpty(said.filter((id) => !stored.has(id)))
    })
  }

  test('does not wait for ever for one who began to ask', async ({ assert, cleanup }) => {
    const server = await ServerProcess.start()
    cleanup(() => server.stop('SIGKILL'))
    const socket = connect(server.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write('GET /health/live HTTP/1.1\r\nHost:')
    await delay(100)
    const told = Date.now()
    await server.stop()
    assert.isBelow(Date.now() - told, 20_000)
  })
})
