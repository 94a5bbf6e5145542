import { accountCheck } from '#monitoring/health/account_check'
import { balanceCheck } from '#monitoring/health/balance_check'
import { clockCheck } from '#monitoring/health/clock_check'
import { databaseCheck } from '#monitoring/health/database_check'
import { denialsCheck } from '#monitoring/health/denials_check'
import { diskCheck } from '#monitoring/health/disk_check'
import { eventsCheck } from '#monitoring/health/events_check'
import { failureRateCheck } from '#monitoring/health/failure_rate_check'
import { failedLastHourCheck, lastProcessedCheck, pendingCheck } from '#monitoring/health/figures'
import { gatewayCheck } from '#monitoring/health/gateway_check'
import { forecastCheck } from '#monitoring/health/forecast_check'
import type { HealthCheck } from '#monitoring/health/health_check'
import {
  deadLettersCheck,
  dueCheck,
  escalationsCheck,
  stuckCheck,
  unknownCheck,
} from '#monitoring/health/message_counts'
import { kafkaCheck } from '#monitoring/health/kafka_check'
import { keysCheck } from '#monitoring/health/keys_check'
import { languagesCheck } from '#monitoring/health/languages_check'
import { noticesCheck } from '#monitoring/health/notices_check'
import { oldestDueCheck } from '#monitoring/health/oldest_due_check'
import { optOutsCheck } from '#monitoring/health/opt_outs_check'
import { outcomesCheck } from '#monitoring/health/outcomes_check'
import { pausesCheck } from '#monitoring/health/pauses_check'
import { plannedCheck } from '#monitoring/health/planned_check'
import { repliesCheck } from '#monitoring/health/replies_check'
import { restoreCheck } from '#monitoring/health/restore_check'
import { receiptsCheck } from '#monitoring/health/receipts_check'
import { rulesCheck } from '#monitoring/health/rules_check'
import { schedulerCheck } from '#monitoring/health/scheduler_check'
import { schedulesCheck } from '#monitoring/health/schedules_check'
import { timetableCheck } from '#monitoring/health/timetable_check'
import { walCheck } from '#monitoring/health/wal_check'
import { workersCheck } from '#monitoring/health/workers_check'
import { zonesCheck } from '#monitoring/health/zones_check'

/** All checks in reading order. The database comes first: without it no other check can answer. */
export const HEALTH_CHECKS: readonly HealthCheck[] = [
  databaseCheck,
  clockCheck,
  diskCheck,
  walCheck,
  accountCheck,
  gatewayCheck,
  restoreCheck,
  keysCheck,
  balanceCheck,
  forecastCheck,
  pausesCheck,
  schedulerCheck,
  workersCheck,
  timetableCheck,
  zonesCheck,
  rulesCheck,
  plannedCheck,
  languagesCheck,
  pendingCheck,
  dueCheck,
  oldestDueCheck,
  lastProcessedCheck,
  outcomesCheck,
  failureRateCheck,
  failedLastHourCheck,
  deadLettersCheck,
  escalationsCheck,
  unknownCheck,
  receiptsCheck,
  repliesCheck,
  optOutsCheck,
  denialsCheck,
  stuckCheck,
  schedulesCheck,
  kafkaCheck,
  eventsCheck,
  noticesCheck,
]
