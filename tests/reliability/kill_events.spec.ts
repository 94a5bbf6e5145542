import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from '@japa/runner'
import { countOf, withCleanDatabase } from '#tests/helpers/database'
import { AceProcess } from '#tests/helpers/ace_process'
import { aMessage } from '#tests/helpers/arrange'
import { KEY, move, SENT, turnOn } from '#tests/helpers/outgoing_events'

const MESSAGES = 20
const KILLS = 3
/** Past the lease of whoever was killed. */
const LATER = { APP_CLOCK_OFFSET_MS: String(10 * 60_000) }

test.group('SIGKILL between the POST of an event and its record', (group) => {
  withCleanDatabase(group)

  test('nothing is lost: it is told again with the same id', async ({ assert, cleanup }) => {
    await turnOn('webhook')
    for (let n = 0; n < MESSAGES; n++) {
      const { id } = await aMessage({ status: 'sending' })
      await move(id, SENT)
    }
    const heard: { id: string; message: number }[] = []
    let running: AceProcess
    let killedAt: number | null = null
    const receiver = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const { id, message } = JSON.parse(Buffer.concat(chunks).toString())
      heard.push({ id, message: message.id })
      /** Heard, and the sender will never know. */
      if (killedAt !== null && heard.length >= killedAt) running.kill('SIGKILL')
      else response.writeHead(200).end()
    })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    cleanup(() => closed(receiver))
    const environment = {
      EVENTS_WEBHOOK_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
      EVENTS_WEBHOOK_SECRET: KEY,
      ALLOW_PRIVATE_ADDRESSES: '127.0.0.1',
    }

    for (let kill = 0; kill < KILLS; kill++) {
      killedAt = heard.length + 3
      const later = { APP_CLOCK_OFFSET_MS: String(kill * 3 * 60_000) }
      running = new AceProcess(['events:deliver'], { ...environment, ...later })
      const { signal, stdout, stderr } = await running.ended
      assert.equal(signal, 'SIGKILL', stdout + stderr)
    }
    killedAt = null
    running = new AceProcess(['events:deliver', '--json'], { ...environment, ...LATER })
    const { code, stdout, stderr } = await running.ended
    assert.equal(code, 0, stderr)
    assert.equal(JSON.parse(stdout).webhook.delivered, MESSAGES)

    assert.equal(await countOf('outgoing_events'), 0)
    const idOf = new Map<number, Set<string>>()
    for (const { id, message } of heard) idOf.set(message, (idOf.get(message) ?? new Set()).add(id))
    assert.equal(idOf.size, MESSAGES)
    for (const ids of idOf.values()) assert.equal(ids.size, 1)
    assert.isAbove(heard.length, MESSAGES)
  })
})

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => void server.close(() => resolve()))
}
