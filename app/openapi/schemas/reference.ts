import type {
  accountAsJson,
  auditEventAsJson,
  balanceAsJson,
  facilityAsJson,
} from '#app/api/reference_as_json'
import {
  anything,
  Component,
  flag,
  instant,
  integer,
  listOf,
  number,
  object,
  oneOf,
  orNull,
  text,
} from '#openapi/schema'
import { ACTOR } from '#openapi/schemas/common'

export const Facility = new Component(
  'Facility',
  object<ReturnType<typeof facilityAsJson>>({
    id: integer(),
    code: text(),
    name: text(),
    timezone: text('An IANA name.'),
    language: text(),
    created_at: instant(),
    updated_at: instant(),
  })
)

export const Account = new Component(
  'Account',
  object<ReturnType<typeof accountAsJson>>({
    name: text(),
    gateway: text('`orange` or `log`.'),
    country: text('Three letters.'),
    prefixes: listOf(text(), 'Numbers that it takes; empty: all that no other account takes.'),
    rate_per_second: number('Its limit.'),
    counted_in: oneOf(['messages', 'segments']),
    state: orNull(
      oneOf(['active', 'paused', 'circuit_open', 'probing'], 'Null before its first use.')
    ),
    reason: orNull(text('Why it does not send.')),
    detail: orNull(text()),
    state_since: orNull(instant()),
    paused_by: orNull(text('A person, or the part of Rappel that found the fault.')),
    rate_percent: integer('The share of its limit that it uses after "too many requests".'),
    units: orNull(integer('SMS left.')),
    units_expire_at: orNull(instant()),
    balance_polled_at: orNull(instant()),
    balance_error: orNull(text()),
  })
)

export const Balance = new Component(
  'Balance',
  object<ReturnType<typeof balanceAsJson>>({
    account: text(),
    polled_at: instant(),
    contract_id: text(),
    country: orNull(text()),
    offer: orNull(text()),
    status: orNull(text('The operator’s own word.')),
    units: integer('SMS left.'),
    expires_at: orNull(instant()),
    usable: flag(),
  })
)

export const AuditEvent = new Component(
  'AuditEvent',
  object<ReturnType<typeof auditEventAsJson>>({
    id: integer(),
    at: instant(),
    actor: ACTOR,
    action: text('Such as `sending_paused`.'),
    subject: orNull(text('Such as `message:42`.')),
    detail: anything('An object that depends on the action, or null.'),
  })
)
