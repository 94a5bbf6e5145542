/** Rappel with a gateway that accepts at once: claim, gate, attempt row, events, outcome. */
import type { SendResult } from '#gateways/types'
import { bootForBench } from '../helpers.js'
import { playRound } from './round.js'

const [database, count] = process.argv.slice(2)
const messages = Number(count)
const { app } = await bootForBench(database as 'sqlite' | 'pg', {
  SMS_GATEWAY: 'log',
  SMS_BATCH_SIZE: '500',
  ORANGE_RATE_LIMIT_PER_SECOND: '100000',
})
const { SmsGateway } = await import('#gateways/sms_gateway')
const { SmsGateways } = await import('#gateways/sms_gateways')
const { ProcessDueMessages } = await import('#delivery/sweep/process_due_messages')
const { insertDueMessages } = await import('#tests/helpers/orange_runs')
const { cleanDatabase } = await import('#tests/helpers/database')

class NullGateway extends SmsGateway {
  readonly name = 'null'
  readonly timeoutMs = 1_000

  async prepare() {
    return { ready: true } as const
  }

  async readContracts() {
    return { supported: false } as const
  }

  async send({ messageId }: { messageId: number }): Promise<SendResult> {
    return { outcome: 'accepted', providerMessageId: `null-${messageId}`, durationMs: 0 }
  }
}

app.container.bindValue(SmsGateways, new SmsGateways({ log: new NullGateway() }))
await cleanDatabase()
await insertDueMessages(messages)
if (database === 'pg') {
  const db = await app.container.make('lucid.db')
  await db.rawQuery('VACUUM ANALYZE')
}
const sweep = await app.container.make(ProcessDueMessages)
await playRound(messages, async () => {
  const { statistics } = await sweep.run()
  if (statistics.sent !== messages) throw new Error(`sent ${statistics.sent} of ${messages}`)
})
