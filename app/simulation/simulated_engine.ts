import { Emitter } from '@adonisjs/core/events'
import { Logger } from '@adonisjs/core/logger'
import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '@adonisjs/lucid/database'
import { Clock, type FrozenClock } from '#app/clock'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import { SendingAccounts } from '#delivery/accounts/sending_accounts'
import { DueMessages } from '#delivery/claim/due_messages'
import { EditMessage } from '#delivery/desk/edit_message'
import { RequeueMessages } from '#delivery/desk/requeue_messages'
import { RetryPolicies } from '#delivery/retry/retry_policies'
import { ProcessDueMessages } from '#delivery/sweep/process_due_messages'
import { TidyUp } from '#delivery/sweep/tidy_up'
import { GatewayConfig } from '#gateways/define_config'
import { FakeGateway } from '#gateways/fake_gateway'
import { SmsGateways } from '#gateways/sms_gateways'
import { SIMULATED_RETRIES, SIMULATED_UNKNOWN } from '#simulation/simulated_messages'

export type SimulatedEngine = Awaited<ReturnType<typeof makeSimulatedEngine>>

/** The engine as it sends for real, on a database of its own; the gateway and the clock are pretended. */
export async function makeSimulatedEngine(
  app: ApplicationService,
  db: Database,
  clock: FrozenClock
) {
  const logger = await app.container.make(Logger)
  const config = simulatedSettings(app.config.get('sms_scheduler'))
  const { processing, text } = config
  const [account] = app.config.get<GatewayConfig>('sms_gateways').accounts
  const gateway = new FakeGateway()
  const gateways = new SmsGateways({ [account.name]: gateway })
  const gatewayConfig = new GatewayConfig(
    { accounts: [{ ...account, prefixes: [], ratePerSecond: 5, countedIn: 'messages' }] },
    { leaseSeconds: processing.leaseSeconds, maxSegments: text.maxSegments }
  )
  const emitter = await app.container.make(Emitter)
  const policies = new RetryPolicies(config.retry, logger)

  const resolver = app.container.createResolver()
  resolver.bindValue(Database, db)
  resolver.bindValue(Clock, clock)
  resolver.bindValue(SmsSchedulerConfig, config)
  resolver.bindValue(GatewayConfig, gatewayConfig)
  resolver.bindValue(SmsGateways, gateways)
  resolver.bindValue(RetryPolicies, policies)
  resolver.bindValue(
    SendingAccounts,
    new SendingAccounts(gatewayConfig, config, gateways, db, clock, logger, emitter)
  )
  return {
    db,
    clock,
    config,
    gateway,
    policies,
    due: await resolver.make(DueMessages),
    sweep: await resolver.make(ProcessDueMessages),
    tidyUp: await resolver.make(TidyUp),
    edit: await resolver.make(EditMessage),
    requeue: await resolver.make(RequeueMessages),
  }
}

/** What the simulation shows does not depend on what is configured: caps or another policy could stop it. */
function simulatedSettings(settings: SmsSchedulerConfig): SmsSchedulerConfig {
  return new SmsSchedulerConfig({
    ...settings,
    retry: SIMULATED_RETRIES,
    unknown: SIMULATED_UNKNOWN,
    caps: {
      allowedPrefixes: [],
      messagesPerNumberPerDay: null,
      segmentsPerDay: null,
      whenOver: 'delay',
    },
    consent: { ...settings.consent, policy: 'opt_out' },
  })
}
