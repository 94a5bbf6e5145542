import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { Secret } from '@adonisjs/core/helpers'
import app from '@adonisjs/core/services/app'
import { signBody } from '#guarded_http/sign_body'
import { KEY } from '#tests/helpers/outgoing_events'
import { withoutDatabase } from '#tests/helpers/without_database'

const OLD = KEY.split('').toReversed().join('')
const BODY = '{"é":1}'
const NOW = 1_773_133_200

/** The function that docs/events.md gives to receivers, as it stands there. */
async function documentedCheck() {
  const page = readFileSync(app.makePath('docs/events.md'), 'utf8')
  const [, code] = page.match(/```js\n([\s\S]*?export function isGenuine[\s\S]*?)```/)!
  const { isGenuine } = await import(`data:text/javascript,${encodeURIComponent(code)}`)
  return (headers: Record<string, string>, body: string, secret: string, now = NOW) =>
    isGenuine(headers, Buffer.from(body), secret, now * 1_000)
}

test.group('The signature of an event', (group) => {
  withoutDatabase(group)

  test('is the HMAC of time and body, by each key', ({ assert }) => {
    const headers = signBody(BODY, NOW, [new Secret(KEY), new Secret(OLD)])
    assert.equal(headers['rappel-timestamp'], String(NOW))
    const signatures = headers['rappel-signature'].split(',').map((each) => each.split('='))
    assert.deepEqual(
      signatures.map(([, hex]) => hex),
      [KEY, OLD].map((key) => createHmac('sha256', key).update(`${NOW}.${BODY}`).digest('hex'))
    )
    const [[first], [second]] = signatures
    assert.match(first, /^[0-9a-f]{8}$/)
    assert.notEqual(first, second)
    assert.notInclude(KEY, first)
  })

  test('is verified by the lines of the documentation', async ({ assert }) => {
    const isGenuine = await documentedCheck()
    const rotating = signBody(BODY, NOW, [new Secret(KEY), new Secret(OLD)])
    assert.isTrue(isGenuine(rotating, BODY, KEY))
    assert.isTrue(isGenuine(rotating, BODY, OLD))
    assert.isTrue(isGenuine(signBody(BODY, NOW, [new Secret(KEY)]), BODY, KEY))
  })

  test('is refused by them with another key, body or time', async ({ assert }) => {
    const isGenuine = await documentedCheck()
    const headers = signBody(BODY, NOW, [new Secret(KEY)])
    assert.isFalse(isGenuine(headers, BODY, OLD))
    assert.isFalse(isGenuine(headers, `${BODY} `, KEY))
    assert.isFalse(isGenuine({ ...headers, 'rappel-timestamp': String(NOW + 1) }, BODY, KEY))
    assert.isFalse(isGenuine(headers, BODY, KEY, NOW + 301))
    assert.isFalse(isGenuine({}, BODY, KEY))
    assert.isFalse(isGenuine({ ...headers, 'rappel-signature': 'a=b' }, BODY, KEY))
  })
})
