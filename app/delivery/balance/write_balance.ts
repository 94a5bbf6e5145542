import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { DateTime } from 'luxon'
import type { AccountUnits } from '#delivery/balance/account_units'
import type { Insertion } from '#storage/dialects/dialect'
import { toSqlInstant } from '#storage/instants'
import { rowsOf } from '#storage/sql'
import { insertRows, updateRows } from '#storage/write_rows'

/** Stores the result of a poll: a row per bundle, and the sum on the account. */
export async function writeBalance(
  trx: TransactionClientContract,
  account: string,
  { contracts, units, expiresAt }: AccountUnits,
  now: string
): Promise<void> {
  await insertRows(trx, bundles(trx), {
    rows: JSON.stringify(
      contracts.map((contract) => ({
        account,
        polled_at: now,
        contract_id: contract.id,
        country: contract.country ?? null,
        offer: contract.offer ?? null,
        status: contract.status?.slice(0, 40) ?? null,
        units: contract.units,
        expires_at: instantOf(contract.expiresAt),
        usable: contract.usable ? 1 : 0,
      }))
    ),
  })
  await updateRows(
    trx,
    {
      table: 'gateway_accounts',
      set: `units = :units, units_expire_at = :expires_at, balance_polled_at = :now,
        balance_error = NULL, updated_at = :now`,
      where: 'name = :account',
    },
    { account, units, expires_at: instantOf(expiresAt), now }
  )
}

const bundles = (trx: TransactionClientContract): Insertion => ({
  into: 'gateway_balances',
  columns: 'account, polled_at, contract_id, country, offer, status, units, expires_at, usable',
  rows: `
    SELECT account, polled_at, contract_id, country, offer, status, units, expires_at, usable = 1
    FROM ${rowsOf(trx, 'r', {
      account: 'text',
      polled_at: 'instant',
      contract_id: 'text',
      country: 'text',
      offer: 'text',
      status: 'text',
      units: 'integer',
      expires_at: 'instant',
      usable: 'integer',
    })}`,
})

function instantOf(iso: string | null | undefined): string | null {
  return iso ? toSqlInstant(DateTime.fromISO(iso, { zone: 'utc' })) : null
}
