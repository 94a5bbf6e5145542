import type { consentAsJson, consentChangeAsJson } from '#app/api/consent_as_json'
import type { ConsentSource, ConsentStatus } from '#consents/consent'
import {
  Component,
  flag,
  instant,
  integer,
  listOf,
  object,
  oneOf,
  orNull,
  text,
} from '#openapi/schema'
import { ACTOR, PHONE_NUMBER } from '#openapi/schemas/common'

const STATUS = oneOf(['opted_in', 'opted_out'] satisfies ConsentStatus[])

const SOURCE = oneOf([
  'import',
  'reply',
  'staff',
  'api',
  'erased',
  'undo',
] satisfies ConsentSource[])

const FIELDS = {
  id: integer(),
  phone_number: PHONE_NUMBER,
  status: STATUS,
  source: SOURCE,
  evidence: orNull(text('A note, or where it was said; never the text of a reply.')),
  recorded_by: orNull(ACTOR),
  since: instant('When it got this status.'),
  said_at: orNull(instant('When the person said it.')),
}

export const Consent = new Component('Consent', object<ReturnType<typeof consentAsJson>>(FIELDS))

const Change = new Component(
  'ConsentChange',
  object<ReturnType<typeof consentChangeAsJson>>({
    at: instant(),
    from: orNull(STATUS),
    to: orNull(STATUS),
    source: SOURCE,
    evidence: orNull(text()),
    actor: ACTOR,
    said_at: orNull(instant()),
  })
)

export const ConsentWithHistory = new Component(
  'ConsentWithHistory',
  object<ReturnType<typeof consentAsJson> & { history: unknown }>({
    ...FIELDS,
    history: listOf(Change, 'Oldest first.'),
  })
)

interface Recorded {
  id: number
  phone_number: string
  status: string
  before: string | null
  changed: boolean
  suppressed: number
  reopened: number
}

export const RecordedConsent = new Component(
  'RecordedConsent',
  object<Recorded>({
    id: integer(),
    phone_number: PHONE_NUMBER,
    status: STATUS,
    before: orNull(STATUS),
    changed: flag(),
    suppressed: integer('Messages that will not be sent any more.'),
    reopened: integer('Messages that will be sent after all.'),
  })
)
