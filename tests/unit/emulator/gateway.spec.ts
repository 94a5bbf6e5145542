import { test } from '@japa/runner'
import { Secret } from '@adonisjs/core/helpers'
import { FrozenClock } from '#app/clock'
import { MAGIC_NUMBERS } from '#emulator/magic_numbers'
import { OrangeGateway } from '#gateways/orange/orange_gateway'
import { aLogger } from '#tests/helpers/logger'
import { aConfig } from '#tests/helpers/orange_gateway'
import { withEmulators } from './support.js'
import { withoutDatabase } from '#tests/helpers/without_database'

/** What our gateway makes of each special number, try by try, and how often Orange then has the message. */
const MEETINGS: Record<string, { outcomes: string[]; taken: number }> = {
  '0001': { outcomes: ['ambiguous'], taken: 1 },
  '0002': { outcomes: ['ambiguous'], taken: 1 },
  '0003': { outcomes: ['ambiguous'], taken: 1 },
  '0004': { outcomes: ['ambiguous'], taken: 0 },
  '0005': { outcomes: ['ambiguous'], taken: 0 },
  '0006': { outcomes: ['ambiguous'], taken: 1 },
  '0607': { outcomes: ['ambiguous'], taken: 1 },
  '0007': { outcomes: ['accepted'], taken: 1 },
  '0008': { outcomes: ['ambiguous'], taken: 1 },
  '0280': { outcomes: ['refused text_too_long'], taken: 0 },
  '0400': { outcomes: ['refused invalid_number'], taken: 0 },
  '0401': { outcomes: ['accepted'], taken: 1 },
  '0402': { outcomes: ['account no_credit', 'accepted'], taken: 1 },
  '0403': { outcomes: ['account contract_expired', 'accepted'], taken: 1 },
  '0408': { outcomes: ['transient', 'transient', 'accepted'], taken: 1 },
  '0420': { outcomes: ['configuration', 'accepted'], taken: 1 },
  '0429': { outcomes: ['throttled', 'accepted'], taken: 1 },
  '0430': { outcomes: ['throttled', 'accepted'], taken: 1 },
  '0441': { outcomes: ['account bad_credentials', 'accepted'], taken: 1 },
  '0480': { outcomes: ['transient', 'transient', 'transient', 'transient'], taken: 0 },
  '0500': { outcomes: ['ambiguous'], taken: 0 },
  '0502': { outcomes: ['ambiguous'], taken: 0 },
  '0503': { outcomes: ['provider_down', 'accepted'], taken: 1 },
  '0504': { outcomes: ['ambiguous'], taken: 0 },
  '5555': { outcomes: ['accepted'], taken: 1 },
}

/** Milliseconds until an answer is given up: where none comes, and where it may take its time. */
const PATIENCE_MS = { silent: 1_000, answered: 30_000 }
const SILENT = ['0003', '0005', '0006', '0607']

test.group('Our gateway meets the emulator', (group) => {
  withoutDatabase(group)
  const start = withEmulators(group)

  test('at every special number', ({ assert }) => {
    assert.includeMembers(Object.keys(MEETINGS), Object.keys(MAGIC_NUMBERS))
  })

  for (const [ending, { outcomes, taken }] of Object.entries(MEETINGS)) {
    test(`…${ending}: ${outcomes.join(', ')}`, async ({ assert }) => {
      const { emulator } = await start()
      const timeoutMs = PATIENCE_MS[SILENT.includes(ending) ? 'silent' : 'answered']
      const config = aConfig(emulator.url, { timeoutMs })
      const orange = { ...config.orange, clientId: 'demo', clientSecret: new Secret('demo') }
      const gateway = new OrangeGateway(
        { orange },
        new FrozenClock('2026-03-10T08:00:00Z'),
        aLogger().logger
      )
      for (const expected of outcomes) {
        const result = await gateway.send({
          messageId: 1,
          phoneNumber: `+23769000${ending}`,
          body: 'Rappel de vaccination',
        })
        const reason = 'reason' in result ? result.reason : ''
        assert.match(`${result.outcome} ${reason}`, new RegExp(`^${expected}`))
      }
      assert.equal(emulator.report().accepted, taken)
    })
  }
})
