import { bodyOf, queryOf } from '#openapi/from_validator'
import type { Operations } from '#openapi/operation'
import { listOf, object } from '#openapi/schema'
import { pageOf } from '#openapi/schemas/common'
import { Account, AuditEvent, Balance, Facility } from '#openapi/schemas/reference'
import { Statistics } from '#openapi/schemas/statistics'
import { ListedTemplates, SetTemplate, Template } from '#openapi/schemas/templates'
import {
  auditListValidator,
  facilityListValidator,
  statisticsValidator,
  templateListValidator,
  templateValidator,
} from '#validators/reference'

const NO_ROW = { 404: ['E_NO_SUCH_ROW'] }

export const referenceOperations: Operations = {
  'GET /api/v1/facilities': {
    summary: 'Lists facilities, which imports and registrations create',
    query: queryOf(facilityListValidator),
    answers: { 200: { description: 'A page.', schema: pageOf(Facility) } },
  },
  'GET /api/v1/facilities/:code': {
    summary: 'Shows a facility',
    answers: { 200: { description: 'The facility.', schema: Facility } },
    problems: NO_ROW,
  },
  'GET /api/v1/templates': {
    summary: 'Lists the texts in use',
    query: queryOf(templateListValidator),
    answers: { 200: { description: 'The texts.', schema: ListedTemplates } },
  },
  'GET /api/v1/templates/:type/:language': {
    summary: 'Shows a text with its earlier versions',
    answers: { 200: { description: 'The text.', schema: Template } },
    problems: NO_ROW,
  },
  'PUT /api/v1/templates/:type/:language': {
    summary: 'Checks a text and puts it to use',
    details: 'What stands between braces is explained in docs/templates.md.',
    body: {
      schema: bodyOf(templateValidator, { dry_run: 'Only checks it.' }),
      example: { body: 'Vaccines for {first_name} on {due_date} at {facility}.' },
    },
    answers: { 200: { description: 'What was done, and what it costs.', schema: SetTemplate } },
  },
  'GET /api/v1/accounts': {
    summary: 'Lists the accounts at operators, without their secrets',
    answers: {
      200: { description: 'All.', schema: object<{ data: unknown }>({ data: listOf(Account) }) },
    },
  },
  'GET /api/v1/balances': {
    summary: 'Lists the bundles of accounts, as the latest poll found them',
    answers: {
      200: { description: 'All.', schema: object<{ data: unknown }>({ data: listOf(Balance) }) },
    },
  },
  'GET /api/v1/stats': {
    summary: 'Counts what happened in the last hour, day or week',
    query: queryOf(statisticsValidator, { timeframe: '`day` if omitted.' }),
    answers: { 200: { description: 'The statistics.', schema: Statistics } },
  },
  'GET /api/v1/audit': {
    summary: 'Lists who did and saw what, newest first',
    details:
      'With a filter, a page may have fewer events than its limit although there are more: go on until `next_cursor` is null.',
    query: queryOf(auditListValidator, {
      actor: 'Such as `token:7`.',
      action: 'Such as `sending_paused`.',
      subject: 'Such as `message:42`.',
    }),
    answers: { 200: { description: 'A page.', schema: pageOf(AuditEvent) } },
  },
}
