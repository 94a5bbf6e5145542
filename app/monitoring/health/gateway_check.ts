import type { HealthCheck } from '#monitoring/health/health_check'

/** Whether SMS leave, or are only written to the log although this is production. */
export const gatewayCheck: HealthCheck = {
  key: 'gateway:kind',
  name: 'gateway',
  async run({ gateways: { accounts, isForReal } }) {
    const logged = accounts.filter(({ gateway }) => gateway === 'log').map(({ name }) => name)
    const observed = {
      observedValue: logged.length > 0 ? 'log' : accounts[0].gateway,
      observedUnit: 'state',
    }
    if (logged.length === 0)
      return { ...observed, status: 'pass', output: 'Messages are given to the operator' }
    if (!isForReal)
      return {
        ...observed,
        status: 'pass',
        output: 'Messages are written to the log, and no SMS leaves: this is not production',
      }
    return {
      ...observed,
      status: 'warn',
      output: `No SMS leaves by ${logged.map((name) => `"${name}"`).join(', ')}: messages are written to the log and count as sent (written_to_log). Set SMS_GATEWAY=orange, unless this is a trial`,
    }
  },
}
