import { test } from '@japa/runner'
import SmsAttempt from '#models/sms_attempt'
import { parseErrorBody } from '#gateways/orange/parse_error_body'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { anEngine } from '#tests/helpers/engine'

const UNSTORABLE = 'the text \0 is \uD83D refused'

test.group('An answer that no database can store', (group) => {
  withCleanDatabase(group)

  test('is recorded all the same, without what cannot be stored', async ({ assert }) => {
    const { sweep, gateway } = await anEngine()
    const message = await aMessage({ body: 'Rappel' })
    gateway.answerMessage(message.id, {
      outcome: 'refused',
      reason: 'unrecognised_refusal',
      httpStatus: 400,
      errorMessage: UNSTORABLE,
    })
    await sweep.run()
    await message.refresh()
    assert.equal(message.status, 'failed')
    assert.equal(message.errorMessage, 'the text  is \uFFFD refused')
    const attempt = await SmsAttempt.findByOrFail('message_id', message.id)
    assert.equal(attempt.errorMessage, 'the text  is \uFFFD refused')
  })

  test('a text of Orange that is cut in the middle of a character is whole', ({ assert }) => {
    const message = `${'x'.repeat(499)}😀`
    const { message: text } = parseErrorBody(JSON.stringify({ code: 1, message }))
    assert.isTrue(text!.isWellFormed())
  })
})
