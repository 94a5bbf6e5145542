import { test } from '@japa/runner'
import { networkOf } from '#values/network_of'

const NETWORKS: Record<string, string> = {
  '203.0.113.77': '203.0.113.0/24',
  '::ffff:203.0.113.77': '203.0.113.0/24',
  '127.0.0.1': '127.0.0.0/24',
  '2001:db8:7:1:2:3:4:5': '2001:db8:7::/48',
  '2001:0db8:0007::5': '2001:db8:7::/48',
  '2001:db8::5:1': '2001:db8:0::/48',
  '1::2:3:4:5:6:7': '1:0:2::/48',
  '::1': '0:0:0::/48',
  '::': '0:0:0::/48',
  'fe80::1%eth0': 'fe80:0:0::/48',
  'Awa Ngono': 'unknown',
  '237677123456': 'unknown',
  '': 'unknown',
}

test.group('The network of an address', () => {
  for (const [address, network] of Object.entries(NETWORKS))
    test(`${address || 'nothing'}: ${network}`, ({ assert }) => {
      assert.equal(networkOf(address), network)
    })

  test('of no address', ({ assert }) => assert.equal(networkOf(undefined), 'unknown'))
})
