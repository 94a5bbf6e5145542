import type { HealthCheck } from '#monitoring/health/health_check'
import { AccountCheck } from '#monitoring/health/checks/account_check'
import { DatabaseCheck } from '#monitoring/health/checks/database_check'
import { DatabaseWritableCheck } from '#monitoring/health/checks/database_writable_check'
import { DeadLettersCheck } from '#monitoring/health/checks/dead_letters_check'
import { DueCheck } from '#monitoring/health/checks/due_check'
import { FailureRateCheck } from '#monitoring/health/checks/failure_rate_check'
import { OldestDueCheck } from '#monitoring/health/checks/oldest_due_check'
import { SchedulerCheck } from '#monitoring/health/checks/scheduler_check'
import { StuckCheck } from '#monitoring/health/checks/stuck_check'
import { TimetableCheck } from '#monitoring/health/checks/timetable_check'
import { UnknownOutcomesCheck } from '#monitoring/health/checks/unknown_outcomes_check'

/**
 * All checks, in the order in which people read them. The one that asks for the
 * right to write comes last: on SQLite it may have to wait for another process,
 * and the others would wait behind it.
 */
export const HEALTH_CHECKS: (new (...args: any[]) => HealthCheck)[] = [
  DatabaseCheck,
  SchedulerCheck,
  TimetableCheck,
  AccountCheck,
  DueCheck,
  OldestDueCheck,
  FailureRateCheck,
  DeadLettersCheck,
  UnknownOutcomesCheck,
  StuckCheck,
  DatabaseWritableCheck,
]
