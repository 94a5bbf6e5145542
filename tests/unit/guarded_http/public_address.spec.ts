import { test } from '@japa/runner'
import { isPublicAddress } from '#guarded_http/public_address'
import { withoutDatabase } from '#tests/helpers/without_database'

const PUBLIC = [
  '8.8.8.8',
  '41.202.207.1',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.1',
  '2001:4860:4860::8888',
  '2c0f:f248::1',
]

const NOT_PUBLIC: Record<string, string[]> = {
  'this machine': ['127.0.0.1', '127.255.255.254', '0.0.0.0', '::1', '::'],
  'a private network': ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fd00::1'],
  'the link': ['169.254.1.1', 'fe80::1', 'fe80::1%eth0'],
  'the data of a cloud': ['169.254.169.254', '100.100.100.200', '168.63.129.16', 'fd00:ec2::254'],
  'the network of a carrier': ['100.64.0.0', '100.127.255.255'],
  'documents and trials': ['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '2001:db8::1'],
  'many receivers': ['224.0.0.1', '239.255.255.255', 'ff02::1', '255.255.255.255'],
  'reserved for later': ['240.0.0.1', '4000::1'],
  'IPv4 in IPv6': ['::ffff:8.8.8.8', '::ffff:127.0.0.1', '::ffff:7f00:1', '::127.0.0.1'],
  'a way to IPv4': ['64:ff9b::7f00:1', '64:ff9b:1::1', '2002:7f00:1::', '2001:0:7f00:1::'],
  'no address': ['', 'localhost', '127.1', '8.8.8.8 ', '0x7f000001'],
}

test.group('Public addresses', (group) => {
  withoutDatabase(group)

  test('may be called', ({ assert }) => {
    for (const address of PUBLIC) assert.isTrue(isPublicAddress(address), address)
  })

  for (const [what, addresses] of Object.entries(NOT_PUBLIC))
    test(`are none that lead to ${what}`, ({ assert }) => {
      for (const address of addresses) assert.isFalse(isPublicAddress(address), address)
    })
})
