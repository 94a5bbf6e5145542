import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { test } from '@japa/runner'
import { appendAuditEvent } from '#storage/audit_events'
import { toSqlInstant } from '#storage/instants'
import { aMessage } from '#tests/helpers/arrange'
import { aBatchRow } from '#tests/helpers/batch_rows'
import { withCleanDatabase } from '#tests/helpers/database'
import { LOOKS, nameOf, open, picture, WALKED_LOOKS } from '#tests/helpers/looks'
import { aUser } from '#tests/helpers/users'

const REASON = 'Les numéros de la campagne de novembre ont été saisis deux fois à Nkolndongo.'

async function aBusyMorning() {
  const { id: user } = await aUser({ name: 'Rosine Abena', role: 'operator' })
  const { id: message } = await aMessage()
  const actor = `user:${user}`
  const at = (minutes: number) => toSqlInstant(DateTime.utc().minus({ minutes }))
  const events = [
    { actor: 'sweep', action: 'circuit_opened', subject: 'main', detail: { reason: 'timeout' } },
    {
      actor,
      action: 'sending_paused',
      subject: 'all',
      detail: { scope: 'all', reason: 'jour férié' },
    },
    { actor, action: 'messages_rejected', detail: { moved: 38, reason: REASON } },
    { actor: 'cli:awa', action: 'template_set', subject: 'template:7_day_reminder:fr' },
    { actor, action: 'message_edited', subject: `message:${message}` },
  ] as const
  for (const [index, event] of events.entries())
    await appendAuditEvent(db.connection(), { at: at(60 - 10 * index), ...event })
  await aBatchRow({ action: 'retry', status: 'running', matched: 4310, done: 1200, actor })
  await aBatchRow({ action: 'cancel', status: 'failed', matched: 38, done: 12, actor })
}

test.group('Activity in a browser', (group) => {
  withCleanDatabase(group)

  for (const look of WALKED_LOOKS) {
    test(`is sound, full, narrowed and empty, ${nameOf(look)}`, async ({ assert, browser }) => {
      const screen = await open(browser, look)
      const views = async (pages: Record<string, string>) => {
        for (const [page, path] of Object.entries(pages)) {
          await screen.visit(path)
          await picture(screen, `${page}-${nameOf(look)}`)
          await screen.assertSound(assert, page)
        }
      }
      await views({ 'activity-empty': '/activity' })
      await aBusyMorning()
      await views({
        'activity': '/activity',
        'activity-no-match': '/activity?kind=templates&to=2020-01-01&from=x',
      })
      await screen.close()
    })
  }

  test('is narrowed with the keyboard, without JavaScript', async ({ assert, browser }) => {
    await aBusyMorning()
    const screen = await open(browser, LOOKS[0], { javaScriptEnabled: false })
    const { page } = screen
    await screen.visit('/activity')
    await page.locator('#kind').selectOption('templates')
    await page.locator('#from').focus()
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
    const text = await page.textContent('main')
    assert.include(text, 'A changé un texte.')
    assert.notInclude(text, 'A suspendu')
    await screen.close()
  })
})
