import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { dialectOf } from './dialect_of.js'
import type { Claim, Deletion, Insertion, Update } from './dialects/dialect.js'
import { query, type Bindings } from './sql.js'

/**
 * The four ways to write rows. They take parts instead of a statement, because databases combine
 * these differently: whether an UPDATE can join, and whether written rows can be returned. Each
 * returns the rows of its `returning`.
 */
export function updateRows<Row>(
  client: QueryClientContract,
  update: Update,
  bindings: Bindings
): Promise<Row[]> {
  return query<Row>(client, dialectOf(client).update(update), bindings)
}

export function insertRows<Row>(
  client: QueryClientContract,
  insertion: Insertion,
  bindings: Bindings
): Promise<Row[]> {
  return query<Row>(client, dialectOf(client).insert(insertion), bindings)
}

export function deleteRows<Row>(
  client: QueryClientContract,
  deletion: Deletion,
  bindings: Bindings
): Promise<Row[]> {
  return query<Row>(client, dialectOf(client).delete(deletion), bindings)
}

/** Takes rows that no concurrent claim takes. */
export function claimRows<Row>(
  client: QueryClientContract,
  claim: Claim,
  bindings: Bindings
): Promise<Row[]> {
  return query<Row>(client, dialectOf(client).claim(claim), bindings)
}
