import { accountCheck } from '#monitoring/health/account_check'
import { balanceCheck } from '#monitoring/health/balance_check'
import { databaseCheck } from '#monitoring/health/database_check'
import { deadLettersCheck } from '#monitoring/health/dead_letters_check'
import { dueCheck } from '#monitoring/health/due_check'
import { failureRateCheck } from '#monitoring/health/failure_rate_check'
import type { HealthCheck } from '#monitoring/health/health_check'
import { oldestDueCheck } from '#monitoring/health/oldest_due_check'
import { pausesCheck } from '#monitoring/health/pauses_check'
import { receiptsCheck } from '#monitoring/health/receipts_check'
import { schedulerCheck } from '#monitoring/health/scheduler_check'
import { schedulesCheck } from '#monitoring/health/schedules_check'
import { stuckCheck } from '#monitoring/health/stuck_check'
import { timetableCheck } from '#monitoring/health/timetable_check'
import { unknownCheck } from '#monitoring/health/unknown_check'
import { workersCheck } from '#monitoring/health/workers_check'

/** All checks in the order in which a person reads them. The database comes first: without it no other can answer. */
export const HEALTH_CHECKS: readonly HealthCheck[] = [
  databaseCheck,
  accountCheck,
  balanceCheck,
  pausesCheck,
  schedulerCheck,
  workersCheck,
  timetableCheck,
  dueCheck,
  oldestDueCheck,
  failureRateCheck,
  deadLettersCheck,
  unknownCheck,
  receiptsCheck,
  stuckCheck,
  schedulesCheck,
]
