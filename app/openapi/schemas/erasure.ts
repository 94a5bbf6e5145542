import type { erasureAsJson } from '#app/api/erasure_as_json'
import { ERASED_TABLES, type Kept } from '#erasure/erasure_result'
import { Component, integer, listOf, object, oneOf, text } from '#openapi/schema'

type Erased = ReturnType<typeof erasureAsJson>

const REASONS = [
  'number_shared',
  'reply_not_handled',
  'name_shared',
  'named_in_settings',
] as const satisfies Kept['reason'][]

const deleted = Object.fromEntries(ERASED_TABLES.map((table) => [table, integer()]))

export const Erasure = new Component(
  'Erasure',
  object<Erased>({
    deleted: object(deleted, { description: 'Rows, by table.' }),
    numbers_taken_off: integer('Patients who stay, without the number.'),
    bodies_emptied: integer('Receipts about several people that were emptied.'),
    opt_outs_kept: integer('Refusals that stay as a keyed hash.'),
    texts_redacted: integer('Texts about others that no longer name the person.'),
    files: object<Erased['files']>(
      {
        changed: listOf(text(), 'Rejected files without the rows of the person.'),
        rows: integer(),
        not_reached: listOf(
          object<Erased['files']['not_reached'][number]>({ path: text(), problem: text() }),
          'Files that a person has to look at.'
        ),
      },
      { description: 'Rejected rows of imports.' }
    ),
    kept: listOf(
      object<Kept>({ reason: oneOf(REASONS), count: integer() }),
      'What stays, and why.'
    ),
    overwritten: object<Erased['overwritten']>(
      {
        outcome: oneOf(['done', 'incomplete', 'later']),
        too_large: listOf(text(), 'Tables that were not rewritten.'),
      },
      { description: 'Whether the bytes are gone from the files of the database.' }
    ),
  })
)
