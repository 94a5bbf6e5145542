import { test } from '@japa/runner'
import { AccountCountries } from '#gateways/account_countries'
import type { AccountSettings } from '#gateways/settings'

const account = (senderAddress: string, ...prefixes: string[]) => {
  return { prefixes, orange: { senderAddress } as AccountSettings['orange'] }
}

test.group('The countries of the accounts', () => {
  const accounts = [
    account('tel:+2370000'),
    account('tel:+2210000', '+221'),
    account('tel:98164', '+225', '+22670'),
  ]
  const countries = new AccountCountries(accounts, 'CM')

  test('come from sender addresses and prefixes', ({ assert }) => {
    assert.deepEqual(countries.all(), ['CM', 'SN', 'CI', 'BF'])
    assert.deepEqual(countries.prefixes(), ['+237', '+221', '+225', '+226'])
    assert.deepEqual(new AccountCountries([account('tel:98164')], 'ML').all(), ['ML'])
  })

  for (const [address, expected] of [
    ['+2210000', ['SN']],
    ['tel:+2210000', ['SN']],
    ['2210000', ['SN']],
    ['tel:98164', ['CI', 'BF']],
    ['+221338000000', ['SN']],
    ['+2230000', ['ML']],
    ['8164', ['CM', 'SN', 'CI', 'BF']],
    [null, ['CM', 'SN', 'CI', 'BF']],
  ] as const) {
    test(`${address} is of ${expected.join(', ')}`, ({ assert }) => {
      assert.deepEqual(countries.writtenTo(address), [...expected])
    })
  }
})
