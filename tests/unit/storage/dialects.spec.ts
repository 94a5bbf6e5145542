import { test } from '@japa/runner'
import type { Dialect } from '#storage/dialects/dialect'
import { postgres } from '#storage/dialects/postgres'
import { sqlite } from '#storage/dialects/sqlite'

const oneLine = (sql: string) => sql.replace(/\s+/g, ' ').trim()

const CLAIM = {
  table: 'letters',
  due: 'SELECT id FROM letters WHERE due <= :now ORDER BY due LIMIT :limit',
  set: 'owner = :owner',
  returning: 'id, owner',
}

type Spelling = [what: string, spell: (dialect: Dialect) => string, ...string[]]

const SPELLINGS: Spelling[] = [
  [
    'many rows',
    ({ rows }) => rows('r', { id: 'integer', on: 'date', at: 'instant' }, 'rows'),
    `(SELECT json_extract(value, '$.id') AS id, json_extract(value, '$.on') AS on, json_extract(value, '$.at') AS at FROM jsonb_each(:rows)) AS r`,
    'json_to_recordset(CAST(:rows AS json)) AS r(id bigint, on date, at timestamptz)',
  ],
  [
    'many ids',
    ({ integers }) => integers('ids'),
    'SELECT value FROM json_each(:ids)',
    'SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST(:ids AS json))',
  ],
  [
    'many texts',
    ({ texts }) => texts('names'),
    'SELECT value FROM json_each(:names)',
    'SELECT value FROM json_array_elements_text(CAST(:names AS json))',
  ],
  [
    'an instant',
    ({ typed }) => typed('at', 'instant'),
    'CAST(:at AS text)',
    'CAST(:at AS timestamptz)',
  ],
  ['a date', ({ typed }) => typed('day', 'date'), 'CAST(:day AS text)', 'CAST(:day AS date)'],
  ['the larger', ({ greatest }) => greatest('a', 'b'), 'MAX(a, b)', 'GREATEST(a, b)'],
  ['a lock', ({ lock }) => lock(), '', 'FOR UPDATE'],
  [
    'a lock of one table that passes over what others hold',
    ({ lock }) => lock({ of: 'm', skipLocked: true }),
    '',
    'FOR UPDATE OF m SKIP LOCKED',
  ],
  ['the condition of an index', ({ alongIndex }) => alongIndex('a = 1'), 'AND a = 1', ''],
  ['a turn', ({ takeTurn }) => takeTurn(7) ?? '', '', 'SELECT pg_advisory_xact_lock(7)'],
  [
    'a claim',
    ({ claim }) => claim(CLAIM),
    'UPDATE letters SET owner = :owner WHERE id IN (SELECT id FROM letters WHERE due <= :now ORDER BY due LIMIT :limit) RETURNING id, owner',
    'WITH due AS MATERIALIZED (SELECT id FROM letters WHERE due <= :now ORDER BY due LIMIT :limit FOR UPDATE SKIP LOCKED) UPDATE letters SET owner = :owner WHERE id = ANY (ARRAY(SELECT id FROM due)) RETURNING id, owner',
  ],
  [
    'a claim of what must still be as it was',
    ({ claim }) => claim({ ...CLAIM, where: 'owner IS NULL' }).replace(/^.*WHERE owner/s, 'owner'),
    'owner IS NULL AND id IN (SELECT id FROM letters WHERE due <= :now ORDER BY due LIMIT :limit) RETURNING id, owner',
    'owner IS NULL AND id = ANY (ARRAY(SELECT id FROM due)) RETURNING id, owner',
  ],
  [
    'an update',
    ({ update }) => update({ table: 'letters', set: 'owner = NULL', where: 'owner = :owner' }),
    'UPDATE letters SET owner = NULL WHERE owner = :owner',
    'UPDATE letters SET owner = NULL WHERE owner = :owner',
  ],
  [
    'an update by rows',
    ({ update }) =>
      update({
        table: 'letters',
        as: 'l',
        byId: true,
        with: 'wanted AS (SELECT 1 AS letter_id)',
        from: 'wanted w',
        on: 'l.id = w.letter_id',
        set: 'owner = NULL',
        where: 'l.owner IS NOT NULL',
        returning: 'id',
      }),
    'WITH wanted AS (SELECT 1 AS letter_id) UPDATE letters AS l NOT INDEXED SET owner = NULL FROM wanted w WHERE l.id = w.letter_id AND l.owner IS NOT NULL RETURNING id',
    'WITH wanted AS (SELECT 1 AS letter_id) UPDATE letters AS l SET owner = NULL FROM wanted w WHERE l.id = w.letter_id AND l.owner IS NOT NULL RETURNING id',
  ],
  [
    'an update of all that the rows name',
    ({ update }) =>
      update({
        table: 'letters',
        as: 'l',
        set: 'owner = r.owner',
        from: 'wanted AS r',
        on: 'l.id = r.letter_id',
      }),
    'UPDATE letters AS l SET owner = r.owner FROM wanted AS r WHERE l.id = r.letter_id',
    'UPDATE letters AS l SET owner = r.owner FROM wanted AS r WHERE l.id = r.letter_id',
  ],
  ...(
    [
      [undefined, ''],
      [{}, ' ON CONFLICT DO NOTHING'],
      [{ key: 'name' }, ' ON CONFLICT (name) DO NOTHING'],
      [
        { key: 'name', set: 'owner = excluded.owner' },
        ' ON CONFLICT (name) DO UPDATE SET owner = excluded.owner',
      ],
      [
        { key: 'name', set: 'owner = excluded.owner', where: 'letters.owner IS NULL' },
        ' ON CONFLICT (name) DO UPDATE SET owner = excluded.owner WHERE letters.owner IS NULL',
      ],
    ] as const
  ).map(([onConflict, end]): Spelling => {
    const statement = `INSERT INTO letters (name, owner) VALUES (:name, :owner)${end} RETURNING id`
    return [
      `an insertion${end}`,
      ({ insert }) =>
        insert({
          into: 'letters',
          columns: 'name, owner',
          rows: 'VALUES (:name, :owner)',
          onConflict,
          returning: 'id',
        }),
      statement,
      statement,
    ]
  }),
  [
    'a deletion',
    (dialect) =>
      dialect.delete({ from: 'letters', as: 'l', byId: true, where: 'l.id = 1', returning: 'id' }),
    'DELETE FROM letters AS l NOT INDEXED WHERE l.id = 1 RETURNING id',
    'DELETE FROM letters AS l WHERE l.id = 1 RETURNING id',
  ],
]

test.group('How a database spells', () => {
  for (const [what, spell, onSqlite, onPostgres] of SPELLINGS) {
    test(what, ({ assert }) => {
      assert.equal(oneLine(spell(sqlite)), onSqlite)
      assert.equal(oneLine(spell(postgres)), onPostgres)
    })
  }
})
