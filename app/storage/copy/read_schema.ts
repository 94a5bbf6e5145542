import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { isPostgres } from '#storage/dialect_of'
import type { ColumnKind } from '#storage/dialects/dialect'
import { query } from '#storage/sql'

export interface Table {
  name: string
  columns: Record<string, ColumnKind>
  /** The columns of the primary key, in its order. */
  key: string[]
  /** Columns that refer to a row of a table. */
  references: { column: string; table: string }[]
  /** Whether the database numbers its rows. */
  numbered: boolean
}

/** Of the migrator, of SQLite, and of the copy itself. */
const NOT_COPIED = /^(adonis_schema|sqlite_|database_copy_progress$)/

/** By the declared type of SQLite or the data type of PostgreSQL. */
const KINDS: [RegExp, ColumnKind][] = [
  [/^(integer|bigint|smallint)$/, 'integer'],
  [/^(text|varchar\(\d+\)|character varying)$/, 'text'],
  [/^(datetime|timestamp with time zone)$/, 'instant'],
  [/^date$/, 'date'],
  [/^boolean$/, 'boolean'],
  [/^(float|real|double precision)$/, 'real'],
]

type ColumnRow = { table: string; column: string; type: string; place: number | null }
type ReferenceRow = { table: string; column: string; other: string }

/** The tables of the application as the database has them, in the order of their names. */
export async function readSchema(client: QueryClientContract): Promise<Table[]> {
  const { columns, references, numbered } = isPostgres(client) ? POSTGRES : SQLITE
  const rows = await query<ColumnRow>(client, columns)
  const ofTable = Map.groupBy(
    rows.filter(({ table }) => !NOT_COPIED.test(table)),
    ({ table }) => table
  )
  const others = await query<ReferenceRow>(client, references)
  const withNumbers = await tablesOf(client, numbered)
  return [...ofTable.keys()].sort().map((name) => ({
    name,
    columns: kindsOf(ofTable.get(name)!),
    key: keyOf(ofTable.get(name)!),
    references: others
      .filter(({ table }) => table === name)
      .map(({ column, other }) => ({ column, table: other })),
    numbered: withNumbers.includes(name),
  }))
}

/** The migrations that have run. */
export async function readMigrations(client: QueryClientContract): Promise<string[]> {
  const tables = await readTableNames(client)
  if (!tables.includes('adonis_schema')) return []
  const rows = await query<{ name: string }>(client, 'SELECT name FROM adonis_schema ORDER BY name')
  return rows.map(({ name }) => name)
}

export function readTableNames(client: QueryClientContract): Promise<string[]> {
  return tablesOf(client, (isPostgres(client) ? POSTGRES : SQLITE).tables)
}

async function tablesOf(client: QueryClientContract, sql: string): Promise<string[]> {
  const rows = await query<{ table: string }>(client, sql)
  return rows.map(({ table }) => table)
}

function kindsOf(rows: ColumnRow[]): Record<string, ColumnKind> {
  const inOrder = rows.toSorted((left, right) => (left.column < right.column ? -1 : 1))
  return Object.fromEntries(inOrder.map(({ column, type }) => [column, kindOf(column, type)]))
}

function kindOf(column: string, type: string): ColumnKind {
  const known = KINDS.find(([pattern]) => pattern.test(type.toLowerCase()))
  if (!known) throw new Error(`Column ${column} has the type "${type}", which is not copied yet`)
  return known[1]
}

function keyOf(rows: ColumnRow[]): string[] {
  return rows
    .filter(({ place }) => place !== null && place > 0)
    .sort((left, right) => left.place! - right.place!)
    .map(({ column }) => column)
}

const SQLITE = {
  tables: `SELECT name AS "table" FROM sqlite_schema WHERE type = 'table'`,
  columns: `SELECT m.name AS "table", c.name AS "column", c.type AS type, c.pk AS place
    FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`,
  references: `SELECT m.name AS "table", f."from" AS "column", f."table" AS other
    FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`,
  numbered: `SELECT name AS "table" FROM sqlite_schema
    WHERE type = 'table' AND lower(sql) LIKE '%autoincrement%'`,
}

const POSTGRES = {
  tables: `SELECT table_name AS "table" FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`,
  columns: `SELECT c.relname AS "table", a.attname AS "column",
      regexp_replace(format_type(a.atttypid, a.atttypmod), '\\(.*\\)', '') AS type,
      array_position(i.indkey::int2[], a.attnum) + 1 AS place
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
      AND a.attnum > 0 AND NOT a.attisdropped`,
  references: `SELECT c.conrelid::regclass::text AS "table", a.attname AS "column",
      c.confrelid::regclass::text AS other
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace`,
  numbered: `SELECT table_name AS "table" FROM information_schema.columns
    WHERE table_schema = current_schema() AND column_default LIKE 'nextval(%'`,
}
