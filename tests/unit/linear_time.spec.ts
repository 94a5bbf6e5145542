import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { checkTokenRequest } from '#access/check_token_request'
import { prefersPage } from '#faces/prefers_page'
import { readUntil } from '#delivery/pauses/read_until'
import { describeError } from '#gateways/orange/describe_error'
import { classifyAnswer } from '#gateways/orange/classify_answer'
import { parseContracts } from '#gateways/orange/parse_contracts'
import { parseErrorBody } from '#gateways/orange/parse_error_body'
import { parseToken } from '#gateways/orange/parse_token'
import { resourceId } from '#gateways/orange/resource_id'
import { retryAfterMs } from '#gateways/orange/retry_after'
import { readSentAt } from '#inbound/sent_at'
import { checkSmsJob } from '#schedules/jobs/check_sms_job'
import { checkBounds } from '#schedules/manage/check_bounds'
import { checkCron, checkRunAt } from '#schedules/manage/check_kind'
import { checkOptions } from '#schedules/manage/check_options'
import { checkTimezone } from '#schedules/manage/check_timezone'
import { readInterval } from '#schedules/manage/read_interval'
import { networkOf } from '#values/network_of'
import { growthOf, LINEAR } from '#tests/helpers/growth'

const NOW = DateTime.fromISO('2026-03-10T09:00:00Z', { zone: 'utc' })
const ZONE = 'Africa/Douala'
const LIMITS = { defaultCountry: 'CM', defaultLanguage: 'fr', maxSegments: 10 } as const

/** Whatever it throws: how long it takes is asked here. */
const tried = (work: () => unknown) => {
  try {
    return work()
  } catch (error) {
    return error
  }
}

const asAnswer = (status: number, text: string) =>
  classifyAnswer({ status, text }, parseErrorBody(text), 0)

const READERS: Record<string, (text: string) => unknown> = {
  'the end of a pause': (text) => tried(() => readUntil(text, NOW, ZONE)),
  'when a reply was sent': readSentAt,
  'the network of an address': networkOf,
  'an Accept header': prefersPage,
  'the name of a token': (name) =>
    tried(() => checkTokenRequest({ name, abilities: ['stats:read'], days: 1 })),
  'a cron expression': (cron) => checkCron(cron, ZONE, NOW, []),
  'when a schedule runs': (runAt) => checkRunAt(runAt, ZONE, NOW, []),
  'when a schedule ends': (endsAt) => checkBounds({ endsAt }, 'cron', ZONE, NOW, []),
  'the zone of a schedule': (zone) => checkTimezone(zone, []),
  'the options of a schedule': (text) =>
    checkOptions({ name: text, idempotencyKey: text, priority: text, maxRuns: text }, []),
  'an interval': readInterval,
  'a job': (text) =>
    checkSmsJob({ phoneNumber: text, message: text, messageType: text, language: text }, LIMITS),
  'an error of the operator': (text) =>
    asAnswer(400, JSON.stringify({ code: text, message: text })),
  'an error in another envelope': (text) =>
    parseErrorBody(JSON.stringify({ requestError: { messageId: text, variables: [text] } })),
  'an error in no envelope': (text) => asAnswer(500, text),
  'an error for people': (text) => describeError({ message: text }, { body: 'Rappel: Awa' } as any),
  'the id of a message': (url) => resourceId(JSON.stringify({ resourceURL: url })),
  'how long to wait': (text) => retryAfterMs(text, 0),
  'a token': (text) => tried(() => parseToken(JSON.stringify({ access_token: text }))),
  'contracts': (text) =>
    parseContracts(JSON.stringify([{ country: text, offerName: text, expirationDate: text }])),
}

/** Made longer by repetition. */
const PIECES = ['a', ' ', '1', '1 ', '/', '*', '2026-', '+', '#', ':', '/requests/', 'no balance ']

test.group('Reading takes as long as what is read', () => {
  for (const [name, read] of Object.entries(READERS)) {
    test(name, async ({ assert }) => {
      for (const piece of PIECES) {
        for (const end of ['', '!']) {
          const growth = await growthOf((size) => read(piece.repeat(size / piece.length) + end))
          assert.isBelow(growth, LINEAR, `${piece} … ${end}`)
        }
      }
    })
  }
})
