import { test } from '@japa/runner'
import { parseFault } from '#emulator/parse_fault'

test.group('Emulator: how faults are written', () => {
  const forms: [string, object][] = [
    ['throttled', { fault: 'throttled' }],
    ['throttled:0.1', { fault: 'throttled', probability: 0.1 }],
    ['throttled:.5', { fault: 'throttled', probability: 0.5 }],
    ['throttled:10%', { fault: 'throttled', probability: 0.1 }],
    ['hang:once', { fault: 'hang', times: 1 }],
    ['hang:3x', { fault: 'hang', times: 3 }],
    ['hang:3', { fault: 'hang', times: 3 }],
    ['no_credit:after200', { fault: 'no_credit', after: 200 }],
    ['outage:1.5s', { fault: 'outage', forMs: 1500 }],
    ['slow:10%:800ms:5x', { fault: 'slow', probability: 0.1, delayMs: 800, times: 5 }],
  ]
  for (const [text, rule] of forms) {
    test(text, ({ assert }) => assert.deepEqual(parseFault(text), rule as any))
  }

  test('a rule may be an object', ({ assert }) => {
    const rule = { fault: 'throttled', probability: 0.1 }
    assert.deepEqual(parseFault(rule), rule as any)
  })

  const mistakes: [unknown, RegExp][] = [
    ['throtled', /no fault "throtled".*throttled/],
    ['toString', /no fault "toString"/],
    ['throttled:often', /"often" in the fault "throttled:often"/],
    ['throttled:101%', /"probability".*from 0 to 1, got 1.01/],
    ['hang:0', /"0" in the fault/],
    [{ fault: 'hang', times: '3' }, /"times".*got "3"/],
    [{ fault: 'hang', often: 3 }, /"often".*not one of: probability/],
    [{}, /no fault "undefined"/],
    [null, /null is not a fault/],
    [['hang'], /is not a fault/],
  ]
  for (const [given, message] of mistakes) {
    test(`refuses ${JSON.stringify(given)}`, ({ assert }) => {
      assert.throws(() => parseFault(given), message)
    })
  }
})
