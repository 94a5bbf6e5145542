import type { Clock } from '#app/clock'
import type { SmsSchedulerSettings } from '#app/sms_scheduler_config'
import type { AccountRow } from '#delivery/accounts/account_row'
import type { PauseKind } from '#delivery/accounts/pause_kind'
import { fromSqlInstant } from '#storage/instants'

/** A next probe that many intervals off was written by a process whose clock was wrong. */
const FARTHEST_PROBES = 10

/** Whether anything may be sent by the account now. A probe is one message, by one worker, to see if the operator is back. */
export type Permission =
  | { kind: 'go' }
  | { kind: 'probe' }
  | { kind: 'no'; state: 'paused' | 'circuit_open'; reason: string }

export interface AccountPause {
  kind: PauseKind
  /** As a machine reads it, for example `no_credit`. */
  reason: string
  /** For people; no numbers, names or texts. */
  detail?: string
  /** `sweep` for an answer of the operator, or who decided it. */
  actor?: string
}

interface StateRow {
  state: 'active' | 'paused' | 'circuit_open' | 'probing'
  reason: string
  state_since: string | null
  consecutive_failures: number
}

/** Reasons that a top-up mends. */
const OUT_OF_UNITS = `'no_credit', 'contract_expired'`

/** Refusals by policy whose wording is not known: no credit may be behind them (POL0001). */
const UNCLEAR = `'policy_refused', 'quota_policy'`

const ACTIVE = `state = 'active', reason = NULL, detail = NULL, pause_kind = NULL, paused_by = NULL,
  state_since = :now, state_until = NULL, consecutive_failures = 0`

/**
 * Whether an account may send: active, paused, circuit open, or probing. Shared
 * by all workers as one row; of those who would move it, one does and says so.
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

  /** Why sending under way must stop, if it must. Unlike `permission` it takes no probe. */
  async reasonToStop(): Promise<string | undefined> {
    const { state, reason } = await this.#read()
    return state === 'active' ? undefined : reason
  }

  /** The row exists from the first use on. */
  async ensureRow(): Promise<void> {
    await this.#read()
  }

  /**
   * Stops the account until a person, or a poll that finds units, resumes it. Says so once, however many messages
   * met the same fault. A poll may say better than an answer that left it open why nothing can be sent.
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

  /** The operator could not be reached: after so many in a row the circuit opens, for one probe at a time. */
  async countOutage(reason: string): Promise<void> {
    const until = this.clock.nowMs() + this.settings.circuitProbeSeconds * 1000
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

  /** The operator answered: whatever it said, it is there. */
  async countContact(): Promise<void> {
    /** Nearly always there is nothing to undo, and a look costs less than an UPDATE. */
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

  /** A person says that the fault is mended. Returns since when it was stopped, or nothing if it was not. */
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
        reason: reason ?? null,
        detail: { stopped: before.reason, since },
      }
    )
    return resumed ? { since } : undefined
  }

  /** There are units again: an account that stopped because there were none goes on; what a person, or another fault, stopped does not. */
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

  /** By conditional update one worker gets the probe of an interval; a probe whose worker died is given out again. */
  async #takeProbe(): Promise<boolean> {
    const nowMs = this.clock.nowMs()
    const probeMs = this.settings.circuitProbeSeconds * 1000
    const taken = await this.row.move(
      `state = 'probing', state_until = :until`,
      `state IN ('circuit_open', 'probing') AND (state_until <= :now_ms OR state_until > :farthest)`,
      { now_ms: nowMs, until: nowMs + probeMs, farthest: nowMs + probeMs * FARTHEST_PROBES }
    )
    return taken !== undefined
  }

  #read(): Promise<StateRow> {
    return this.row.read<StateRow>('state, reason, state_since, consecutive_failures')
  }
}
