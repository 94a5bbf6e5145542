import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { GatewayConfig } from '#gateways/define_config'
import { KeptHealth } from '#monitoring/kept_health'
import SmsMessage from '#models/sms_message'
import { auditTrail } from '#tests/helpers/audit_trail'
import { aPatient } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { aUser } from '#tests/helpers/users'
import { readable, Walker, type WalkedPage } from '#tests/helpers/walker'

const keyOf = ({ html }: WalkedPage) => /name="key" value="([^"]+)"/.exec(html)![1]

const stepsOf = ({ html }: WalkedPage) => ({
  done: html.match(/<li class="done">/g)?.length ?? 0,
  missing: html.match(/<li><h2>/g)?.length ?? 0,
})

/** An operator whose account has answered, and a heartbeat of the scheduler. */
async function everythingRuns(): Promise<void> {
  const at = new Date().toISOString().slice(0, 19).replace('T', ' ')
  await db.table('gateway_accounts').insert({
    name: 'orange',
    gateway: 'orange',
    state: 'active',
    state_since: at,
    consecutive_failures: 0,
    next_slot_at: 0,
    units: 10_000,
    balance_polled_at: at,
    created_at: at,
    updated_at: at,
  })
  await db.table('sms_daily_counts').insert({
    day: '2026-03-09',
    message_type: 'test',
    status: 'delivered',
    count: 1,
  })
}

test.group('The first steps', (group) => {
  withCleanDatabase(group)
  group.each.setup(async () => {
    await installDefaultTemplates()
    app.container.swap(KeptHealth, () => new KeptHealth())
    return () => app.container.restore(KeptHealth)
  })

  test('begin with the command that creates the first account', async ({ assert }) => {
    const command = 'node ace user:create --email=you@example.org --name="Your Name" --role=admin'
    const stranger = Walker.stranger()
    assert.include(readable(await stranger.get('/sign-in')), command)
    await aUser()
    assert.notInclude(readable(await stranger.get('/sign-in')), command)
  })

  test('are the first page while there is nothing, and one line of it later', async ({
    assert,
  }) => {
    const visitor = await Walker.signedIn('operator')
    const page = await visitor.get('/')
    for (const words of [
      'Il manque 8 étapes avant que les rappels partent pour de vrai.',
      'Les textes sont prêts',
      'Importez les enfants et leurs dates',
      'Envoyez-vous un rappel d’essai',
      'SMS_GATEWAY=orange',
    ])
      assert.include(readable(page), words)
    assert.deepEqual(stepsOf(page), { done: 1, missing: 8 })
    assert.include(page.html, 'href="/imports"')

    await aPatient()
    const later = readable(await visitor.get('/'))
    assert.include(later, 'Il manque 7 étapes')
    assert.notInclude(later, 'Importez les enfants')
    assert.deepEqual(stepsOf(await visitor.get('/start')), { done: 2, missing: 7 })
  })

  test('are told by what is on record, and are gone when all is done', async ({ assert }) => {
    await everythingRuns()
    await aPatient()
    const [account] = app.config.get<GatewayConfig>('sms_gateways').accounts
    const accounts = [{ ...account, name: 'orange', gateway: 'orange' as const }]
    app.container.swap(GatewayConfig, () =>
      Object.assign(Object.create(GatewayConfig.prototype), { accounts, isForReal: true })
    )
    try {
      const visitor = await Walker.signedIn('viewer', 'en')
      const page = await visitor.get('/start')
      assert.include(readable(page), '10,000 units are left.')
      assert.include(readable(page), 'One step is missing')
      assert.include(readable(page), 'Start Rappel', 'no scheduler has been heard')

      const beat = new Date().toISOString().slice(0, 19).replace('T', ' ')
      await db.table('workers').insert({
        id: 'one',
        role: 'scheduler',
        host: 'here',
        pid: 1,
        started_at: beat,
        heartbeat_at: beat,
      })
      app.container.restore(KeptHealth)
      app.container.swap(KeptHealth, () => new KeptHealth())
      assert.include(readable(await visitor.get('/start')), 'Everything is ready')
      assert.notInclude((await visitor.get('/')).html, 'href="/start"')
    } finally {
      app.container.restore(GatewayConfig)
    }
  })

  test('send one SMS to a number of ones own, however often the button is pressed', async ({
    assert,
  }) => {
    const visitor = await Walker.signedIn('operator')
    const form = await visitor.get('/start/test')
    const key = keyOf(form)
    const wrong = await visitor.post('/start/test', { key, number: '12' })
    assert.equal(wrong.status, 422)
    assert.include(readable(wrong), 'Ce n’est pas un numéro que les SMS atteignent.')
    const abroad = await visitor.post('/start/test', { key, number: '+33612345678' })
    assert.include(readable(abroad), 'ne peuvent pas aller dans ce pays')
    assert.lengthOf(await SmsMessage.all(), 0)

    const page = await visitor.post('/start/test', { key, number: '6 90 00 00 01' })
    assert.match(page.path, /^\/messages\/\d+$/)
    assert.include(readable(page), 'Le SMS est prévu.')
    assert.include(readable(page), 'SMS d’essai')
    const again = await visitor.post('/start/test', { key, number: '6 90 00 00 01' })
    assert.equal(again.path, page.path)
    const [message, ...others] = await SmsMessage.all()
    assert.lengthOf(others, 0)
    assert.include(message.toJSON(), {
      messageType: 'test',
      status: 'pending',
      phoneNumber: '+237690000001',
    })
    const created = (await auditTrail()).filter(({ action }) => action === 'message_created')
    assert.lengthOf(created, 1)
    assert.match(created[0].actor, /^user:\d+$/)
  })

  test('say that there is no text to send', async ({ assert }) => {
    await db.from('sms_templates').delete()
    const visitor = await Walker.signedIn('operator', 'en')
    assert.include(readable(await visitor.get('/start/test')), 'There is no text to send yet.')
    assert.include(readable(await visitor.get('/start')), 'Write the missing texts')
  })

  test('show a viewer what is missing, without the buttons', async ({ assert }) => {
    const visitor = await Walker.signedIn('viewer')
    const page = await visitor.get('/start')
    assert.notInclude(page.html, 'class="btn')
    assert.equal((await visitor.get('/start/test')).status, 403)
  })
})
