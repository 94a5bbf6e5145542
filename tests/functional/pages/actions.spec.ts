import { test } from '@japa/runner'
import { waitFor } from '#demo/wait_for'
import AuditEvent from '#models/audit_event'
import SmsMessage from '#models/sms_message'
import SmsMessageEvent from '#models/sms_message_event'
import { aMessage, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { aReplyRow } from '#tests/helpers/inbound_rows'
import { readable, Walker } from '#tests/helpers/walker'

const statusOf = async ({ id }: { id: number }) => (await SmsMessage.findOrFail(id)).status

async function audited(action: string) {
  const events = await AuditEvent.query().where('action', action)
  return events.map(({ actor }) => actor.replace(/\d+/, 'N'))
}

test.group('What people do to a message', (group) => {
  withCleanDatabase(group)

  test('is asked first, done once, and audited', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    const message = await aMessage({ status: 'dead_letter', reason: 'retries_used_up' })
    const question = await visitor.get(`/messages/${message.id}/retry`)
    assert.include(readable(question), 'Renvoyer ce rappel ?')
    assert.equal(await statusOf(message), 'dead_letter')

    const done = await visitor.post(`/messages/${message.id}/retry`, { expected: 'dead_letter' })
    assert.include(readable(done), 'Le rappel part dès que possible.')
    assert.equal(await statusOf(message), 'pending')
    const again = await visitor.post(`/messages/${message.id}/retry`, { expected: 'dead_letter' })
    assert.include(readable(again), 'Le message a changé pendant que vous lisiez.')
    assert.deepEqual(await audited('messages_requeued'), ['user:N'])
  })

  test('needs a reason where colleagues need to know', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator', 'en')
    const message = await aMessage({ status: 'failed', reason: 'invalid_number' })
    await visitor.get(`/messages/${message.id}/reject`)
    const path = `/messages/${message.id}/reject`
    const without = await visitor.post(path, { expected: 'failed', reason: ' ' })
    assert.include(readable(without), 'Give a reason: your colleagues need to know.')
    assert.equal(await statusOf(message), 'failed')
    const done = await visitor.post(path, { expected: 'failed', reason: 'wrong child' })
    assert.include(readable(done), 'Reminder rejected.')
    assert.include(readable(done), 'wrong child')
    const [event] = await SmsMessageEvent.query().where('message_id', message.id)
    assert.equal(event.detail, 'wrong child')
  })

  test('cancels what waits, and settles what may have left', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    const waiting = await aMessage()
    await visitor.get(`/messages/${waiting.id}/cancel`)
    await visitor.post(`/messages/${waiting.id}/cancel`, { expected: 'pending' })
    assert.equal(await statusOf(waiting), 'cancelled')

    const unknown = await aMessage({ status: 'unknown', reason: 'timeout', attemptCount: 1 })
    const path = `/messages/${unknown.id}`
    await visitor.get(`${path}/resolve`)
    await visitor.post(`${path}/resolve`, { expected: 'unknown', as: 'nonsense' })
    await visitor.get(`${path}/retry`)
    await visitor.post(`${path}/retry`, { expected: 'unknown' })
    assert.equal(await statusOf(unknown), 'unknown')
    await visitor.post(`${path}/resolve`, { expected: 'unknown', as: 'delivered' })
    assert.equal(await statusOf(unknown), 'delivered')
  })

  test('corrects number and text, of a message that is as it was seen', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    const message = await aMessage({ status: 'failed', reason: 'invalid_number' })
    const path = `/messages/${message.id}/edit`
    await visitor.get(path)
    const moved = await visitor.post(path, { expected: 'pending', number: PHONE, text: '' })
    assert.include(readable(moved), 'Le message a changé pendant que vous lisiez.')
    const wrong = await visitor.post(path, { expected: 'failed', number: '12', text: '' })
    assert.include(readable(wrong), 'Ce numéro ne peut pas être appelé.')
    const done = await visitor.post(path, { expected: 'failed', number: '677 12 34 56', text: '' })
    assert.include(readable(done), 'Corrigé.')
    assert.equal((await SmsMessage.findOrFail(message.id)).phoneNumber, PHONE)
    assert.deepEqual(await audited('message_edited'), ['user:N'])
  })

  test('is not for viewers, nor for forms of other sites', async ({ assert }) => {
    const message = await aMessage({ status: 'failed', reason: 'no_route' })
    const viewer = await Walker.signedIn('viewer')
    const page = await viewer.get(`/messages/${message.id}`)
    assert.include(readable(page), 'Votre compte peut regarder, pas agir.')
    const paths = ['retry', 'edit', 'resolve', 'reject', 'cancel'].map(
      (action) => `/messages/${message.id}/${action}`
    )
    for (const path of [...paths, '/batches/new?do=retry']) {
      assert.equal((await viewer.get(path)).status, 403, path)
    }
    for (const path of [...paths, '/batches', '/replies/1/read']) {
      await viewer.get('/messages')
      assert.equal((await viewer.post(path, { expected: 'failed' })).status, 403, path)
    }
    const operator = await Walker.signedIn('operator')
    await operator.get(`/messages/${message.id}/reject`)
    await operator.post(`/messages/${message.id}/reject`, {
      _csrf: 'forged',
      expected: 'failed',
      reason: 'x',
    })
    assert.equal(await statusOf(message), 'failed')
  })
})

test.group('What people do to many messages', (group) => {
  withCleanDatabase(group)

  test('is shown with count and cost, then done in the background', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    for (let n = 0; n < 3; n++)
      await aMessage({ status: 'dead_letter', reason: 'retries_used_up', attemptCount: 1 })
    const other = await aMessage({ status: 'failed', reason: 'invalid_number' })
    const attention = await visitor.get('/attention')
    assert.include(readable(attention), '4 messages attendent une décision.')
    assert.include(readable(attention), 'Tous les essais ont échoué')

    const filter = { do: 'retry', status: 'dead_letter', reason: 'retries_used_up' }
    const preview = await visitor.get(`/batches/new?${new URLSearchParams(filter)}`)
    assert.include(readable(preview), 'Renvoyer 3 rappels')
    assert.include(readable(preview), 'Coûteraient 3 unités')
    const begun = await visitor.post('/batches', filter)
    assert.match(begun.path, /^\/batches\/\d+$/)
    await waitFor('the batch', async () =>
      readable(await visitor.get(begun.path)).includes('3 messages changés')
    )
    assert.equal(await statusOf(other), 'failed')
  })

  test('touches the ticked ones alone, with a reason where one is needed', async ({ assert }) => {
    const visitor = await Walker.signedIn('operator')
    const messages = []
    for (let n = 0; n < 3; n++)
      messages.push(await aMessage({ status: 'failed', reason: 'invalid_number' }))
    const [first, second, third] = messages
    const query = `do=reject&tab=failed&on=picked&id=${first.id}&id=${second.id}`
    const preview = await visitor.get(`/batches/new?${query}`)
    assert.include(readable(preview), 'Rejeter 2 rappels ?')
    const form = {
      'do': 'reject',
      'tab': 'failed',
      'on': 'picked',
      'id[]': [String(first.id), String(second.id)],
    }
    const without = await visitor.post('/batches', form)
    assert.include(readable(without), 'Écrivez une raison')
    await visitor.get(`/batches/new?${query}`)
    const begun = await visitor.post('/batches', { ...form, note: 'numéros d’essai' })
    await waitFor('the batch', async () =>
      readable(await visitor.get(begun.path)).includes('2 messages changés')
    )
    assert.equal(await statusOf(third), 'failed')
  })

  test('are replies that somebody has read', async ({ assert }) => {
    await aReplyRow({ body: 'On a déménagé' })
    const visitor = await Walker.signedIn('operator')
    const page = await visitor.get('/attention')
    assert.include(readable(page), '1 réponse à lire')
    assert.include(readable(page), 'On a déménagé')
    const [, path] = /action="(\/replies\/\d+\/read)"/.exec(page.html)!
    const after = await visitor.post(path)
    assert.include(readable(after), 'Réponse marquée comme lue.')
    assert.include(readable(after), 'Rien n’attend de décision')
  })
})
