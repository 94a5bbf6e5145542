import { isIPv6 } from 'node:net'
import { inject } from '@adonisjs/core'
import { Database } from '@adonisjs/lucid/database'
import type { DateTime } from 'luxon'
import type { Rows } from '#database/rows'
import { Clock } from '#app/clock'
import { SubjectHash } from '#access/sign_in/subject_hash'
import { SignInSettings, type TryLimit } from '#access/sign_in_settings'
import { fromSqlInstant, toSqlInstant } from '#storage/instants'
import { deleteRows, insertRows, updateRows } from '#storage/write_rows'
import { networkOf } from '#values/network_of'

/** Who tries: the address of the caller, and the account by its e-mail address. */
export interface Trier {
  address: string
  email: string
}

export interface Tries {
  /** Further ones that the tightest limit allows. */
  left: number
  /** When trying is allowed again; null while it is. */
  pausedUntil: DateTime<true> | null
  /** This try is the first one of its account that was refused. */
  startsAccountPause: boolean
}

const KINDS = ['address', 'account', 'pair'] as const

type Kind = (typeof KINDS)[number]

/**
 * Counts attempts to sign in, in the database, so that all processes share the counts. A try is
 * counted before the password is looked at: any number of concurrent ones together never exceed a
 * limit.
 */
@inject()
export class TryLimits {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly settings: SignInSettings,
    private readonly hash: SubjectHash
  ) {}

  /** The wider limits first: what they refuse makes no rows. */
  async take(trier: Trier): Promise<Tries> {
    let left = Number.POSITIVE_INFINITY
    for (const kind of KINDS) {
      const limit = this.settings.signIn[kind]
      const { tries, until } = await this.#count(this.#subject(kind, trier), limit)
      left = Math.min(left, limit.tries - tries)
      if (left < 0) {
        const startsAccountPause = kind === 'account' && left === -1
        return { left: 0, pausedUntil: fromSqlInstant(until), startsAccountPause }
      }
    }
    return { left, pausedUntil: null, startsAccountPause: false }
  }

  /** After a successful sign-in: the failures are forgotten, and the address gets its try back. */
  async forgive(trier: Trier): Promise<void> {
    const subjects = (['account', 'pair'] as const).map((kind) => this.#subject(kind, trier))
    const client = this.db.connection()
    await deleteRows(
      client,
      { from: 'sign_in_counts', where: 'subject IN (:account, :pair)' },
      { account: subjects[0], pair: subjects[1] }
    )
    await updateRows(
      client,
      {
        table: 'sign_in_counts',
        set: 'tries = tries - 1',
        where: 'subject = :subject AND tries > 0',
      },
      { subject: this.#subject('address', trier) }
    )
  }

  #subject(kind: Kind, { email, ...trier }: Trier): string {
    const address = callerOf(trier.address)
    const parts = { address: [address], account: [email], pair: [address, email] }[kind]
    return `${kind}:${this.hash.of(kind, ...parts)}`
  }

  async #count(subject: string, { minutes }: TryLimit) {
    const now = this.clock.now()
    const [counted] = await insertRows<Pick<Rows['sign_in_counts'], 'tries' | 'until'>>(
      this.db.connection(),
      {
        into: 'sign_in_counts',
        columns: 'subject, tries, until',
        rows: 'VALUES (:subject, 1, :until)',
        onConflict: {
          key: 'subject',
          set: `tries = CASE WHEN sign_in_counts.until <= :now THEN 1 ELSE sign_in_counts.tries + 1 END,
            until = CASE WHEN sign_in_counts.until <= :now THEN excluded.until ELSE sign_in_counts.until END`,
        },
        returning: 'tries, until',
      },
      { subject, now: toSqlInstant(now), until: toSqlInstant(now.plus({ minutes })) }
    )
    return counted
  }
}

/** Somebody with IPv6 has a whole network of addresses. */
function callerOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return isIPv6(plain) ? networkOf(plain) : plain
}
