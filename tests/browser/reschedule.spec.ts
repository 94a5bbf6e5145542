import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { nameOf, open, picture, WALKED_LOOKS } from '#tests/helpers/looks'

const day = DateTime.utc().plus({ days: 3 }).toFormat('yyyy-MM-dd')

test.group('Another date, and what waits beside messages, in a browser', (group) => {
  withCleanDatabase(group)

  for (const look of WALKED_LOOKS) {
    test(`are sound, ${nameOf(look)}`, async ({ assert, browser }) => {
      const scheduledAt = DateTime.utc().plus({ days: 1 })
      const { id } = await aMessage({ scheduledAt, expiresAt: scheduledAt.plus({ days: 9 }) })
      const at = '2026-03-10 09:00:00'
      await db.table('outgoing_events').insert({
        event_id: 'a',
        destination: 'webhook',
        type: 'message.delivered',
        status: 'dead_letter',
        occurred_at: at,
        next_attempt_at: at,
        given_up_at: at,
      })
      const screen = await open(browser, look)
      const path = `/messages/${id}/reschedule`
      const pages: Record<string, string> = {
        'attention-others': '/attention',
        'reschedule': path,
        'reschedule-wrong': `${path}?day=2020-01-01`,
        'reschedule-date': `${path}?day=${day}&time=09:30`,
        'reschedule-many': '/batches/new?do=reschedule&tab=scheduled',
        'reschedule-many-date': `/batches/new?do=reschedule&tab=scheduled&day=${day}&time=09:30`,
      }
      for (const [page, address] of Object.entries(pages)) {
        await screen.visit(address)
        await picture(screen, `${page}-${nameOf(look)}`)
        await screen.assertSound(assert, page)
      }
      await screen.close()
    })
  }
})
