import type { Rows } from '#database/rows'
import type { Clock } from '#app/clock'
import type { SmsSchedulerSettings } from '#settings/sms_scheduler_config'
import type { AccountRow } from '#delivery/accounts/account_row'
import type { PauseKind } from '#delivery/accounts/pause_kind'
import { fromSqlInstant } from '#storage/instants'
import { farthestMs } from '#storage/lease_is_over'

/**
 * Whether the account may send now. A probe is one message by one worker, to see if the
 * operator is back.
 */
export type Permission =
  | { kind: 'go' }
  | { kind: 'probe' }
  | { kind: 'no'; state: 'paused' | 'circuit_open'; reason: string }

export interface AccountPause {
  kind: PauseKind
  /** Machine-readable, for example `no_credit`. */
  reason: string
  /** For people; no numbers, names or texts. */
  detail?: string
  /** `sweep` for an answer of the operator, otherwise who decided it. */
  actor?: string
}

interface StateRow extends Pick<
  Rows['gateway_accounts'],
  'state' | 'reason' | 'state_since' | 'consecutive_failures'
> {
  state: 'active' | 'paused' | 'circuit_open' | 'probing'
  reason: string
}

/** Reasons that a top-up fixes. */
const OUT_OF_UNITS = `'no_credit', 'contract_expired'`

/** Policy refusals with unknown wording: missing credit may be behind them (POL0001). */
const UNCLEAR = `'policy_refused', 'quota_policy'`

const ACTIVE = `state = 'active', reason = NULL, detail = NULL, pause_kind = NULL, paused_by = NULL,
  state_since = :now, state_until = NULL, consecutive_failures = 0`

/**
 * Whether an account may send: active, paused, circuit open, or probing. All workers share one
 * row; of several that try to change it, one does and announces it.
 */
export class AccountState {
  constructor(
    private readonly row: AccountRow,
    private readonly clock: Clock,
    private readonly settings: Pick<
      SmsSchedulerSettings['retry'],
      'circuitThreshold' | 'circuitProbeSeconds'
    >
  ) {}

  async permission(): Promise<Permission> {
    const { state, reason } = await this.#read()
    if (state === 'active') return { kind: 'go' }
    if (state === 'paused') return { kind: 'no', state, reason }
    return (await this.#takeProbe())
      ? { kind: 'probe' }
      : { kind: 'no', state: 'circuit_open', reason }
  }

  /** Why ongoing sending must stop, if it must. Unlike `permission`, it takes no probe. */
  async reasonToStop(): Promise<string | undefined> {
    const { state, reason } = await this.#read()
    return state === 'active' ? undefined : reason
  }

  /** The row exists from the first use on. */
  async ensureRow(): Promise<void> {
    await this.#read()
  }

  /**
   * Stops the account until a person, or a poll that finds units, resumes it. Announced once,
   * however many messages hit the same fault. A poll may replace the reason of an answer that
   * left the cause open.
   */
  async pause({ kind, reason, detail, actor = 'sweep' }: AccountPause): Promise<boolean> {
    return this.row.announce(
      `state = 'paused', reason = :reason, detail = :detail, pause_kind = :kind, paused_by = :actor,
       state_since = :now, state_until = NULL`,
      `(state <> 'paused' OR (paused_by = 'sweep' AND reason IN (${UNCLEAR}) AND :actor = 'balance'))`,
      { reason, detail: detail ?? null, kind, actor },
      {
        change: 'account_paused',
        actor,
        level: 'error',
        message: 'account paused: it sends nothing until it is resumed',
        reason,
        detail: { kind },
      }
    )
  }

  /**
   * Counts an unreachable operator. After enough failures in a row the circuit opens; then one
   * probe at a time is sent.
   */
  async countOutage(reason: string): Promise<void> {
    const until = this.clock.sharedMs() + this.settings.circuitProbeSeconds * 1000
    const counted = await this.row.move<StateRow>(
      'consecutive_failures = consecutive_failures + 1',
      `state <> 'paused'`,
      {},
      'state, consecutive_failures'
    )
    if (counted?.state === 'probing') {
      await this.row.move(
        `state = 'circuit_open', reason = :reason, state_until = :until`,
        `state = 'probing'`,
        { reason, until }
      )
    } else if (counted && counted.consecutive_failures >= this.settings.circuitThreshold) {
      await this.row.announce(
        `state = 'circuit_open', reason = :reason, detail = NULL, state_until = :until, state_since = :now`,
        `state = 'active' AND consecutive_failures >= :threshold`,
        { reason, until, threshold: this.settings.circuitThreshold },
        {
          change: 'circuit_opened',
          actor: 'sweep',
          level: 'warn',
          message: 'circuit open: the operator cannot be reached',
          reason,
        }
      )
    }
  }

  /** The operator answered, so it is reachable, whatever the answer was. */
  async countContact(): Promise<void> {
    /** Usually there is nothing to undo, and a read costs less than an UPDATE. */
    const { state, reason, consecutive_failures: failures } = await this.#read()
    if (state === 'paused' || (state === 'active' && failures === 0)) return

    const closed =
      state !== 'active' &&
      (await this.row.announce(
        ACTIVE,
        `state IN ('circuit_open', 'probing')`,
        {},
        {
          change: 'circuit_closed',
          actor: 'sweep',
          level: 'info',
          message: 'circuit closed: the operator can be reached again',
          reason,
        }
      ))
    if (!closed) await this.row.move('consecutive_failures = 0', `state = 'active'`)
  }

  /**
   * A person reports the fault as fixed. Returns since when the account was stopped, or
   * undefined if it was not.
   */
  async resume(actor: string, reason?: string): Promise<{ since: string | null } | undefined> {
    const before = await this.#read()
    const since = before.state_since ? fromSqlInstant(before.state_since).toISO() : null
    const resumed = await this.row.announce(
      ACTIVE,
      `state <> 'active'`,
      {},
      {
        change: 'account_resumed',
        actor,
        level: 'info',
        message: 'account resumed',
        reason: null,
        said: reason,
        detail: { stopped: before.reason, since },
      }
    )
    return resumed ? { since } : undefined
  }

  /**
   * Resumes an account that had stopped because it had no units. Stops by a person or by
   * another fault stay.
   */
  async resumeWithUnits(actor: string): Promise<boolean> {
    const before = await this.#read()
    return this.row.announce(
      ACTIVE,
      `state = 'paused' AND reason IN (${OUT_OF_UNITS}) AND paused_by IN ('sweep', 'balance')`,
      {},
      {
        change: 'account_resumed',
        actor,
        level: 'info',
        message: 'account resumed: there are units again',
        reason: 'units_found',
        detail: { stopped: before.reason, since: before.state_since },
      }
    )
  }

  /**
   * A conditional update gives one worker the probe of an interval. The probe of a dead worker
   * is given out again.
   */
  async #takeProbe(): Promise<boolean> {
    const nowMs = this.clock.sharedMs()
    const probeMs = this.settings.circuitProbeSeconds * 1000
    const taken = await this.row.move(
      `state = 'probing', state_until = :until`,
      `state IN ('circuit_open', 'probing') AND (state_until <= :now_ms OR state_until > :farthest)`,
      { now_ms: nowMs, until: nowMs + probeMs, farthest: farthestMs(nowMs, probeMs) }
    )
    return taken !== undefined
  }

  #read(): Promise<StateRow> {
    return this.row.read<StateRow>('state, reason, state_since, consecutive_failures')
  }
}
