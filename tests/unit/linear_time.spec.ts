import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { checkTokenRequest } from '#access/check_token_request'
import { hashOfRecoveryCode } from '#access/second_factor/recovery_codes'
import { checkNewPassword } from '#access/users/check_new_password'
import { normalEmail } from '#access/users/normal_email'
import { browserInWords } from '#dashboard/browser_in_words'
import { localPath } from '#dashboard/local_path'
import { readerLanguage } from '#dashboard/reader_language'
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
import { strictly } from '#app/api/strict_input'
import { readBatch } from '#app/pages/messages/batch_request'
import { readNumber } from '#app/pages/patients/read_number'
import { typedWords } from '#records/typed_words'
import { checkSelection } from '#desk/message_selection'
import { checkNewMessage } from '#desk/new_message'
import { MESSAGE_STATUSES } from '#messages/message_status'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import type { Reader } from '#app/pages/reader'
import { aReader } from '#tests/helpers/reader'
import { settingsWith } from '#tests/helpers/settings'
import { readJobRequest } from '#schedules/request/read_job_request'
import { jsonExtent } from '#values/json_extent'
import { networkOf } from '#values/network_of'
import { unknownFields } from '#values/unknown_fields'
import { mayBeUnstorable } from '#middleware/json_shape'
import { growthOf, LINEAR } from '#tests/helpers/growth'
import { withoutDatabase } from '#tests/helpers/without_database'

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
  'an Accept-Language header': (header) =>
    readerLanguage({ acceptLanguage: header, fallback: 'fr' }),
  'a number typed into a form': (text) =>
    readNumber(aReader(), text, { country: 'CM', allowedPrefixes: [] }),
  'a name that is looked for': typedWords,
  'an address to go to': localPath,
  'a User-Agent header': browserInWords,
  'an e-mail address': normalEmail,
  'a new password': (text) =>
    tried(() => checkNewPassword(text, { email: 'rosine@example.org', name: 'Rosine Abena' })),
  'a recovery code': hashOfRecoveryCode,
  'the name of a token': (name) =>
    tried(() => checkTokenRequest({ name, abilities: ['stats:read'], days: 1 })),
  'a cron expression': (cron) => checkCron(cron, ZONE, NOW, []),
  'when a schedule runs': (runAt) => checkRunAt(runAt, ZONE, { now: NOW }, []),
  'when a schedule ends': (endsAt) => checkBounds({ endsAt }, 'cron', ZONE, NOW, []),
  'the zone of a schedule': (zone) => checkTimezone(zone, []),
  'the options of a schedule': (text) =>
    checkOptions({ name: text, idempotencyKey: text, priority: text, maxRuns: text }, []),
  'an interval': readInterval,
  'a job': (text) =>
    checkSmsJob({ phoneNumber: text, message: text, messageType: text, language: text }, LIMITS),
  'a message of a program': (text) =>
    checkNewMessage(
      { phoneNumber: text, text, scheduledAt: text, expiresAt: text },
      { config: (settings ??= settingsWith()), now: NOW }
    ),
  'a filter of messages': (text) =>
    tried(() =>
      checkSelection(
        { type: text, reason: text, search: text, from: text },
        { allowed: MESSAGE_STATUSES, timezone: ZONE }
      )
    ),
  'how much there is in a JSON text': jsonExtent,
  'what of a JSON text may not be storable': (text) => mayBeUnstorable(text.replaceAll('a', '\\u')),
  'fields where there are none': (name) => unknownFields({ [name]: 1 }, []),
  'what is to be done to many messages': (text) =>
    readBatch(
      { do: 'retry', q: text, reason: text, from: text, status: text, id: [text] },
      { reader: (reader ??= aReader()), country: 'CM' }
    ),
  'the name of a field': (name) => NO_FIELDS.validate({ [name]: 1 }).catch(String),
  'a request for a job': (text) =>
    readJobRequest({ [text]: 1, requestId: text, idempotencyKey: text, scheduledTime: text }),
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

let settings: SmsSchedulerConfig | undefined
let reader: Reader | undefined

const NO_FIELDS = strictly(
  { validate: async () => ({}), toJSONSchema: () => ({}) },
  { phone_number: 1, scheduled_at: 1 }
)

/** Made longer by repetition. */
const PIECES = ['a', ' ', '1', '1 ', '/', '*', '2026-', '+', '#', ':', '/requests/', 'no balance ']

test.group('Reading takes as long as what is read', (group) => {
  withoutDatabase(group)
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
