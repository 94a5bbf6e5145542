import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { OrangeEmulator } from '#emulator/orange_emulator'
import { MAGIC_NUMBERS } from '#emulator/magic_numbers'
import { runAce } from '#tests/helpers/ace_process'
import { aMessage } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { orangeEnvironment } from '#tests/helpers/orange_runs'

const CANARY_TEXT = 'Zulmira Kanari'
const CANARY_PREFIX = '69777'

/** Faults that would pause the account before the others had their turn. */
const PAUSES = ['bad_credentials', 'no_credit', 'contract_expired', 'wrong_sender']

test.group('Phone numbers, names and texts', (group) => {
  withCleanDatabase(group)

  test('reach no log and no error, whatever the operator answers', async ({ assert }) => {
    const emulator = await OrangeEmulator.start({ ratePerSecond: null })
    const endings = Object.entries(MAGIC_NUMBERS).filter(([, { fault }]) => !PAUSES.includes(fault))
    for (const [ending] of endings) {
      await aMessage({
        phoneNumber: `+237${CANARY_PREFIX}${ending}`,
        body: `Bonjour ${CANARY_TEXT}`,
      })
    }
    await aMessage({ phoneNumber: `+237${CANARY_PREFIX}1234`, body: `${CANARY_TEXT} `.repeat(60) })

    const { code, stdout, stderr } = await runAce(['sms:process', '--json'], {
      ...orangeEnvironment(emulator.url, { ratePerSecond: 500 }),
      LOG_LEVEL: 'trace',
      ORANGE_TIMEOUT_MS: '3000',
    })
    await emulator.stop()

    assert.equal(code, 0)
    assert.isAbove(stderr.split('\n').length, endings.length, 'every answer was logged')
    const written = [
      stdout,
      stderr,
      JSON.stringify(await db.from('sms_attempts')),
      JSON.stringify(await db.from('sms_message_events')),
      JSON.stringify(await db.from('sms_messages').select('error_code', 'error_message', 'reason')),
      JSON.stringify(await db.from('gateway_accounts')),
    ]
    for (const text of written) {
      assert.notInclude(text, CANARY_PREFIX)
      assert.notInclude(text, 'Zulmira')
    }
  }).timeout(60_000)
})
