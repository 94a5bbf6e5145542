import type { Container, ContainerResolver } from '@adonisjs/core/container'
import { Emitter } from '@adonisjs/core/events'
import { Logger } from '@adonisjs/core/logger'
import type { ContainerBindings } from '@adonisjs/core/types'
import { Database } from '@adonisjs/lucid/database'
import { Clock } from '#app/clock'
import { SendingAccounts } from '#delivery/accounts/sending_accounts'
import { DatabaseAge } from '#delivery/restore/database_age'
import { HoldForReview } from '#delivery/restore/hold_for_review'
import { SendingJournal } from '#delivery/restore/sending_journal'
import { GatewayConfig } from '#gateways/define_config'
import type { AccountSettings } from '#gateways/settings'
import type { SmsGateway } from '#gateways/sms_gateway'
import { SmsGateways } from '#gateways/sms_gateways'
import { RetryPolicies } from '#retry/retry_policies'
import { ALERT_POLICY } from '#alerts/settle_notices'
import { policyOf } from '#outgoing/decide_event'
import { JobHandlers } from '#schedules/jobs/job_handlers'
import { RunJob } from '#schedules/run/run_job'
import { RunOccurrences } from '#schedules/run/run_occurrences'
import { EventsConfig } from '#settings/events_config'
import { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { Heartbeat } from '#timetable/heartbeat'

type Resolver = ContainerResolver<ContainerBindings>

/** The engine of this process. Each part is made when it is first asked for, and once. */
export function bindEngine(container: Container<ContainerBindings>): void {
  container.singleton(SendingAccounts, makeSendingAccounts)
  container.singleton(RetryPolicies, makeRetryPolicies)
  container.singleton(DatabaseAge, makeDatabaseAge)
  container.singleton(RunOccurrences, makeRunOccurrences)
}

/** What an engine has of its own. */
export interface EngineParts {
  db: Database
  clock: Clock
  config: SmsSchedulerConfig
  accounts: AccountSettings[]
  /** By the name of the account. */
  gateways: Record<string, SmsGateway>
  /** Unless given, the engine shares the journal of this process. */
  journal?: SendingJournal
  /** Unless given, schedules run the jobs that this process knows. */
  handlers?: JobHandlers
}

/** An engine beside that of the process. What the resolver makes shares its parts. */
export async function engineOf(
  container: Container<ContainerBindings>,
  { db, clock, config, accounts, gateways, journal, handlers }: EngineParts
): Promise<Resolver> {
  const resolver = container.createResolver()
  const limits = {
    leaseSeconds: config.processing.leaseSeconds,
    maxSegments: config.text.maxSegments,
  }
  resolver.bindValue(Database, db)
  resolver.bindValue(Clock, clock)
  resolver.bindValue(SmsSchedulerConfig, config)
  resolver.bindValue(GatewayConfig, new GatewayConfig({ accounts }, limits))
  resolver.bindValue(SmsGateways, new SmsGateways(gateways))
  resolver.bindValue(SendingAccounts, await makeSendingAccounts(resolver))
  resolver.bindValue(RetryPolicies, await makeRetryPolicies(resolver))
  if (journal) {
    resolver.bindValue(SendingJournal, journal)
    resolver.bindValue(DatabaseAge, await makeDatabaseAge(resolver))
  } else {
    /** Made now: made by this resolver, that of the process would keep this engine's parts. */
    await container.make(DatabaseAge)
  }
  if (handlers) {
    resolver.bindValue(JobHandlers, handlers)
    resolver.bindValue(RunOccurrences, await makeRunOccurrences(resolver))
  }
  return resolver
}

/** It knows which places in time are taken, and in which state the accounts were last seen. */
async function makeSendingAccounts(resolver: Resolver): Promise<SendingAccounts> {
  return new SendingAccounts(
    await resolver.make(GatewayConfig),
    await resolver.make(SmsSchedulerConfig),
    await resolver.make(SmsGateways),
    await resolver.make(Database),
    await resolver.make(Clock),
    await resolver.make(Logger),
    await resolver.make(Emitter)
  )
}

/** An application registers its own policies here. */
async function makeRetryPolicies(resolver: Resolver): Promise<RetryPolicies> {
  const { retry, alerts } = await resolver.make(SmsSchedulerConfig)
  const { settings } = await resolver.make(EventsConfig)
  const byType = {
    [policyOf({ name: 'webhook' })]: settings.retry,
    [ALERT_POLICY]: alerts.retry,
    ...retry.byType,
  }
  return new RetryPolicies({ ...retry, byType }, await resolver.make(Logger))
}

/** It knows what this machine has sent. */
async function makeDatabaseAge(resolver: Resolver): Promise<DatabaseAge> {
  return new DatabaseAge(
    await resolver.make(SendingJournal),
    await resolver.make(Database),
    await resolver.make(HoldForReview),
    await resolver.make(Logger)
  )
}

/** It knows how many jobs are under way. */
async function makeRunOccurrences(resolver: Resolver): Promise<RunOccurrences> {
  return new RunOccurrences(
    await resolver.make(Database),
    await resolver.make(Clock),
    await resolver.make(SmsSchedulerConfig),
    await resolver.make(JobHandlers),
    await resolver.make(RunJob),
    await resolver.make(Heartbeat)
  )
}
