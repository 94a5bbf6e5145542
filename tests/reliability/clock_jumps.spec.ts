import { test } from '@japa/runner'
import { FrozenClock } from '#app/clock'
import SmsAttempt from '#models/sms_attempt'
import SmsMessage from '#models/sms_message'
import { aMessage } from '#tests/helpers/arrange'
import { cleanDatabase } from '#tests/helpers/database'
import { share } from '#tests/helpers/delivery_checker'
import { secondConnection } from '#tests/helpers/second_connection'
import { anEngine } from '#tests/helpers/engine'
import { TEST_NOW, now } from '#tests/helpers/test_clock'
import { trials } from '#tests/reliability/support/scale'

const TRIALS = trials(25, 250)

test.group('The clock jumps a day while POSTs are under way', (group) => {
  group.each.setup(() => cleanDatabase())

  for (const [title, days] of Object.entries({ forward: 1, back: -1 })) {
    test(`${title}: nothing early, nothing twice, nothing lost`, async ({ assert }) => {
      const all = { due: 0, unknown: 0 }
      for (let trial = 0; trial < TRIALS; trial++) {
        await cleanDatabase()
        const clock = new FrozenClock(TEST_NOW)
        const other = await secondConnection()
        const [holder, rival] = [await anEngine({ clock }), await anEngine({ clock, db: other.db })]
        for (let n = 0; n < 6; n++) await aMessage()
        const later = await aMessage({ scheduledAt: now.plus({ hours: 2 }) })
        const muchLater = await aMessage({ scheduledAt: now.plus({ days: 3 }) })

        holder.gateway.hold()
        const sweep = holder.sweep.run()
        await holder.gateway.arrived(1 + Math.floor(Math.random() * 6))
        clock.advance({ days })
        await rival.sweep.run()
        holder.gateway.release()
        await sweep
        clock.advance({ days: -days })
        await rival.sweep.run()
        clock.advance({ minutes: 5 })
        await rival.sweep.run()
        await other.close()

        const posts = [...holder.gateway.sent, ...rival.gateway.sent].map((sms) => sms.messageId)
        assert.lengthOf(new Set(posts), posts.length, 'a message was sent twice')
        assert.lengthOf(await SmsAttempt.all(), posts.length)
        /** A day later it is due; who claims it just before the clock goes back leaves it for its time. */
        if (days < 0) assert.notInclude(posts, later.id)
        assert.notInclude(posts, muchLater.id)
        for (const { startedAt, messageId } of await SmsAttempt.all()) {
          const { scheduledAt } = await SmsMessage.findOrFail(messageId)
          assert.isAtLeast(startedAt.toMillis(), scheduledAt.toMillis())
        }
        const ends = await SmsMessage.query().whereNot('id', muchLater.id)
        const open = ends.filter(({ status }) => !['sent', 'unknown'].includes(status))
        assert.isEmpty(open.filter(({ id }) => id !== later.id))
        assert.isTrue(open.every(({ status, leaseToken }) => status === 'pending' && !leaseToken))
        all.due += posts.length
        all.unknown += ends.filter(({ status }) => status === 'unknown').length
      }
      console.log(
        `    a day ${title}: sent twice ${share(0, all.due)} messages · unknown ${share(all.unknown, all.due)}`
      )
    })
  }
})
