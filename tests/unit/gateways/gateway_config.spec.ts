import { test } from '@japa/runner'
import { GatewayConfig } from '#gateways/define_config'
import type { AccountSettings } from '#gateways/settings'
import { moreAccounts } from '#gateways/more_accounts'
import { aConfig } from '#tests/helpers/orange_gateway'

const LIMITS = { leaseSeconds: 90, maxSegments: 3 }
const orange = (values: Partial<AccountSettings['orange']> = {}): AccountSettings => {
  const account = aConfig('https://api.orange.com')
  return { ...account, orange: { ...account.orange, ...values } }
}
const config = (...accounts: AccountSettings[]) => new GatewayConfig({ accounts }, LIMITS)

test.group('config/sms_gateways.ts', () => {
  test('wants a lease that outlasts the request', ({ assert }) => {
    assert.throws(
      () => config(orange({ timeoutMs: 70_001 })),
      /ORANGE_TIMEOUT_MS is 70001, allowed: at most 70000/
    )
    assert.doesNotThrow(() => config(orange({ timeoutMs: 70_000 })))
  })

  test('wants credentials only where Orange is used', ({ assert }) => {
    const without = orange({ clientId: undefined, clientSecret: undefined })
    assert.throws(
      () => config(without),
      /ORANGE_CLIENT_ID is empty(.|\n)*ORANGE_CLIENT_SECRET is empty/
    )
    assert.doesNotThrow(() => config({ ...without, gateway: 'log' }))
  })

  test('a limit in segments lets the longest SMS through', ({ assert }) => {
    assert.throws(
      () => config({ ...orange(), countedIn: 'segments', ratePerSecond: 2 }),
      /ORANGE_RATE_LIMIT_PER_SECOND is 2, allowed: at least 3/
    )
  })

  test('two accounts never take the same numbers', ({ assert }) => {
    const other = { ...orange(), name: 'sn' }
    assert.throws(() => config(orange(), other), /orange, sn have no prefixes/)
    assert.throws(
      () => config({ ...orange(), prefixes: ['+221'] }, { ...other, prefixes: ['+221', '221'] }),
      /ORANGE_SN_PREFIXES is "221"(.|\n)*prefix "\+221" is given twice/
    )
    assert.throws(() => config(orange(), orange()), /account name "orange" is used twice/)
  })
})

test.group('Further accounts of the environment', () => {
  const environment = {
    ORANGE_SN_CLIENT_ID: 'dakar',
    ORANGE_SN_CLIENT_SECRET: 'secret',
    ORANGE_SN_SENDER_ADDRESS: 'tel:+2210000',
    ORANGE_SN_PREFIXES: '+221, +2217',
    ORANGE_SN_RATE_LIMIT_PER_SECOND: '2.5',
  }

  test('have credentials, sender, prefixes and limit of their own, and the rest of the first', ({
    assert,
  }) => {
    const [sn] = moreAccounts('sn', environment, orange({ timeoutMs: 9_000 }))
    assert.containsSubset(sn, {
      name: 'sn',
      gateway: 'orange',
      prefixes: ['+221', '+2217'],
      ratePerSecond: 2.5,
    })
    assert.equal(sn.orange.clientSecret!.release(), 'secret')
    assert.include(sn.orange, {
      clientId: 'dakar',
      senderAddress: 'tel:+2210000',
      timeoutMs: 9_000,
      baseUrl: 'https://api.orange.com',
    })
    assert.doesNotThrow(() => config(orange(), sn))
  })

  test('what is missing or wrong is named by its variable, all at once', ({ assert }) => {
    const wrong = { ORANGE_CI_RATE_LIMIT_PER_SECOND: 'many', ORANGE_CI_PREFIXES: '+225' }
    assert.throws(
      () => config(orange(), ...moreAccounts('ci', wrong, orange())),
      /ORANGE_CI_RATE_LIMIT_PER_SECOND is NaN(.|\n)*ORANGE_CI_SENDER_ADDRESS is ""(.|\n)*ORANGE_CI_CLIENT_ID is empty/
    )
  })
})
